import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { HalftoneError } from '../../kernel/index.ts';
import { inspect } from '../../metadata/inspect.ts';
import { near, workbench } from '../testing.ts';
import { type BmpOptions, bmp, dib, ico, rows } from './bitmap.testing.ts';

const { folder, run } = workbench();

type Pixel = readonly number[];

/** Every pixel, row after row, and the size that `inspect` gives. */
async function look(source: Buffer, mime: string) {
  const path = join(folder, 'inspected');
  await writeFile(path, source);
  const facts = await inspect({ path, mime });
  const { bytes, metadata } = await run({ source, mime });
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([facts.width, facts.height, facts.readable], [info.width, info.height, true]);
  const at = (x: number, y: number): Pixel =>
    data.subarray((y * info.width + x) * 4, (y * info.width + x + 1) * 4).toJSON().data;
  const seen = Array.from({ length: info.height }, (_, y) =>
    Array.from({ length: info.width }, (_, x) => at(x, y)),
  );
  return { facts, metadata, seen };
}

async function attempt(
  source: Buffer,
  mime: string,
  maxMegapixels = 100,
): Promise<HalftoneError | undefined> {
  try {
    await run({ source, mime, maxMegapixels });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof HalftoneError, `${error}`);
    return error;
  }
}

const R = [255, 0, 0, 255];
const G = [0, 255, 0, 255];
const B = [0, 0, 255, 255];
const W = [255, 255, 255, 255];
const K = [0, 0, 0, 255];
const palette = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
] as const;
/** Three pixels wide, two high: the file has the lower row first. */
const size = { width: 3, height: 2 };
const picture = [
  [R, G, B],
  [W, R, G],
];

const inBits: Readonly<Record<string, BmpOptions>> = {
  '4 bits': { ...size, bits: 4, palette, data: rows([0x30, 0x10], [0x01, 0x20]) },
  '8 bits': { ...size, bits: 8, palette, data: rows([3, 0, 1], [0, 1, 2]) },
  '8 bits of OS/2': {
    ...size,
    bits: 8,
    headerBytes: 12,
    palette: [...palette, ...Array(252).fill([9, 9, 9])],
    data: rows([3, 0, 1], [0, 1, 2]),
  },
  '16 bits': {
    ...size,
    bits: 16,
    data: rows([0xff, 0x7f, 0x00, 0x7c, 0xe0, 0x03], [0x00, 0x7c, 0xe0, 0x03, 0x1f, 0x00]),
  },
  '16 bits with six for green': {
    ...size,
    bits: 16,
    compression: 3,
    masks: [0xf800, 0x07e0, 0x001f],
    data: rows([0xff, 0xff, 0x00, 0xf8, 0xe0, 0x07], [0x00, 0xf8, 0xe0, 0x07, 0x1f, 0x00]),
  },
  '24 bits': {
    ...size,
    bits: 24,
    data: rows([255, 255, 255, 0, 0, 255, 0, 255, 0], [0, 0, 255, 0, 255, 0, 255, 0, 0]),
  },
  '24 bits from the top': {
    ...size,
    bits: 24,
    topDown: true,
    data: rows([0, 0, 255, 0, 255, 0, 255, 0, 0], [255, 255, 255, 0, 0, 255, 0, 255, 0]),
  },
  '32 bits, the fourth byte without a meaning': {
    ...size,
    bits: 32,
    data: rows([255, 255, 255, 0, 0, 0, 255, 7, 0, 255, 0, 0], [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0]),
  },
  '32 bits in another order': {
    ...size,
    bits: 32,
    compression: 3,
    headerBytes: 108,
    masks: [0xff, 0xff00, 0xff0000, 0],
    data: rows([255, 255, 255, 0, 255, 0, 0, 0, 0, 255, 0, 0], [255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0]),
  },
  '32 bits whose alpha is nowhere set': {
    ...size,
    bits: 32,
    compression: 3,
    headerBytes: 124,
    masks: [0xff0000, 0xff00, 0xff, 0xff000000],
    data: rows([255, 255, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0], [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0]),
  },
  'RLE8: a run, single pixels, the marks': {
    ...size,
    bits: 8,
    compression: 1,
    palette,
    data: Buffer.from([1, 3, 1, 0, 1, 1, 0, 0, 0, 3, 0, 1, 2, 0, 0, 1]),
  },
  RLE4: {
    ...size,
    bits: 4,
    compression: 2,
    palette,
    data: Buffer.from([3, 0x30, 0, 2, 0, 0, 0, 0, 0, 3, 0x01, 0x20, 0, 1]),
  },
};

