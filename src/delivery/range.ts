/** `Range: bytes=...` (RFC 9110, 14.1.2). */

export type ByteRange = {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
};

/**
 * The one range asked for; `unsatisfiable` (416) when it lies outside; undefined when the whole is to be answered:
 * several ranges, another unit, or no valid range at all, which the RFC says to ignore.
 *
 * @param size bytes of the whole
 */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = header === undefined ? null : /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header);
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') return last === '' ? undefined : suffix(Number(last), size);
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start < size ? { start, end } : 'unsatisfiable';
}

function suffix(length: number, size: number): ByteRange | 'unsatisfiable' {
  return length === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - length), end: size - 1 };
}
