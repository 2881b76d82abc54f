/**
 * The directories of an EXIF block, which is a small TIFF, or of a TIFF file. Every byte of it is the client's, so the work is bounded by
 * what is read, not by what the block claims: five directories at most (each is followed once, so none can loop), a
 * number of entries, and a number of bytes. What lies outside the block, is too long or of no known type is left out.
 */

/** Text, a number, several numbers, or bytes without a meaning that TIFF knows. */
export type TiffValue = string | number | readonly number[] | Buffer;
/** By the number of the tag. */
export type Directory = ReadonlyMap<number, TiffValue>;

export type Directories = {
  /** IFD0, IFD1 and what IFD0 points to. */
  readonly image: Directory;
  readonly thumbnail: Directory;
  readonly exif: Directory;
  readonly gps: Directory;
  readonly interoperability: Directory;
};

/** A real camera writes about a hundred. */
const MAX_ENTRIES = 1_000;
/** Longer values (a maker's own notes above all) are left out (rest-api.md 4.2). */
const MAX_VALUE_BYTES = 4 * 1024;
const MAX_BYTES = 128 * 1024;

const EXIF_POINTER = 0x8769;
const GPS_POINTER = 0x8825;
const INTEROPERABILITY_POINTER = 0xa005;
const NONE: Directory = new Map();

/** Bytes that are read piece by piece: a file may be large, and its directories lie anywhere in it. */
export type TiffSource = {
  readonly length: number;
  /** Fewer where the source ends. */
  read(at: number, length: number): Buffer;
};

/** Undefined for bytes that are no TIFF. A block that is cut off gives what is there. */
export function readDirectories(tiff: Buffer | TiffSource): Directories | undefined {
  const reader = openTiff(Buffer.isBuffer(tiff) ? sourceOf(tiff) : tiff);
  if (reader === undefined) return undefined;
  const follow = (from: Directory, pointer: number) => {
    const at = from.get(pointer);
    return typeof at === 'number' ? reader.directory(at).entries : NONE;
  };
  const first = reader.directory(reader.first);
  const exif = follow(first.entries, EXIF_POINTER);
  return {
    image: first.entries,
    exif,
    gps: follow(first.entries, GPS_POINTER),
    interoperability: follow(exif, INTEROPERABILITY_POINTER),
    thumbnail: first.next === 0 ? NONE : reader.directory(first.next).entries,
  };
}

function sourceOf(bytes: Buffer): TiffSource {
  return { length: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
}

type Numbers = {
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
  readonly i16: (at: number) => number;
  readonly i32: (at: number) => number;
  readonly f32: (at: number) => number;
  readonly f64: (at: number) => number;
};

const ENTRY_BYTES = 12;

function openTiff(source: TiffSource) {
  const head = source.read(0, 8);
  const order = head.toString('latin1', 0, 2);
  if (head.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const numbersIn = (bytes: Buffer) => numbers(bytes, order === 'II');
  const is = numbersIn(head);
  if (is.u16(2) !== 42) return undefined;
  let entriesLeft = MAX_ENTRIES;
  let bytesLeft = MAX_BYTES;
  const visited = new Set<number>();

  function directory(at: number): { readonly entries: Directory; readonly next: number } {
    const entries = new Map<number, TiffValue>();
    if (visited.has(at) || at + 2 > source.length) return { entries, next: 0 };
    visited.add(at);
    const count = numbersIn(source.read(at, 2)).u16(0);
    const table = source.read(at + 2, Math.min(count, entriesLeft) * ENTRY_BYTES);
    for (let entry = 0; entry + ENTRY_BYTES <= table.length; entry += ENTRY_BYTES) {
      entriesLeft -= 1;
      const bytes = table.subarray(entry, entry + ENTRY_BYTES);
      const tag = numbersIn(bytes).u16(0);
      const value = entries.has(tag) ? undefined : readValue(bytes);
      if (value !== undefined) entries.set(tag, value);
    }
    const end = source.read(at + 2 + count * ENTRY_BYTES, 4);
    return { entries, next: end.length === 4 ? numbersIn(end).u32(0) : 0 };
  }

  function readValue(entry: Buffer): TiffValue | undefined {
    const fields = numbersIn(entry);
    const type = TYPES[fields.u16(2)];
    if (type === undefined) return undefined;
    const count = fields.u32(4);
    const length = count * type.size;
    if (count === 0 || length > Math.min(MAX_VALUE_BYTES, bytesLeft)) return undefined;
    const bytes = length <= 4 ? entry.subarray(8, 8 + length) : source.read(fields.u32(8), length);
    if (bytes.length < length) return undefined;
    bytesLeft -= length;
    if (type.read === 'text') return decodeText(bytes);
    if (type.read === 'bytes') return bytes;
    const { read: number, size } = type;
    const inValue = numbersIn(bytes);
    const values = Array.from({ length: count }, (_, index) => number(inValue, index * size, bytes));
    if (!values.every(Number.isFinite)) return undefined;
    return values.length === 1 ? values[0] : values;
  }

  return { first: is.u32(4), directory };
}

function numbers(bytes: Buffer, littleEndian: boolean): Numbers {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    u16: (at) => view.getUint16(at, littleEndian),
    u32: (at) => view.getUint32(at, littleEndian),
    i16: (at) => view.getInt16(at, littleEndian),
    i32: (at) => view.getInt32(at, littleEndian),
    f32: (at) => view.getFloat32(at, littleEndian),
    f64: (at) => view.getFloat64(at, littleEndian),
  };
}

type Type = {
  readonly size: number;
  readonly read: 'text' | 'bytes' | ((is: Numbers, at: number, bytes: Buffer) => number);
};

/** The types of TIFF 6.0, by their numbers. */
const TYPES: Readonly<Record<number, Type>> = {
  1: { size: 1, read: (_, at, bytes) => bytes.readUInt8(at) },
  2: { size: 1, read: 'text' },
  3: { size: 2, read: (is, at) => is.u16(at) },
  4: { size: 4, read: (is, at) => is.u32(at) },
  5: { size: 8, read: (is, at) => is.u32(at) / is.u32(at + 4) },
  6: { size: 1, read: (_, at, bytes) => bytes.readInt8(at) },
  7: { size: 1, read: 'bytes' },
  8: { size: 2, read: (is, at) => is.i16(at) },
  9: { size: 4, read: (is, at) => is.i32(at) },
  10: { size: 8, read: (is, at) => is.i32(at) / is.i32(at + 4) },
  11: { size: 4, read: (is, at) => is.f32(at) },
  12: { size: 8, read: (is, at) => is.f64(at) },
  13: { size: 4, read: (is, at) => is.u32(at) },
};

/** UTF-8, which many programs write, or else Latin-1; up to the first NUL. */
export function decodeText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text).trim();
  } catch {
    return Buffer.from(text).toString('latin1').trim();
  }
}
