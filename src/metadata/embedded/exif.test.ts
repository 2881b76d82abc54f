import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ascii, bytes, cameraTiff, rationals, shorts, tiff } from './blocks.testing.ts';
import { addExif, locationOf, NO_EXIF, readExif, takenAt } from './exif.ts';
import { createFlat } from './flat.ts';

function readable(block: Buffer) {
  const flat = createFlat();
  addExif(flat, readExif(block));
  return flat.toEmbedded();
}

describe('EXIF', () => {
  it('is numbers and codes when raw, in six groups', () => {
    assert.deepEqual(readExif(Buffer.concat([Buffer.from('Exif\0\0'), cameraTiff])), {
      image: {
        Make: 'Canon',
        Model: 'Canon EOS 40D',
        Orientation: 6,
        XResolution: 300,
        ResolutionUnit: 2,
        Copyright: 'Zoë',
        ExifOffset: 110,
        GPSInfo: 284,
      },
      thumbnail: {},
      exif: {
        ExposureTime: 0.00625,
        FNumber: 7.1,
        ExposureProgram: 1,
        ISO: 100,
        ExifVersion: '0221',
        DateTimeOriginal: '2008:05:30 15:56:01',
        OffsetTimeOriginal: '+02:00',
        SubSecTimeOriginal: '25',
        ComponentsConfiguration: '\x01\x02\x03',
        MeteringMode: 5,
        Flash: 9,
        UserComment: 'hello',
        ColorSpace: 65535,
        InteropOffset: 374,
      },
      gps: {
        GPSVersionID: [2, 2, 0, 0],
        GPSLatitudeRef: 'N',
        GPSLatitude: [51, 30, 32.3],
        GPSLongitudeRef: 'W',
        GPSLongitude: [0, 7, 43.66],
        GPSAltitudeRef: 0,
        GPSAltitude: 35,
      },
      interoperability: { InteropIndex: 'R98', InteropVersion: '0100' },
      makernote: {},
    });
  });

  it('is words and dates when readable', () => {
    assert.deepEqual(readable(cameraTiff), {
      Make: 'Canon',
      Model: 'Canon EOS 40D',
      Orientation: 'Rotate 90 CW',
      XResolution: 300,
      ResolutionUnit: 'inches',
      Copyright: 'Zoë',
      ExposureTime: 0.00625,
      FNumber: 7.1,
      ExposureProgram: 'Manual',
      ISO: 100,
      ExifVersion: '0221',
      DateTimeOriginal: '2008-05-30T13:56:01.250Z',
      OffsetTimeOriginal: '+02:00',
      SubSecTimeOriginal: '25',
      ComponentsConfiguration: 'Y,Cb,Cr,-',
      MeteringMode: 'Multi-segment',
      Flash: 'On, Fired',
      UserComment: 'hello',
      ColorSpace: 'Uncalibrated',
      GPSLatitude: 51 + 30 / 60 + 32.3 / 3600,
      GPSLongitude: -(7 / 60 + 43.66 / 3600),
      GPSAltitude: 35,
    });
  });

  it('tells when and where the picture was taken', () => {
    const exif = readExif(cameraTiff);
    assert.equal(takenAt(exif), '2008-05-30T13:56:01.250Z');
    assert.equal(takenAt(NO_EXIF), undefined);
    const place = (latitude: number, ref: string) =>
      locationOf({ GPSLatitude: [latitude, 0, 0], GPSLatitudeRef: ref, GPSLongitude: [180, 0, 0] });
    assert.deepEqual(place(90, 'S'), { latitude: -90, longitude: 180 });
    assert.equal(place(91, 'N'), undefined);
    assert.equal(locationOf({}), undefined);
  });

  it('reads both byte orders, Latin-1, UTF-16 and codes it does not know', () => {
    const big = tiff([[ascii(0x010f, 'Big')]], { bigEndian: true });
    assert.deepEqual(readExif(big).image, { Make: 'Big' });
    const latin = { ...ascii(0x010f, 'x'), count: 5, data: Buffer.from('Caf\xe9\0', 'latin1') };
    const title = { tag: 0x9c9b, type: 1, count: 8, data: Buffer.from('日本\0\0', 'utf16le') };
    assert.deepEqual(readExif(tiff([[latin, title]])).image, { Make: 'Café', XPTitle: '日本' });
    const comment = Buffer.concat([Buffer.from('UNICODE\0'), Buffer.from('hi', 'utf16le').swap16()]);
    const exif = [{ tag: 0x8769, directory: 1 }];
    assert.equal(readExif(tiff([exif, [bytes(0x9286, comment)]])).exif.UserComment, 'hi');
    assert.equal(readable(tiff([[shorts(0x0112, 99)]])).Orientation, 'Unknown (99)');
  });

  it('has a group for the thumbnail, whose place in the block follows the first directory', () => {
    const block = tiff([[ascii(0x010f, 'Canon')], [shorts(0x0103, 6), shorts(0x0202, 1378)]], {
      next: (offsets) => offsets[1] ?? 0,
    });
    const { image, thumbnail } = readExif(block);
    assert.deepEqual([image, thumbnail], [{ Make: 'Canon' }, { Compression: 6, ThumbnailLength: 1378 }]);
  });

  it('leaves out what is no number', () => {
    assert.deepEqual(readExif(tiff([[rationals(0x011a, [1, 0]), rationals(0x011b, [0, 0])]])).image, {});
  });
});

