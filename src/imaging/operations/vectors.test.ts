/** The rows of image-transformations.md 8.3 and 8.4 that are rendered, from the text of the URL to pixels. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { gradient, near, pixel, workbench } from '../testing.ts';

const { ask } = workbench();

const jpeg = (width: number, height: number) => gradient(width, height).jpeg({ quality: 100 }).toBuffer();
const square = sharp({ create: { width: 100, height: 100, channels: 3, background: 'black' } });

/** The sources of section 8. What a gradient's pixel shows tells where it came from: {@link from}. */
const sources = {
  S: { mime: 'image/jpeg', source: await jpeg(1000, 700) },
  P: { mime: 'image/jpeg', source: await jpeg(640, 865) },
  C: { mime: 'image/jpeg', source: await jpeg(600, 600) },
  T: {
    mime: 'image/png',
    source: await square
      .clone()
      .extend({ left: 150, right: 150, top: 100, bottom: 100, background: '#0000' })
      .png()
      .toBuffer(),
  },
  white: {
    mime: 'image/png',
    source: await square
      .clone()
      .extend({ left: 150, right: 150, top: 150, bottom: 150, background: '#fff' })
      .png()
      .toBuffer(),
  },
};
type Name = keyof typeof sources;
const SIZE = { S: [1000, 700], P: [640, 865], C: [600, 600], T: [400, 300], white: [400, 400] } as const;

/** What is at a point of a gradient. */
function from(name: Name, x: number, y: number, alpha = 255): readonly number[] {
  const [width, height] = SIZE[name];
  return [(255 * x) / (width - 1), (255 * y) / (height - 1), 100, alpha];
}

const CLEAR = [0, 0, 0, 0];
const BLACK = [0, 0, 0, 255];
const RED = [255, 0, 0, 255];
/** Points of the result, and what is there. */
type Points = readonly (readonly [x: number, y: number, color: readonly number[]])[];
type Row = readonly [row: string, text: string, source: Name, size: string, points: Points];

