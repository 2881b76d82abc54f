/** For tests: metadata blocks made by hand, right ones and such as no camera would write, and JPEGs that carry them. */

type Entry = { readonly tag: number; readonly type: number; readonly count: number; readonly data: Buffer };

/** A TIFF whose directories stand one after the other; an entry may refer to one of them by its index. */
export function tiff(
  directories: readonly (readonly (Entry | { readonly tag: number; readonly directory: number })[])[],
  options: { readonly bigEndian?: boolean; readonly next?: (offsets: readonly number[]) => number } = {},
): Buffer {
  const { bigEndian = false, next = () => 0 } = options;
  const sizes = directories.map((entries) => 2 + entries.length * 12 + 4);
  const offsets = sizes.map((_, index) => 8 + sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
  const head = Buffer.alloc(8 + sizes.reduce((sum, size) => sum + size, 0));
  const u16 = (value: number, at: number) =>
    bigEndian ? head.writeUInt16BE(value, at) : head.writeUInt16LE(value, at);
  const u32 = (value: number, at: number) =>
    bigEndian ? head.writeUInt32BE(value, at) : head.writeUInt32LE(value, at);
  head.write(bigEndian ? 'MM' : 'II', 'latin1');
  u16(42, 2);
  u32(8, 4);
  const tail: Buffer[] = [];
  let end = head.length;
  for (const [index, entries] of directories.entries()) {
    let at = offsets[index] as number;
    u16(entries.length, at);
    at += 2;
    for (const entry of entries) {
      const { type, count, data } =
        'directory' in entry ? pointer(offsets[entry.directory] ?? 0, bigEndian) : entry;
      u16(entry.tag, at);
      u16(type, at + 2);
      u32(count, at + 4);
      if (data.length <= 4) data.copy(head, at + 8);
      else {
        u32(end, at + 8);
        tail.push(data);
        end += data.length;
      }
      at += 12;
    }
    u32(index === 0 ? next(offsets) : 0, at);
  }
  return Buffer.concat([head, ...tail]);
}

function pointer(offset: number, bigEndian: boolean): Omit<Entry, 'tag'> {
  const data = Buffer.alloc(4);
  if (bigEndian) data.writeUInt32BE(offset);
  else data.writeUInt32LE(offset);
  return { type: 4, count: 1, data };
}

export function ascii(tag: number, text: string): Entry {
  const data = Buffer.from(`${text}\0`);
  return { tag, type: 2, count: data.length, data };
}

export function bytes(tag: number, data: Buffer): Entry {
  return { tag, type: 7, count: data.length, data };
}

/** Little-endian, as are the following. */
export function shorts(tag: number, ...values: number[]): Entry {
  const data = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) data.writeUInt16LE(value, index * 2);
  return { tag, type: 3, count: values.length, data };
}

export function rationals(tag: number, ...values: (readonly [number, number])[]): Entry {
  const data = Buffer.alloc(values.length * 8);
  for (const [index, [over, under]] of values.entries()) {
    data.writeUInt32LE(over, index * 8);
    data.writeUInt32LE(under, index * 8 + 4);
  }
  return { tag, type: 5, count: values.length, data };
}

/** What a camera writes that knows where it is. */
export const cameraTiff = tiff(
  [
    [
      ascii(0x010f, 'Canon'),
      ascii(0x0110, 'Canon EOS 40D'),
      shorts(0x0112, 6),
      rationals(0x011a, [300, 1]),
      shorts(0x0128, 2),
      ascii(0x8298, 'Zoë'),
      { tag: 0x8769, directory: 1 },
      { tag: 0x8825, directory: 2 },
    ],
    [
      rationals(0x829a, [1, 160]),
      rationals(0x829d, [71, 10]),
      shorts(0x8822, 1),
      shorts(0x8827, 100, 0),
      bytes(0x9000, Buffer.from('0221')),
      ascii(0x9003, '2008:05:30 15:56:01'),
      ascii(0x9011, '+02:00'),
      ascii(0x9291, '25'),
      bytes(0x9101, Buffer.from([1, 2, 3, 0])),
      shorts(0x9207, 5),
      shorts(0x9209, 9),
      bytes(0x9286, Buffer.from('ASCII\0\0\0hello\0\0', 'latin1')),
      shorts(0xa001, 0xffff),
      { tag: 0xa005, directory: 3 },
    ],
    [
      { tag: 0, type: 1, count: 4, data: Buffer.from([2, 2, 0, 0]) },
      ascii(1, 'N'),
      rationals(2, [51, 1], [30, 1], [3230, 100]),
      ascii(3, 'W'),
      rationals(4, [0, 1], [7, 1], [4366, 100]),
      { tag: 5, type: 1, count: 1, data: Buffer.from([0]) },
      rationals(6, [35, 1]),
    ],
    [ascii(1, 'R98'), bytes(2, Buffer.from('0100'))],
  ],
  {},
);

/** IPTC's data sets, of record 2, among Photoshop's resources. */
export function iptc(sets: readonly (readonly [number: number, value: string | Buffer])[]): Buffer {
  const records = sets.map(([number, value]) => {
    const data = Buffer.from(value as string);
    const head = Buffer.from([0x1c, 2, number, 0, 0]);
    head.writeUInt16BE(data.length, 3);
    return Buffer.concat([head, data]);
  });
  const other = Buffer.from('8BIM\x03\xed\x00\x00\x00\x00\x00\x02ab', 'latin1');
  const data = Buffer.concat(records);
  const head = Buffer.from('8BIM\x04\x04\x00\x00\x00\x00\x00\x00', 'latin1');
  head.writeUInt32BE(data.length, 8);
  return Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), other, head, data]);
}

/** Descriptions as an XMP packet. */
export function xmp(description: string, before = ''): string {
  return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>${before}
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
  xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
  xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" ${description}</rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}

/** The JPEG with blocks put in behind its start. */
export function withBlocks(
  jpeg: Buffer,
  blocks: { readonly exif?: Buffer; readonly iptc?: Buffer; readonly xmp?: string },
): Buffer {
  const parts = [
    blocks.exif && segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), blocks.exif])),
    blocks.xmp && segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${blocks.xmp}`)),
    blocks.iptc && segment(0xed, blocks.iptc),
  ].filter((part) => part !== undefined && part !== '');
  return Buffer.concat([jpeg.subarray(0, 2), ...(parts as Buffer[]), jpeg.subarray(2)]);
}

function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}