describe('a hostile EXIF block', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, tag) => ({ ...shorts(tag, 1, 2, 3), tag }));
  const big = (tag: number, size: number) => bytes(tag, Buffer.alloc(size, 65));
  /** Every entry claims the whole block as its value. */
  function overlapping(): Buffer {
    const block = tiff([many(5_000)]);
    for (let at = 10; at + 12 < 60_000; at += 12) {
      block.writeUInt16LE(1, at + 2);
      block.writeUInt32LE(60_000, at + 4);
      block.writeUInt32LE(0, at + 8);
    }
    return block;
  }
  const self = tiff([[{ tag: 0x8769, directory: 0 }, { tag: 0x8825, directory: 0 }, ascii(0x010f, 'Loop')]], {
    next: ([first = 0]) => first,
  });
  const cases: readonly (readonly [what: string, block: Buffer, image: object])[] = [
    ['nothing', Buffer.alloc(0), {}],
    ['no TIFF', Buffer.from('not a TIFF at all'), {}],
    ['half a header', Buffer.from('II*\0\x08'), {}],
    ['a first directory outside', Buffer.from('II*\0\xff\xff\xff\xff', 'latin1'), {}],
    ['a negative offset of a value', withOffset(-16), {}],
    ['an offset at the very end', withOffset(0xffffffff), {}],
    ['a count that overflows 32 bits', withCount(0xffffffff), {}],
    ['no count', withCount(0), {}],
    ['directories that point to themselves', self, { Make: 'Loop', ExifOffset: 8, GPSInfo: 8 }],
    ['a thumbnail of 64 kB', tiff([[ascii(0x010f, 'A'), big(0x0201, 60_000)]]), { Make: 'A' }],
    ['more than a thousand entries', tiff([[...many(3_000), ascii(0x010f, 'A')]]), {}],
    ['values that are the whole block', overlapping(), {}],
    ['an unknown type', tiff([[{ ...shorts(0x010f, 1), type: 99 }]]), {}],
    ['a block that is cut off', cameraTiff.subarray(0, 40), {}],
  ];
  function withOffset(offset: number): Buffer {
    const block = tiff([[ascii(0x010f, 'a long text')]]);
    block.writeInt32LE(offset | 0, 18);
    return block;
  }
  function withCount(count: number): Buffer {
    const block = tiff([[ascii(0x010f, 'a long text')]]);
    block.writeUInt32LE(count, 14);
    return block;
  }
  for (const [what, block, image] of cases) {
    it(`of ${what} is read as far as it goes`, () => {
      const before = performance.now();
      const found = readExif(block).image;
      if (what.startsWith('more') || what.startsWith('values')) assert.ok(Object.keys(found).length < 100);
      else assert.deepEqual(found, image);
      assert.ok(performance.now() - before < 500, 'it takes no time');
    });
  }

  it('of any damage never throws', () => {
    for (let at = 0; at < cameraTiff.length; at += 1) {
      for (const value of [0, 0x7f, 0xff]) {
        const block = Buffer.from(cameraTiff);
        block[at] = value;
        JSON.stringify(readable(block));
      }
    }
  });
});