describe('BMP', () => {
  for (const [what, options] of Object.entries(inBits)) {
    it(`is read with ${what}`, async () => {
      const { seen } = await look(bmp(options), 'image/bmp');
      // Runs of four bits take turns between two colours, so that row has another third pixel.
      const expected = what === 'RLE4' ? [picture[0], [W, R, W]] : picture;
      assert.deepEqual(seen, expected);
    });
  }

  it('is read with one bit a pixel', async () => {
    const two = [palette[0], palette[3]] as const;
    const source = bmp({ width: 10, height: 1, bits: 1, palette: two, data: rows([0b10100000, 0b01000000]) });
    const { seen } = await look(source, 'image/bmp');
    assert.deepEqual(seen, [[W, R, W, R, R, R, R, R, R, W]]);
  });

  it('keeps the alpha that its masks name', async () => {
    const data = rows([0, 0, 255, 128, 255, 0, 0, 255]);
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const source = bmp({ width: 2, height: 1, bits: 32, compression: 3, headerBytes: 108, masks, data });
    const { seen, facts } = await look(source, 'image/bmp');
    assert.deepEqual(seen, [[[255, 0, 0, 128], B]]);
    assert.equal(facts.hasAlpha, true);
  });

  it('is black where its code jumps, or its palette ends', async () => {
    const jump = bmp({
      width: 3,
      height: 1,
      bits: 8,
      compression: 1,
      palette: [
        [0, 0, 0],
        [255, 0, 0],
      ],
      data: Buffer.from([0, 2, 2, 0, 1, 1, 0, 1]),
    });
    assert.deepEqual((await look(jump, 'image/bmp')).seen, [[K, K, R]]);
    const short = bmp({ width: 2, height: 1, bits: 8, palette: [[255, 0, 0]], data: rows([0, 200]) });
    assert.deepEqual((await look(short, 'image/bmp')).seen, [[R, K]]);
  });

  it('comes out right in sRGB from its own colour profile', async () => {
    const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const { icc } = await sharp(png).metadata();
    const source = bmp({ width: 1, height: 1, bits: 24, headerBytes: 124, data: rows([50, 50, 200]), icc });
    const { seen } = await look(source, 'image/bmp');
    assert.ok(near([...(seen[0]?.[0] ?? [])], [218, 24, 41, 255], 2), `${seen[0]?.[0]}`);
  });

  it('is wider than what one block of a PNG holds', async () => {
    const width = 70_000;
    const data = Buffer.alloc(width * 3 * 2);
    data.writeUInt8(255, width * 3 - 1);
    data.writeUInt8(255, width * 6 - 2);
    const source = bmp({ width, height: 2, bits: 24, data });
    const crop = { left: width - 2, top: 0, width: 2, height: 2 };
    const { bytes } = await run({ source, mime: 'image/bmp', operations: [{ op: 'frame', crop }] });
    assert.deepEqual([...(await sharp(bytes).raw().toBuffer())], [0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0]);
  });

  it('is refused by its header when it is over the limit', async () => {
    const before = process.memoryUsage().rss;
    for (const compression of [0, 1]) {
      const source = bmp({ width: 2 ** 29, height: 2 ** 29, bits: 8, compression, palette, data: rows([0]) });
      assert.equal((await attempt(source, 'image/bmp'))?.code, 'ELIMIT');
    }
    assert.ok(process.memoryUsage().rss - before < 50e6);
  });

  it('is refused when it is something else inside, or lies', async () => {
    const whole = { ...size, bits: 24, data: rows([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 5, 6, 7, 8, 9]) };
    const faults: Readonly<Record<string, BmpOptions>> = {
      'JPEG inside': { ...whole, compression: 4 },
      'PNG inside': { ...whole, compression: 5 },
      CMYK: { ...whole, compression: 11 },
      'RLE8 of 24 bits': { ...whole, compression: 1 },
      'masks of 24 bits': { ...whole, compression: 3, masks: [1, 2, 3] },
      'a depth that does not exist': { ...whole, bits: 7 },
      'no width': { ...whole, width: 0 },
      'a negative width': { ...whole, width: -3 },
      'no height': { ...whole, height: 0 },
      'more rows than there are': { ...whole, height: 3 },
      'code that ends': { ...size, bits: 8, compression: 1, palette, data: Buffer.from([3, 1, 0, 0, 1, 1]) },
    };
    for (const [what, options] of Object.entries(faults)) {
      assert.equal((await attempt(bmp(options), 'image/bmp'))?.code, 'EFORMAT', what);
    }
    const lowest = bmp({ ...whole, height: -(2 ** 31), topDown: false });
    assert.equal((await attempt(lowest, 'image/bmp'))?.status, 400);
  });
});