const ROWS: readonly Row[] = [
  [
    '84',
    'w-400,h-400:w-500,h-400,cm-pad_resize,fo-right,bg-000000',
    'C',
    '500x400',
    [
      [99, 200, BLACK],
      [101, 200, from('C', 2, 300)],
      [499, 200, from('C', 598, 300)],
    ],
  ],
  [
    '85',
    'rt-90',
    'S',
    '700x1000',
    [
      [0, 0, from('S', 0, 699)],
      [699, 0, from('S', 0, 0)],
    ],
  ],
  ['86', 'rt-N90', 'S', '700x1000', [[0, 0, from('S', 999, 0)]]],
  ['86', 'rt--90', 'S', '700x1000', [[0, 0, from('S', 999, 0)]]],
  ['86', 'rt-180', 'S', '1000x700', [[0, 0, from('S', 999, 699)]]],
  [
    '87',
    'rt-45,f-png',
    'S',
    '1202x1202',
    [
      [0, 0, CLEAR],
      [1201, 1201, CLEAR],
      [601, 601, from('S', 500, 350)],
      [601 - 177, 601, from('S', 375, 475)],
    ],
  ],
  [
    '87',
    'rt-45,f-png,bg-red',
    'S',
    '1202x1202',
    [
      [0, 0, RED],
      [601, 601, from('S', 500, 350)],
    ],
  ],
  [
    '87',
    'rt-45,f-jpg',
    'S',
    '1202x1202',
    [
      [0, 0, BLACK],
      [601, 601, from('S', 500, 350)],
    ],
  ],
  [
    '88',
    'rt-N40',
    'C',
    '845x845',
    [
      [0, 0, CLEAR],
      [422, 422, from('C', 300, 300)],
    ],
  ],
  ['89', 'w-400,h-300:rt-90', 'S', '300x400', [[299, 0, from('S', 34, 0)]]],
  ['89', 'rt-90:w-400,h-300', 'S', '400x300', [[200, 150, from('S', 500, 350)]]],
  ['91', 'fl-h', 'S', '1000x700', [[0, 0, from('S', 999, 0)]]],
  ['91', 'fl-v', 'S', '1000x700', [[0, 0, from('S', 0, 699)]]],
  ['91', 'fl-h_v', 'S', '1000x700', [[0, 0, from('S', 999, 699)]]],
  [
    '92',
    'r-max,f-png',
    'C',
    '600x600',
    [
      [0, 0, CLEAR],
      [599, 599, CLEAR],
      [85, 85, CLEAR],
      [91, 91, from('C', 91, 91)],
      [300, 300, from('C', 300, 300)],
    ],
  ],
  [
    '93',
    'r-max,f-png',
    'S',
    '1000x700',
    [
      [5, 5, CLEAR],
      [5, 350, from('S', 5, 350)],
      [999, 350, from('S', 999, 350)],
      [500, 0, from('S', 500, 0)],
    ],
  ],
  [
    '94',
    'r-20',
    'S',
    '1000x700',
    [
      [0, 0, CLEAR],
      [4, 4, CLEAR],
      [7, 7, from('S', 7, 7)],
      [20, 0, from('S', 20, 0)],
      [999, 699, CLEAR],
    ],
  ],
  [
    '20',
    'w-400,h-300,r-10_max_20_30,f-png',
    'S',
    '400x300',
    [
      [0, 0, CLEAR],
      [4, 4, [11, 4, 100, 255]],
      [399 - 40, 40, CLEAR],
      [399 - 46, 46, [218, 39, 100, 255]],
      [399, 299, CLEAR],
      [399 - 8, 299 - 8, [241, 247, 100, 255]],
      [5, 294, CLEAR],
    ],
  ],
  [
    '94',
    'r-50,bg-red',
    'S',
    '1000x700',
    [
      [0, 0, RED],
      [20, 20, from('S', 20, 20)],
    ],
  ],
  [
    '95',
    'w-300,b-5_FFF000,f-png',
    'C',
    '310x310',
    [
      [0, 0, [255, 240, 0, 255]],
      [4, 150, [255, 240, 0, 255]],
      [5, 5, from('C', 0, 0)],
      [304, 304, from('C', 599, 599)],
      [305, 150, [255, 240, 0, 255]],
    ],
  ],
  [
    '96',
    'w-iw_div_4,h-ih_div_2:b-cw_mul_0.05_yellow',
    'P',
    '176x449',
    [
      [7, 7, [255, 255, 0, 255]],
      [88, 224, from('P', 320, 432)],
    ],
  ],
  [
    'border along the outline',
    'w-300,b-10_red,r-60',
    'C',
    '320x320',
    [
      [0, 0, CLEAR],
      [22, 22, RED],
      [2, 160, RED],
      [9, 160, RED],
      [10, 160, from('C', 0, 300)],
      [30, 30, from('C', 41, 41)],
      [20, 60, from('C', 21, 101)],
    ],
  ],
  [
    'border of an ellipse',
    'w-300,h-200,b-10_red,r-max',
    'C',
    '320x220',
    [
      [0, 0, CLEAR],
      [5, 110, RED],
      [160, 5, RED],
      [160, 110, from('C', 300, 300)],
      [50, 40, RED],
    ],
  ],
  [
    'gray with a coloured border',
    'w-300,e-grayscale,b-10_red',
    'C',
    '320x320',
    [
      [0, 0, RED],
      [160, 9, RED],
    ],
  ],
  [
    'gray keeps its transparency, whatever comes after',
    'e-grayscale,b-10_FF000050',
    'T',
    '420x320',
    [
      [0, 0, [255, 0, 0, 128]],
      [11, 11, CLEAR],
      [210, 160, BLACK],
    ],
  ],
  [
    'gray by lightness',
    'e-grayscale:w-1000,f-png',
    'S',
    '1000x700',
    [
      [999, 699, [247, 247, 247, 255]],
      [0, 0, [24, 24, 24, 255]],
    ],
  ],
  [
    'a translucent border along the outline',
    'w-300,b-10_FF000050,r-60',
    'C',
    '320x320',
    [
      [0, 0, CLEAR],
      [22, 22, [255, 0, 0, 128]],
      [2, 160, [255, 0, 0, 128]],
      [30, 30, from('C', 41, 41)],
    ],
  ],
  [
    '97',
    'o-50,f-png',
    'S',
    '1000x700',
    [
      [0, 0, from('S', 0, 0, 128)],
      [500, 350, from('S', 500, 350, 128)],
    ],
  ],
  [
    '98',
    'o-50,bg-blue',
    'S',
    '1000x700',
    [
      [0, 0, [0, 0, 178, 255]],
      [999, 699, [128, 128, 178, 255]],
    ],
  ],
  [
    '99',
    'o-50,bg-0000FF30',
    'S',
    '1000x700',
    [
      [0, 0, [0, 0, 178, 255]],
      [999, 699, [128, 128, 178, 255]],
    ],
  ],
  ['invisible', 'o-0', 'S', '1000x700', [[0, 0, CLEAR]]],
  [
    '100',
    'bg-F00000',
    'T',
    '400x300',
    [
      [0, 0, [240, 0, 0, 255]],
      [200, 150, BLACK],
    ],
  ],
  [
    '101',
    'bg-FF000050,f-png',
    'T',
    '400x300',
    [
      [0, 0, [255, 0, 0, 128]],
      [200, 150, BLACK],
    ],
  ],
  [
    '101, and as padding of an opaque image',
    'w-400,h-400,cm-pad_resize,bg-FF000050,f-png',
    'S',
    '400x400',
    [
      [0, 0, [255, 0, 0, 128]],
      [200, 399, [255, 0, 0, 128]],
      [200, 200, from('S', 500, 350)],
    ],
  ],
  [
    '101, and as padding of a transparent image',
    'w-400,h-400,cm-pad_resize,bg-FF000050,r-20,f-png',
    'T',
    '400x400',
    [
      [0, 0, [255, 0, 0, 128]],
      [200, 20, [255, 0, 0, 128]],
      [20, 200, [255, 0, 0, 128]],
      [200, 200, BLACK],
    ],
  ],
  [
    '104',
    't-true',
    'white',
    '100x100',
    [
      [0, 0, BLACK],
      [99, 99, BLACK],
    ],
  ],
  [
    '104',
    't-true',
    'T',
    '100x100',
    [
      [0, 0, BLACK],
      [99, 99, BLACK],
    ],
  ],
  [
    'trimmed, then the rest',
    't-true,w-50:b-5_red:rt-90',
    'white',
    '60x60',
    [
      [4, 4, RED],
      [30, 30, BLACK],
    ],
  ],
  [
    'blur does not reach the border',
    'w-300,bl-20,b-10_red',
    'C',
    '320x320',
    [
      [9, 160, RED],
      [160, 160, from('C', 300, 300)],
    ],
  ],
  [
    'transparency bleeds no colour',
    'bl-8',
    'T',
    '400x300',
    [
      [200, 150, BLACK],
      [0, 0, CLEAR],
    ],
  ],
  [
    'all of a step in its order',
    'w-300,h-200,e-grayscale,bl-1,fl-h,b-10_red,r-20,rt-90,o-50,bg-white,f-png',
    'S',
    '220x320',
    [
      [0, 0, [255, 255, 255, 255]],
      [5, 160, [255, 128, 128, 255]],
    ],
  ],
];

