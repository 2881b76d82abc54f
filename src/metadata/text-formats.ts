/** Telling text from binary, and the text formats that have a beginning of their own. */

/**
 * The head of a file as text, without its byte order mark; undefined when the bytes are binary. UTF-8 (of which ASCII
 * is a part) or UTF-16 with a byte order mark; a multi-byte character cut by the end of the head is no fault.
 */
export function decodeText(head: Uint8Array): string | undefined {
  if (head.length === 0) return undefined;
  const encoding =
    head[0] === 0xff && head[1] === 0xfe
      ? 'utf-16le'
      : head[0] === 0xfe && head[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    return CONTROL_CHARACTER.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whether the bytes hold control characters that no text has, in whatever 8-bit encoding. */
export function hasControlCharacters(head: Uint8Array): boolean {
  return CONTROL_CHARACTER.test(Buffer.from(head).toString('latin1'));
}

/** Control characters that no text file holds: all but tab, line feed, form feed, carriage return and escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f]/;

/** What may stand before the root element of an XML document: declarations, comments, a doctype with its entities. */
export function skipXmlProlog(text: string): string {
  let rest = text.trimStart();
  while (/^<[?!]/.test(rest)) {
    const end = rest.startsWith('<?')
      ? endOf(rest, '?>')
      : rest.startsWith('<!--')
        ? endOf(rest, '-->')
        : endOfDoctype(rest);
    rest = rest.slice(end).trimStart();
  }
  return rest;
}

export function isSvg(text: string): boolean {
  return /^<([A-Za-z_][\w.-]*:)?svg[\s/>]/.test(skipXmlProlog(text));
}

export function isXml(text: string): boolean {
  return /^\s*<\?xml\s/.test(text);
}

export function isHtml(text: string): boolean {
  const root = skipXmlProlog(text);
  const prolog = text.slice(0, text.trimEnd().length - root.trimEnd().length);
  return (
    /<!doctype\s+html/i.test(prolog) || /^<(html|head|body|script|style|title|iframe|meta)[\s/>]/i.test(root)
  );
}

/** Whole documents only: a head that is cut cannot be parsed, and then the name has to tell. */
export function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function endOf(text: string, mark: string): number {
  const at = text.indexOf(mark);
  return at === -1 ? text.length : at + mark.length;
}

/** `<!DOCTYPE svg ... [ <!ENTITY ...> ]>`: the internal subset has `>` of its own. */
function endOfDoctype(text: string): number {
  const subset = text.indexOf('[');
  const close = endOf(text, '>');
  if (subset === -1 || subset > close) return close;
  const end = /\]\s*>/.exec(text.slice(subset));
  return end === null ? text.length : subset + end.index + end[0].length;
}
