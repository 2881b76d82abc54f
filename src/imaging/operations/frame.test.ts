import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import type { Frame } from '../../transformation/index.ts';
import { gradient, near, pixel, workbench } from '../testing.ts';

const { run } = workbench();

/** The sources of image-transformations.md 8: P is a portrait, S a landscape, C a square. */
const sources = {
  P: { width: 640, height: 865, png: await gradient(640, 865).png().toBuffer() },
  S: { width: 1000, height: 700, png: await gradient(1000, 700).png().toBuffer() },
  C: { width: 600, height: 600, png: await gradient(600, 600).png().toBuffer() },
};
const grey = { r: 243, g: 243, b: 243, alpha: 1 };

type Part = Omit<Frame, 'op'>;
/** Output size, then where the middle of its visible part came from in the source, in pixels of the source. */
type Case = readonly [
  row: string,
  source: keyof typeof sources,
  frame: Part,
  size: readonly [number, number],
  at: readonly [number, number],
  from: readonly [number, number],
];

const cases: readonly Case[] = [
  ['26 w-200', 'C', { resize: { width: 200, height: 200 } }, [200, 200], [50, 150], [151, 451]],
  ['32 enlarged', 'S', { resize: { width: 2000, height: 1400 } }, [2000, 1400], [500, 1000], [250, 500]],
  [
    '34 ar-4-3,w-400: cover',
    'C',
    { resize: { width: 400, height: 400 }, crop: { left: 0, top: 50, width: 400, height: 300 } },
    [400, 300],
    [100, 0],
    [151, 76],
  ],
  [
    '49 pad_resize',
    'P',
    {
      resize: { width: 148, height: 200 },
      canvas: { width: 300, height: 200, left: 76, top: 0, background: grey },
    },
    [300, 200],
    [76 + 74, 100],
    [322, 434],
  ],
  ['51 force', 'P', { resize: { width: 300, height: 200 } }, [300, 200], [150, 50], [321, 218]],
  [
    '55 cover, centred',
    'P',
    { resize: { width: 300, height: 405 }, crop: { left: 0, top: 102, width: 300, height: 200 } },
    [300, 200],
    [0, 0],
    [1, 219],
  ],
  [
    '56 extract',
    'P',
    { crop: { left: 220, top: 332, width: 200, height: 200 } },
    [200, 200],
    [0, 0],
    [220, 332],
  ],
  [
    '57 extract, bottom right',
    'P',
    { crop: { left: 340, top: 565, width: 300, height: 300 } },
    [300, 300],
    [299, 299],
    [639, 864],
  ],
  [
    '61 pad_extract',
    'C',
    { canvas: { width: 700, height: 700, left: 50, top: 50, background: grey } },
    [700, 700],
    [50, 50],
    [0, 0],
  ],
  [
    '73 pad_extract, one axis cut and one padded',
    'S',
    {
      crop: { left: 0, top: 100, width: 1000, height: 500 },
      canvas: { width: 1200, height: 500, left: 100, top: 0, background: grey },
    },
    [1200, 500],
    [100, 0],
    [0, 100],
  ],
  [
    'all three parts',
    'S',
    {
      resize: { width: 500, height: 350 },
      crop: { left: 100, top: 50, width: 300, height: 200 },
      canvas: { width: 320, height: 240, left: 10, top: 20, background: grey },
    },
    [320, 240],
    [10, 20],
    [201, 101],
  ],
  ['nothing', 'C', {}, [600, 600], [10, 20], [10, 20]],
];