describe('vectors', () => {
  for (const [row, text, name, size, points] of ROWS) {
    it(`${row}: ${text} on ${name} -> ${size}`, async () => {
      const { bytes, width, height } = await ask(text, sources[name]);
      assert.equal(`${width}x${height}`, size);
      for (const [x, y, color] of points) {
        const seen = await pixel(bytes, x, y);
        const same = color[3] === 0 ? seen[3] === 0 : near(seen, color, 5);
        assert.ok(same, `at ${x},${y}: ${seen} instead of ${color}`);
      }
    });
  }

  it('90: turns by the EXIF orientation, whatever comes after', async () => {
    const source = await gradient(1000, 700)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toBuffer();
    for (const [text, size, x, y] of [
      ['w-700', '700x1000', 699, 0],
      ['rt-auto', '700x1000', 699, 0],
      ['rt-90', '1000x700', 999, 699],
      ['fl-h', '700x1000', 0, 0],
      ['w-350:fl-v', '350x500', 349, 499],
      ['w-350,rt-180', '350x500', 0, 499],
    ] as const) {
      const result = await ask(text, { source, mime: 'image/jpeg' });
      assert.equal(`${result.width}x${result.height}`, size);
      assert.equal(result.metadata.orientation, undefined);
      assert.ok(near(await pixel(result.bytes, x, y), [0, 0, 100, 255]), text);
    }
  });

  it('94: an opaque JPEG becomes a PNG when its corners are cut', async () => {
    assert.equal((await ask('r-20', sources.S)).format, 'png');
  });

  it('105: trims more as the tolerance grows, and nothing of a uniform image', async () => {
    const source = await sharp(sources.white.source).blur(12).png().toBuffer();
    const widths = [];
    for (const text of ['t-5', 't-true', 't-15', 't-60']) widths.push((await ask(text, { source })).width);
    assert.deepEqual(
      widths,
      widths.toSorted((a, b) => b - a),
    );
    assert.equal(new Set(widths).size, 4);
    const uniform = await sharp({ create: { width: 40, height: 30, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    for (const text of ['t-true', 't-true,w-20']) {
      const result = await ask(text, { source: uniform });
      assert.equal(result.width / result.height, 4 / 3);
    }
  });

  it('keeps lines of one pixel when it trims', async () => {
    const line = { create: { width: 1, height: 20, channels: 3, background: 'black' } } as const;
    const source = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'white' } })
      .composite([
        { input: line, left: 10, top: 10 },
        { input: line, left: 49, top: 5 },
      ])
      .png()
      .toBuffer();
    const { width, height } = await ask('t-true', { source });
    assert.deepEqual([width, height], [40, 25]);
  });

  it('106: blurs more as the value grows, without moving or darkening anything', async () => {
    const contrasts = [];
    for (const text of ['bl-0', 'bl-0.2', 'bl-1', 'bl-10', 'bl-40', 'bl-100']) {
      const { bytes } = await ask(text, sources.white);
      const { channels } = await sharp(bytes).stats();
      contrasts.push(channels[0]?.stdev ?? 0);
      assert.ok(Math.abs((channels[0]?.mean ?? 0) - (255 * 15) / 16) < 1.5, `${text}: ${channels[0]?.mean}`);
      const [left = 0] = await pixel(bytes, 140, 200);
      const [right = 0] = await pixel(bytes, 259, 200);
      assert.ok(Math.abs(left - right) <= 2, `${text}: ${left}, ${right}`);
    }
    assert.deepEqual(
      contrasts,
      contrasts.toSorted((a, b) => b - a),
    );
  });

  it('107: grays by lightness and keeps alpha', async () => {
    const { bytes } = await ask('e-grayscale', sources.S);
    const [r, g, b] = await pixel(bytes, 700, 100);
    assert.ok(r === g && g === b);
    const clear = await ask('e-grayscale', sources.T);
    assert.equal((await pixel(clear.bytes, 0, 0))[3], 0);
  });

  it('108: stretches low contrast to the full range', async () => {
    const source = await gradient(200, 200).linear(0.2, 100).png().toBuffer();
    const { bytes } = await ask('e-contrast:e-grayscale', { source });
    const { min = 255, max = 0 } = (await sharp(bytes).stats()).channels[0] ?? {};
    assert.ok(min < 10 && max > 245, `${min} to ${max}`);
  });

  it('109: sharpens by strength, and by the unsharp mask', async () => {
    const source = await sharp(sources.white.source).blur(3).png().toBuffer();
    const deviation = async (text: string) =>
      (await sharp((await ask(text, { source })).bytes).stats()).channels[0]?.stdev ?? 0;
    const asIs = await deviation('f-png');
    const values = [asIs];
    for (const text of ['e-sharpen-10', 'e-sharpen', 'e-sharpen-90']) values.push(await deviation(text));
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
    );
    assert.ok((await deviation('e-usm-2-2-0.8-0.024')) > asIs);
    assert.equal(await deviation('e-usm'), await deviation('e-usm-2-2-0.8-0.024'));
    assert.ok((await deviation('e-usm-2-2-2-0.024')) > (await deviation('e-usm')));
    // With a radius of 0 the bell is whole, and wider than one that ends near its top.
    assert.equal(await deviation('e-usm-0-2-0.8-0.024'), await deviation('e-usm-100-2-0.8-0.024'));
    assert.ok((await deviation('e-usm-0-4-0.8-0.024')) > (await deviation('e-usm-1-4-0.8-0.024')));
    assert.equal(await deviation('e-usm-2-2-0.8-0.5'), asIs, 'nothing differs by half the scale');
  });

  it('looks for what stands out', async () => {
    const scene = { create: { width: 900, height: 300, channels: 3, background: '#777' } } as const;
    const fruit = { create: { width: 80, height: 80, channels: 3, background: '#e83010' } } as const;
    const source = await sharp(scene)
      .composite([{ input: fruit, left: 760, top: 110 }])
      .png()
      .toBuffer();
    for (const [text, size] of [
      ['w-100,h-100,fo-auto', '100x100'],
      ['w-300,h-300,cm-extract,fo-auto', '300x300'],
      ['w-150,h-150,cm-extract,fo-auto', '150x150'],
      ['t-true,w-40,h-40,fo-auto', '40x40'],
    ] as const) {
      const { bytes, width, height } = await ask(text, { source });
      assert.equal(`${width}x${height}`, size);
      const [r = 0, , b = 0] = await pixel(await sharp(bytes).resize(1, 1).png().toBuffer(), 0, 0);
      assert.ok(r > b + 8, `${text}: ${r}, ${b}`);
    }
  });
});
