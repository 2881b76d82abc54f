/** HEIC files for tests: HEVC pictures in boxes (ISO/IEC 14496-12, 23008-12). */
import { BLOCK_PIXELS, type Block, encodeHevc, type HevcPicture } from './hevc.testing.ts';

export type Color = readonly [red: number, green: number, blue: number];

export type HeicOptions = {
  /** Rows of colours, each a square of 16 pixels; at most 16 of them. */
  readonly colors: readonly (readonly Color[])[];
  /** Of each square. */
  readonly alpha?: readonly (readonly number[])[] | undefined;
  /** The colours were multiplied by alpha. */
  readonly premultiplied?: boolean;
  /** Quarter turns against the clock. */
  readonly turns?: number;
  /** 0: top and bottom change places; 1: left and right. */
  readonly mirror?: 0 | 1;
  readonly icc?: Buffer | undefined;
  /** A TIFF structure. */
  readonly exif?: Buffer | undefined;
  /** The picture is this many times as wide, a grid of copies. */
  readonly gridColumns?: number;
  /** What the header says instead of the truth. */
  readonly claimedSize?: { readonly width: number; readonly height: number };
};

type Item = {
  readonly type: string;
  readonly data: Buffer;
  /** Boxes; `essential` ones must be understood. */
  readonly properties: readonly { readonly box: Buffer; readonly essential: boolean }[];
  readonly references: readonly { readonly kind: string; readonly to: readonly number[] }[];
};

/** The file; its primary image is item 1. */
export function heic(options: HeicOptions): Buffer {
  const { colors, alpha, exif, gridColumns = 1 } = options;
  const blocks = colors.map((row) => row.map(toBlock));
  const picture = encodeHevc(blocks);
  const size = { width: (colors[0]?.length ?? 0) * BLOCK_PIXELS, height: colors.length * BLOCK_PIXELS };
  const turned = [
    ...(options.turns === undefined ? [] : [property(box('irot', Buffer.from([options.turns])), true)]),
    ...(options.mirror === undefined ? [] : [property(box('imir', Buffer.from([options.mirror])), true)]),
  ];
  const properties = [
    property(ispe(options.claimedSize ?? { ...size, width: size.width * gridColumns })),
    ...(options.icc ? [property(box('colr', latin1('prof'), options.icc))] : []),
    property(box('colr', latin1('nclx'), Buffer.from([0, 1, 0, 13, 0, 6, 0x80]))),
    ...turned,
  ];
  const coded = (of: HevcPicture, more: Item['properties'], references: Item['references']): Item => ({
    type: 'hvc1',
    data: Buffer.concat([u32(of.slice.length), of.slice]),
    properties: [property(hvcC(of), true), ...more],
    references,
  });
  const items: Item[] = [];
  if (gridColumns === 1) {
    const premultiplied = options.premultiplied ? [{ kind: 'prem', to: [2] }] : [];
    items.push(coded(picture, properties, premultiplied));
  } else {
    const tiles = Array.from({ length: gridColumns }, (_, index) => index + 2);
    const data = Buffer.from([0, 0, 0, gridColumns - 1, 0, 0, 0, 0]);
    data.writeUInt16BE(size.width * gridColumns, 4);
    data.writeUInt16BE(size.height, 6);
    items.push({ type: 'grid', data, properties, references: [{ kind: 'dimg', to: tiles }] });
    for (const _ of tiles) items.push(coded(picture, [property(ispe(size))], []));
  }
  if (alpha) {
    const plane = encodeHevc(alpha.map((row) => row.map((value): Block => [value, 128, 128])));
    const kind = fullBox('auxC', latin1('urn:mpeg:hevc:2015:auxid:1\0'));
    const own = [property(ispe(size)), property(kind, true), ...turned];
    items.push(coded(plane, own, [{ kind: 'auxl', to: [1] }]));
  }
  if (exif) {
    const data = Buffer.concat([u32(6), latin1('Exif\0\0'), exif]);
    items.push({ type: 'Exif', data, properties: [], references: [{ kind: 'cdsc', to: [1] }] });
  }
  return file(items);
}

/** BT.601, full range. */
function toBlock([r, g, b]: Color): Block {
  const y = 0.299 * r + 0.587 * g + 0.114 * b;
  const clip = (value: number) => Math.min(255, Math.max(0, Math.round(value)));
  return [clip(y), clip((b - y) / 1.772 + 128), clip((r - y) / 1.402 + 128)];
}

function file(items: readonly Item[]): Buffer {
  const type = box('ftyp', latin1('heic\0\0\0\0mif1heic'));
  const meta = (start: number) => {
    let offset = start;
    const locations = items.map(({ data }, index) => {
      const location = Buffer.concat([u16(index + 1), u16(0), u16(1), u32(offset), u32(data.length)]);
      offset += data.length;
      return location;
    });
    const infos = items.map(({ type: itemType }, index) =>
      fullBox('infe', u16(index + 1), u16(0), latin1(`${itemType}\0`)).fill(2, 8, 9),
    );
    const references = items.flatMap((item, index) =>
      item.references.map(({ kind, to }) => box(kind, u16(index + 1), u16(to.length), ...to.map(u16))),
    );
    return fullBox(
      'meta',
      fullBox('hdlr', u32(0), latin1('pict'), Buffer.alloc(13)),
      fullBox('pitm', u16(1)),
      fullBox('iloc', Buffer.from([0x44, 0x00]), u16(items.length), ...locations),
      fullBox('iinf', u16(items.length), ...infos),
      ...(references.length > 0 ? [fullBox('iref', ...references)] : []),
      properties(items),
    );
  };
  // Its length does not depend on the offsets in it.
  const start = type.length + meta(0).length + 8;
  return Buffer.concat([type, meta(start), box('mdat', ...items.map(({ data }) => data))]);
}

function properties(items: readonly Item[]): Buffer {
  const boxes = items.flatMap((item) => item.properties.map((one) => one.box));
  let next = 0;
  const entries = items.map((item, index) => {
    const links = item.properties.map(({ essential }) => {
      next += 1;
      return next | (essential ? 0x80 : 0);
    });
    return Buffer.concat([u16(index + 1), Buffer.from([links.length, ...links])]);
  });
  return box('iprp', box('ipco', ...boxes), fullBox('ipma', u32(items.length), ...entries));
}

function hvcC({ parameterSets }: HevcPicture): Buffer {
  const sets = parameterSets.map(({ type, unit }) =>
    Buffer.concat([Buffer.from([0x80 | type]), u16(1), u16(unit.length), unit]),
  );
  const head = '01 03 70000000 900000000000 5a f000 fc fd f8 f8 0000 0f';
  return box('hvcC', Buffer.from(head.replaceAll(' ', ''), 'hex'), Buffer.from([sets.length]), ...sets);
}

function ispe({ width, height }: { width: number; height: number }): Buffer {
  return fullBox('ispe', u32(width), u32(height));
}

function property(one: Buffer, essential = false): Item['properties'][number] {
  return { box: one, essential };
}

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const data = Buffer.concat(parts);
  return Buffer.concat([u32(data.length + 8), latin1(type), data]);
}

/** A box with a version and flags, all 0. */
function fullBox(type: string, ...parts: readonly Buffer[]): Buffer {
  return box(type, u32(0), ...parts);
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
