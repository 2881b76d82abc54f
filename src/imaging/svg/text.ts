/** From the bytes of an SVG to its text. */

/**
 * By the byte order mark; else by the encoding the XML declaration names, if it is one of the single-byte ones of the
 * West; else UTF-8. An encoding in which `<` is not the byte 3C (UTF-7 above all) is never believed.
 */
export function decodeSvg(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const declaration = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /^<\?xml[^>]*\bencoding\s*=\s*["']([\w-]+)["']/.exec(declaration)?.[1]?.toLowerCase();
  const latin = declared !== undefined && /^(iso-8859-1|iso-8859-15|windows-1252|us-ascii)$/.test(declared);
  return new TextDecoder(latin ? declared : 'utf-8').decode(bytes);
}

/** Drawing programs abbreviate namespaces by entities of this length at most; a longer one is an attack. */
const MAX_ENTITY_LENGTH = 200;

/**
 * The entities a document type declares, of those that are plain text: one that names a file or another entity is left
 * undeclared, so that its use is an error. Without nesting there is nothing to multiply.
 */
export function declareEntities(doctype: string): Record<string, string> {
  const declared = doctype.matchAll(/<!ENTITY\s+([\w.-]+)\s+(?:"([^"&<%]*)"|'([^'&<%]*)')\s*>/g);
  return Object.fromEntries(
    [...declared]
      .map(([, name, double, single]): [string, string] => [name ?? '', double ?? single ?? ''])
      .filter(([, value]) => value.length <= MAX_ENTITY_LENGTH),
  );
}
