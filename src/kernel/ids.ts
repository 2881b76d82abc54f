/** Identifiers in ImageKit's shapes. All randomness is the platform's cryptographic one. */

const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** 24 lower-case hex digits, the first 8 of them the Unix seconds of `now` (milliseconds): file, folder, version, job ids. */
export function objectId(now: number): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0')
    .slice(-8);
  return seconds + randomHex(8);
}

/** Whether `text` has the shape of an {@link objectId}. */
export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}

/** `length` characters of `[A-Za-z0-9_-]`: suffixes of file names, version tokens, short ids. */
export function randomToken(length: number): string {
  return Array.from(randomBytes(length), (byte) => URL_SAFE[byte & 63]).join('');
}

export function randomHex(bytes: number): string {
  return Array.from(randomBytes(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Bytes drawn ahead, none of them given out twice: one call to the platform costs as much as thousands of bytes. */
const stock = new Uint8Array(4096);
let taken = stock.length;

function randomBytes(length: number): Uint8Array {
  if (length > stock.length) return crypto.getRandomValues(new Uint8Array(length));
  if (taken + length > stock.length) {
    crypto.getRandomValues(stock);
    taken = 0;
  }
  taken += length;
  return stock.slice(taken - length, taken);
}