describe('ICO', () => {
  /** Colours of two rows, the lower first, and a mask that hides the upper right pixel. */
  const mask = rows([0], [0b01000000]);
  const upper = [R, [0, 255, 0, 0]];
  const lower = [B, W];
  const bitmap = (bits: number, data: Buffer, colors: BmpOptions['palette'] = []) =>
    dib({ width: 2, height: 4, bits, palette: colors, data: Buffer.concat([data, mask]) });
  const variants: Readonly<Record<string, Buffer>> = {
    '4 bits': bitmap(4, rows([0x23], [0x01]), palette),
    '8 bits': bitmap(8, rows([2, 3], [0, 1]), palette),
    '24 bits': bitmap(24, rows([255, 0, 0, 255, 255, 255], [0, 0, 255, 0, 255, 0])),
    '32 bits without alpha': bitmap(32, rows([255, 0, 0, 0, 255, 255, 255, 0], [0, 0, 255, 0, 0, 255, 0, 0])),
  };
  for (const [what, bytes] of Object.entries(variants)) {
    it(`is read with ${what} and a mask`, async () => {
      const { seen } = await look(ico([{ side: 2, bits: 8, bytes }]), 'image/x-icon');
      assert.deepEqual(seen, [upper, lower]);
    });
  }

  it('prefers its own alpha to the mask', async () => {
    const data = rows([255, 0, 0, 255, 255, 255, 255, 128], [0, 0, 255, 255, 0, 255, 0, 255]);
    const { seen, facts } = await look(ico([{ side: 2, bits: 32, bytes: bitmap(32, data) }]), 'image/x-icon');
    assert.deepEqual(seen, [
      [R, G],
      [B, [255, 255, 255, 128]],
    ]);
    assert.equal(facts.hasAlpha, true);
  });

  it('is its largest picture, a PNG or not, icon or cursor', async () => {
    const png = await sharp({ create: { width: 300, height: 300, channels: 4, background: 'blue' } })
      .png()
      .toBuffer();
    const small = { side: 2, bits: 24, bytes: variants['24 bits'] ?? assert.fail() };
    for (const type of [1, 2]) {
      const source = ico([small, { side: 256, bits: 32, bytes: png }, small], type);
      const { facts, seen } = await look(source, 'image/x-icon');
      assert.deepEqual([facts.width, facts.height, seen[0]?.[0]], [300, 300, B]);
    }
    const poor = { ...small, bits: 4, bytes: bitmap(8, rows([0, 0], [0, 0]), palette) };
    assert.deepEqual((await look(ico([poor, small, poor]), 'image/x-icon')).seen, [upper, lower]);
  });

  it('is seen whole when its mask is missing', async () => {
    const bytes = dib({ width: 1, height: 2, bits: 24, data: rows([0, 0, 255]) });
    assert.deepEqual((await look(ico([{ side: 1, bits: 24, bytes }]), 'image/x-icon')).seen, [[R]]);
  });

  it('is refused over the limit', async () => {
    const huge = dib({ width: 2 ** 29, height: 2 ** 29, bits: 24, data: rows([0]) });
    const error = await attempt(ico([{ side: 256, bits: 24, bytes: huge }]), 'image/x-icon');
    assert.equal(error?.code, 'ELIMIT');
    const fat = ico([{ side: 2, bits: 8, bytes: Buffer.alloc(9 * 2 ** 20) }]);
    assert.equal((await attempt(fat, 'image/x-icon'))?.code, 'ELIMIT');
  });
});

describe('hostile bitmaps', () => {
  const sources = [
    ...Object.values(inBits).map((options) => ({ mime: 'image/bmp', bytes: bmp(options) })),
    {
      mime: 'image/x-icon',
      bytes: ico([
        {
          side: 2,
          bits: 8,
          bytes: dib({ width: 2, height: 4, bits: 8, palette, data: rows([2, 3], [0, 1], [0], [0]) }),
        },
      ]),
    },
  ];
  it('cut anywhere they are a declared error, or all that was there', async () => {
    for (const { mime, bytes } of sources) {
      for (let length = 0; length < bytes.length - 1; length += 5) {
        const error = await attempt(bytes.subarray(0, length), mime);
        if (length < bytes.length / 2) assert.equal(error?.code, 'EFORMAT', `${mime}, ${length} bytes`);
      }
    }
  });

  it('with any byte of the header changed they are a declared error or an image', async () => {
    for (const { mime, bytes } of sources) {
      for (let at = 0; at < Math.min(bytes.length, 70); at += 1) {
        for (const value of [0, 0x7f, 0xff]) {
          const source = Buffer.from(bytes);
          source[at] = value;
          assert.equal((await attempt(source, mime, 0.1))?.status ?? 400, 400);
        }
      }
    }
  });
});
