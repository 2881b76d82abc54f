/** Percent-encoding and base64 as transformation strings use them (spec 1.3). Neither ever fails on bad input. */

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const strictUtf8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** Decodes valid escapes and leaves an invalid `%` as it is: `30%%20off` is `30% off`. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('%'), (pair) => Number.parseInt(pair, 16));
    return utf8.decode(bytes);
  });
}

/** Escapes what has a meaning in a transformation string, and nothing else. */
export function encodePercent(text: string): string {
  return text.replace(/[%,:+/]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Base64 to UTF-8 text; undefined when it is not that. Both alphabets, padding optional; a space is a `+` that a query
 * string has turned into one.
 */
export function decodeBase64(text: string): string | undefined {
  const standard = text.replace(/[- _]/g, (character) => (character === '_' ? '/' : '+'));
  const digits = standard.replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/]+$/.test(digits) || digits.length % 4 === 1) return undefined;
  try {
    return strictUtf8.decode(Uint8Array.from(atob(digits), (character) => character.charCodeAt(0)));
  } catch {
    return undefined; // not UTF-8
  }
}

/** Text to base64 of its UTF-8. In a URL it still has to be escaped. */
export function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary);
}
