import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { HalftoneError } from '../../kernel/index.ts';
import { inspect } from '../../metadata/inspect.ts';
import { near, pixel, workbench } from '../testing.ts';
import { type Color, type HeicOptions, heic } from './heic.testing.ts';

const { folder, run } = workbench();
const mime = 'image/heic';

const RED: Color = [255, 0, 0];
const GREEN: Color = [0, 255, 0];
const BLUE: Color = [0, 0, 255];
const WHITE: Color = [255, 255, 255];
const GRAY: Color = [90, 90, 90];
const YELLOW: Color = [255, 255, 0];
const colors = [
  [RED, GREEN, BLUE],
  [WHITE, GRAY, YELLOW],
];

/** The colours in the middles of the squares, row after row, and what `inspect` says of the same file. */
async function look(options: HeicOptions, job: Partial<Parameters<typeof run>[0]> = {}) {
  const source = heic(options);
  const path = join(folder, 'inspected.heic');
  await writeFile(path, source);
  const facts = await inspect({ path, mime });
  const result = await run({ source, mime, ...job });
  const seen: number[][][] = [];
  for (let y = 8; y < result.height; y += 16) {
    const row: number[][] = [];
    for (let x = 8; x < result.width; x += 16) row.push(await pixel(result.bytes, x, y));
    seen.push(row);
  }
  return { facts, result, seen };
}

function assertSeen(seen: number[][][], expected: readonly (readonly Color[])[]) {
  assert.deepEqual([seen.length, seen[0]?.length], [expected.length, expected[0]?.length]);
  for (const [y, row] of expected.entries()) {
    for (const [x, color] of row.entries()) {
      const actual = seen[y]?.[x] ?? [];
      assert.ok(near(actual, [...color, 255], 2), `${x},${y}: ${actual}`);
    }
  }
}

async function attempt(source: Buffer, maxMegapixels = 100): Promise<HalftoneError | undefined> {
  try {
    await run({ source, mime, maxMegapixels });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof HalftoneError, `${error}`);
    return error;
  }
}