describe('frame', () => {
  for (const [row, name, part, [width, height], [x, y], [fromX, fromY]] of cases) {
    it(`${row} -> ${width}x${height}`, async () => {
      const source = sources[name];
      const result = await run({ source: source.png, operations: [{ op: 'frame', ...part }] });
      assert.deepEqual([result.width, result.height], [width, height]);
      assert.deepEqual([result.metadata.width, result.metadata.height], [width, height]);
      const expected = [(255 * fromX) / (source.width - 1), (255 * fromY) / (source.height - 1), 100, 255];
      assert.ok(near(await pixel(result.bytes, x, y), expected, 2), `${await pixel(result.bytes, x, y)}`);
      if (part.canvas) assert.deepEqual(await pixel(result.bytes, 0, height - 1), [243, 243, 243, 255]);
    });
  }

  for (let orientation = 1; orientation <= 8; orientation += 1) {
    it(`turns an image of orientation ${orientation} upright before it cuts`, async () => {
      // The upright picture is 64x48; what is stored is turned the other way round.
      const upright = await gradient(64, 48).png().toBuffer();
      const turned = await undo(orientation, upright);
      const source = await sharp(turned).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
      const parts: readonly [Part, number[], number[]][] = [
        [{ crop: { left: 32, top: 0, width: 32, height: 24 } }, [0, 0], [129, 0]],
        [
          { resize: { width: 32, height: 24 }, crop: { left: 16, top: 0, width: 16, height: 12 } },
          [0, 0],
          [131, 3],
        ],
        [{ resize: { width: 128, height: 96 } }, [64, 0], [129, 0]],
        [{ canvas: { width: 70, height: 48, left: 6, top: 0, background: grey } }, [38, 0], [129, 0]],
        [{}, [32, 0], [129, 0]],
      ];
      for (const [part, [x = 0, y = 0], [red = 0, green = 0]] of parts) {
        const result = await run({ source, mime: 'image/jpeg', operations: [{ op: 'frame', ...part }] });
        const seen = await pixel(result.bytes, x, y);
        assert.ok(near(seen, [red, green, 100, 255], 12), `${JSON.stringify(part)}: ${seen}`);
        assert.equal(result.metadata.orientation, undefined);
        assert.deepEqual([result.width, result.height], [result.metadata.width, result.metadata.height]);
      }
    });
  }

  it('runs the frames of a chain one after the other', async () => {
    const result = await run({
      source: sources.S.png,
      steps: [
        [
          {
            op: 'frame',
            resize: { width: 400, height: 280 },
            crop: { left: 60, top: 0, width: 280, height: 280 },
          },
        ],
        [
          {
            op: 'frame',
            resize: { width: 140, height: 140 },
            canvas: { width: 200, height: 140, left: 60, top: 0, background: { r: 0, g: 0, b: 0, alpha: 1 } },
          },
        ],
        [{ op: 'frame', crop: { left: 50, top: 0, width: 150, height: 140 } }],
      ],
    });
    assert.deepEqual([result.width, result.height], [150, 140]);
    assert.deepEqual(await pixel(result.bytes, 5, 70), [0, 0, 0, 255]);
    // Left edge of the image: x = 60 of 400, y in the middle.
    const seen = await pixel(result.bytes, 11, 70);
    assert.ok(near(seen, [(255 * 62) / 400, 128, 100, 255], 3), `${seen}`);
  });

  it('cuts first and scales afterwards when the chain says so', async () => {
    const result = await run({
      source: sources.C.png,
      steps: [
        [{ op: 'frame', crop: { left: 300, top: 300, width: 300, height: 300 } }],
        [
          {
            op: 'frame',
            resize: { width: 30, height: 30 },
            crop: { left: 15, top: 0, width: 15, height: 15 },
          },
        ],
      ],
    });
    assert.deepEqual([result.width, result.height], [15, 15]);
    const seen = await pixel(result.bytes, 0, 0);
    assert.ok(near(seen, [(255 * 455) / 599, (255 * 305) / 599, 100, 255], 3), `${seen}`);
  });

  it('pads gray images in colour', async () => {
    const source = await sharp({ create: { width: 20, height: 20, channels: 3, background: 'gray' } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const canvas = { width: 30, height: 20, left: 5, top: 0, background: { r: 255, g: 0, b: 0, alpha: 1 } };
    const result = await run({ source, operations: [{ op: 'frame', canvas }] });
    assert.deepEqual(await pixel(result.bytes, 0, 0), [255, 0, 0, 255]);
    assert.deepEqual(await pixel(result.bytes, 10, 10), [128, 128, 128, 255]);
  });

  it('pads with transparency where the background is transparent', async () => {
    const canvas = { width: 700, height: 600, left: 50, top: 0, background: { r: 0, g: 0, b: 0, alpha: 0 } };
    const result = await run({ source: sources.C.png, operations: [{ op: 'frame', canvas }] });
    assert.equal((await pixel(result.bytes, 0, 0))[3], 0);
    assert.equal((await pixel(result.bytes, 60, 0))[3], 255);
  });
});

/** What a camera stores for a scene it tags with `orientation`: the inverse of EXIF's table. */
function undo(orientation: number, upright: Buffer): Promise<Buffer> {
  const image = sharp(upright);
  switch (orientation) {
    case 2:
      return image.flop().png().toBuffer();
    case 3:
      return image.rotate(180).png().toBuffer();
    case 4:
      return image.flip().png().toBuffer();
    case 5:
      return image.flop().rotate(270).png().toBuffer();
    case 6:
      return image.rotate(270).png().toBuffer();
    case 7:
      return image.flop().rotate(90).png().toBuffer();
    case 8:
      return image.rotate(90).png().toBuffer();
    default:
      return image.png().toBuffer();
  }
}
