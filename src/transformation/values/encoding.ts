/** Percent-encoding and base64 as transformation strings use them (spec 1.3). Neither ever fails on bad input. */

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const strictUtf8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** Decodes valid escapes and leaves an invalid `%` as it is: `30%%20off` is `30% off`. One pass, whatever the text. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  const bytes = new TextEncoder().encode(text);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const value = bytes[at] === PERCENT ? hexPair(bytes[at + 1], bytes[at + 2]) : undefined;
    bytes[length++] = value ?? bytes[at] ?? 0; // never ahead of where it reads
    if (value !== undefined) at += 2;
  }
  return utf8.decode(bytes.subarray(0, length));
}

const PERCENT = 0x25;

function hexPair(high = 0, low = 0): number | undefined {
  const value = hexDigit(high) * 16 + hexDigit(low);
  return Number.isNaN(value) ? undefined : value;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
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