describe('HEIC', () => {
  it('is decoded to the colours that were coded', async () => {
    const { facts, result, seen } = await look({ colors });
    assertSeen(seen, colors);
    assert.deepEqual([result.width, result.height, result.metadata.hasAlpha], [48, 32, false]);
    assert.deepEqual(facts, {
      width: 48,
      height: 32,
      orientation: null,
      hasAlpha: false,
      pages: 1,
      animated: false,
      readable: true,
    });
  });

  const turned: readonly (readonly [what: string, options: Partial<HeicOptions>, expected: Color[][]])[] = [
    [
      'a quarter turn',
      { turns: 1 },
      [
        [BLUE, YELLOW],
        [GREEN, GRAY],
        [RED, WHITE],
      ],
    ],
    [
      'a half turn',
      { turns: 2 },
      [
        [YELLOW, GRAY, WHITE],
        [BLUE, GREEN, RED],
      ],
    ],
    [
      'three quarter turns',
      { turns: 3 },
      [
        [WHITE, RED],
        [GRAY, GREEN],
        [YELLOW, BLUE],
      ],
    ],
    [
      'top and bottom changed',
      { mirror: 0 },
      [
        [WHITE, GRAY, YELLOW],
        [RED, GREEN, BLUE],
      ],
    ],
    [
      'left and right changed',
      { mirror: 1 },
      [
        [BLUE, GREEN, RED],
        [YELLOW, GRAY, WHITE],
      ],
    ],
    [
      'a quarter turn, then left and right changed',
      { turns: 1, mirror: 1 },
      [
        [YELLOW, BLUE],
        [GRAY, GREEN],
        [WHITE, RED],
      ],
    ],
  ];
  for (const [what, options, expected] of turned) {
    it(`is shown with ${what}, and inspected at the size that is shown`, async () => {
      const { facts, seen } = await look({ colors, ...options });
      assertSeen(seen, expected);
      const size = [(expected[0]?.length ?? 0) * 16, expected.length * 16];
      assert.deepEqual([facts.width, facts.height, facts.orientation], [...size, null]);
    });
  }

  it('is not turned again by the orientation that cameras repeat in EXIF', async () => {
    const exif = await exifWith(6);
    const expected = [
      [WHITE, RED],
      [GRAY, GREEN],
      [YELLOW, BLUE],
    ];
    for (const keepMetadata of [false, true]) {
      const { facts, result, seen } = await look({ colors, turns: 3, exif }, { output: { keepMetadata } });
      assertSeen(seen, expected);
      assert.deepEqual([facts.width, facts.height, facts.orientation], [32, 48, null]);
      assert.equal(result.metadata.exif?.includes('a photographer') ?? false, keepMetadata);
      assert.equal(result.metadata.orientation ?? 1, 1);
    }
    // Without the file's own turn the number in EXIF means nothing.
    const { facts, seen } = await look({ colors, exif });
    assertSeen(seen, colors);
    assert.deepEqual([facts.width, facts.height, facts.orientation], [48, 32, null]);
  });

  it('is a grid of tiles as one picture', async () => {
    const { facts, seen } = await look({
      colors: [
        [RED, GREEN],
        [BLUE, WHITE],
      ],
      gridColumns: 3,
    });
    assertSeen(seen, [
      [RED, GREEN, RED, GREEN, RED, GREEN],
      [BLUE, WHITE, BLUE, WHITE, BLUE, WHITE],
    ]);
    assert.deepEqual([facts.width, facts.height], [96, 32]);
  });

  it('keeps its transparency', async () => {
    const { facts, seen } = await look({ colors: [[RED, GREEN, BLUE]], alpha: [[255, 128, 0]] });
    assert.equal(facts.hasAlpha, true);
    assert.ok(near(seen[0]?.[0] ?? [], [255, 0, 0, 255], 2));
    assert.ok(near(seen[0]?.[1] ?? [], [0, 255, 0, 128], 2));
    assert.equal(seen[0]?.[2]?.[3], 0);
  });

  it('gets the colours back that were multiplied by alpha', async () => {
    const half: Color = [100, 0, 50];
    const { seen } = await look({ colors: [[half, half]], alpha: [[255, 128]], premultiplied: true });
    assert.ok(near(seen[0]?.[0] ?? [], [100, 0, 50, 255], 2), `${seen[0]?.[0]}`);
    assert.ok(near(seen[0]?.[1] ?? [], [199, 0, 100, 128], 4), `${seen[0]?.[1]}`);
  });

  it('comes out right in sRGB from the colours of a phone', async () => {
    const inP3: Color = [200, 50, 50];
    const icc = await displayP3();
    const { seen, result } = await look({ colors: [[inP3, inP3]], icc });
    assert.ok(near(seen[0]?.[0] ?? [], [218, 24, 41, 255], 3), `${seen[0]?.[0]}`);
    assert.equal(result.metadata.hasProfile, false);
    const kept = await look({ colors: [[inP3, inP3]], icc }, { output: { keepColorProfile: true } });
    // What looks at it applies the profile that was kept.
    assert.ok(near(kept.seen[0]?.[0] ?? [], [218, 24, 41, 255], 3), `${kept.seen[0]?.[0]}`);
    assert.deepEqual(kept.result.metadata.icc, icc);
  });

  it('is refused by its header when it is over the limit', async () => {
    const before = process.memoryUsage().rss;
    const huge = heic({ colors, claimedSize: { width: 30_000, height: 30_000 } });
    const error = await attempt(huge);
    assert.equal(error?.code, 'ELIMIT');
    assert.match(error?.message ?? '', /30000x30000.*100 megapixels/);
    assert.ok(process.memoryUsage().rss - before < 50e6);
    assert.equal((await attempt(heic({ colors }), 0.001))?.code, 'ELIMIT');
  });

  it('is a declared error, or a picture, wherever it is cut or changed', async () => {
    const whole = heic({ colors: [[RED, GREEN]], alpha: [[255, 128]], turns: 1, exif: await exifWith(8) });
    const step = Math.ceil(whole.length / 30);
    for (let at = 0; at < whole.length - 1; at += step) {
      const error = await attempt(whole.subarray(0, at));
      if (at < whole.length / 2) assert.equal(error?.code, 'EFORMAT', `cut to ${at}`);
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      assert.equal((await attempt(changed))?.status ?? 400, 400);
    }
  });

  it('lies about its size in vain', async () => {
    const source = heic({ colors, claimedSize: { width: 480, height: 320 } });
    const error = await attempt(source);
    assert.ok(error === undefined || error.code === 'EFORMAT');
  });
});

function solid([r, g, b]: Color) {
  return { create: { width: 1, height: 1, channels: 3 as const, background: { r, g, b } } };
}

async function displayP3(): Promise<Buffer> {
  const png = await sharp(solid(RED)).withIccProfile('p3').png().toBuffer();
  return (await sharp(png).metadata()).icc ?? assert.fail();
}

/** As a TIFF structure. */
async function exifWith(orientation: number): Promise<Buffer> {
  const jpeg = await sharp(solid(RED))
    .withExif({ IFD0: { Artist: 'a photographer' } })
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer();
  const { exif } = await sharp(jpeg).metadata();
  return (exif ?? assert.fail()).subarray(6);
}
