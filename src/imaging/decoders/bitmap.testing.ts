/** BMP and ICO files for tests, written from their specification. */

export type BmpOptions = {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** The stored rows as they stand in the file, each filled to four bytes; or run-length code. */
  readonly data: Buffer;
  readonly topDown?: boolean;
  /** 0 plain, 1 RLE8, 2 RLE4, 3 bit fields. */
  readonly compression?: number;
  /** 12, 40, 108 or 124. */
  readonly headerBytes?: number;
  readonly palette?: readonly (readonly [red: number, green: number, blue: number])[];
  readonly masks?: readonly number[];
  readonly icc?: Buffer;
};

export function bmp(options: BmpOptions): Buffer {
  const bitmap = dib(options);
  const file = Buffer.alloc(14);
  file.write('BM');
  file.writeUInt32LE(14 + bitmap.length, 2);
  file.writeUInt32LE(14 + pixelsAt(options), 10);
  return Buffer.concat([file, bitmap]);
}

/** The header, masks, palette and pixels, as they stand in an icon as well. */
export function dib(options: BmpOptions): Buffer {
  const { headerBytes = 40, palette = [], masks = [], data, icc } = options;
  const header = headerBytes === 12 ? coreHeader(options) : infoHeader(options);
  if (headerBytes > 40) {
    masks.forEach((mask, index) => {
      header.writeUInt32LE(mask, 40 + index * 4);
    });
  }
  if (icc) {
    header.writeUInt32LE(0x4d424544, 56);
    header.writeUInt32LE(pixelsAt(options) + data.length, 112);
    header.writeUInt32LE(icc.length, 116);
  }
  const behind = Buffer.alloc(headerBytes === 40 ? masks.length * 4 : 0);
  if (headerBytes === 40) {
    masks.forEach((mask, index) => {
      behind.writeUInt32LE(mask, index * 4);
    });
  }
  const colors = palette.map(([r, g, b]) => Buffer.from(headerBytes === 12 ? [b, g, r] : [b, g, r, 0]));
  return Buffer.concat([header, behind, ...colors, data, icc ?? Buffer.alloc(0)]);
}

function pixelsAt({ headerBytes = 40, palette = [], masks = [] }: BmpOptions): number {
  const colors = palette.length * (headerBytes === 12 ? 3 : 4);
  return headerBytes + colors + (headerBytes === 40 ? masks.length * 4 : 0);
}

function coreHeader({ width, height, bits }: BmpOptions): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt32LE(12, 0);
  header.writeUInt16LE(width, 4);
  header.writeUInt16LE(height, 6);
  header.writeUInt16LE(1, 8);
  header.writeUInt16LE(bits, 10);
  return header;
}

function infoHeader(options: BmpOptions): Buffer {
  const { width, height, bits, topDown = false, compression = 0, headerBytes = 40, palette = [] } = options;
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(headerBytes, 0);
  header.writeInt32LE(width, 4);
  header.writeInt32LE(topDown ? -height : height, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(bits, 14);
  header.writeUInt32LE(compression, 16);
  header.writeUInt32LE(palette.length, 32);
  return header;
}

/** A picture of an icon: a PNG, or a bitmap of twice its height with the mask below. */
export type IcoPicture = { readonly side: number; readonly bits: number; readonly bytes: Buffer };

export function ico(pictures: readonly IcoPicture[], type = 1): Buffer {
  const directory = Buffer.alloc(6 + pictures.length * 16);
  directory.writeUInt16LE(type, 2);
  directory.writeUInt16LE(pictures.length, 4);
  let offset = directory.length;
  pictures.forEach(({ side, bits, bytes }, index) => {
    const at = 6 + index * 16;
    directory.set([side % 256, side % 256], at);
    directory.writeUInt16LE(bits, at + 6);
    directory.writeUInt32LE(bytes.length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += bytes.length;
  });
  return Buffer.concat([directory, ...pictures.map(({ bytes }) => bytes)]);
}

/** Rows of numbers, each filled to four bytes. */
export function rows(...values: readonly (readonly number[])[]): Buffer {
  return Buffer.concat(
    values.map((row) => Buffer.concat([Buffer.from(row), Buffer.alloc((4 - (row.length % 4)) % 4)])),
  );
}
