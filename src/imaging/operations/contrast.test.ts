import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { fromPixels, type Picture, pixels } from '../picture.ts';
import { contrast } from './contrast.ts';

type Pixel = readonly [red: number, green: number, blue: number, alpha?: number];

async function stretched(row: readonly Pixel[]): Promise<number[][]> {
  const channels = row[0]?.length as 3 | 4;
  const raw = { width: row.length, height: 1, channels };
  const facts = {
    size: raw,
    frames: 1,
    animation: undefined,
    limits: { maxMegapixels: 1 },
  } as unknown as Picture;
  const { data } = await pixels(
    await contrast(await fromPixels({ data: Buffer.from(row.flat() as number[]), raw }, facts)),
  );
  return row.map((_, x) => [...data.subarray(x * channels, (x + 1) * channels)]);
}

test('the darkest becomes black and the lightest white, and the order stays', async () => {
  const row = Array.from({ length: 101 }, (_, x): Pixel => [60 + x, 60 + x, 60 + x]);
  const values = (await stretched(row)).map(([red]) => red as number);
  assert.deepEqual([values[0], values.at(-1)], [0, 255]);
  assert.deepEqual(
    values,
    values.toSorted((a, b) => a - b),
  );
});

test('gray stays gray, and alpha as it was', async () => {
  const row = Array.from({ length: 101 }, (_, x): Pixel => [50 + x, 50 + x, 50 + x, x]);
  for (const [x, [red = 0, green = 0, blue = 0, alpha]] of (await stretched(row)).entries()) {
    assert.ok(Math.max(red, green, blue) - Math.min(red, green, blue) <= 1, `${red} ${green} ${blue}`);
    assert.equal(alpha, x);
  }
});

test('a flat picture is left alone', async () => {
  const row = Array.from({ length: 100 }, (_, x): Pixel => [120, 121, 120 + (x % 2)]);
  assert.deepEqual(await stretched(row), row);
});

test('colours keep their hue, as in CIELAB', async () => {
  const gray = Array.from({ length: 200 }, (_, x): Pixel => {
    const value = 80 + (x % 90);
    return [value, value, value];
  });
  const color: Pixel = [150, 110, 90];
  const result = (await stretched([...gray, color])).at(-1) as number[];
  const [before, after] = await Promise.all([labOf(color as unknown as number[]), labOf(result)]);
  assert.ok(
    Math.abs(before.a - after.a) < 2 && Math.abs(before.b - after.b) < 2,
    JSON.stringify([before, after]),
  );
  assert.notEqual(Math.round(before.l), Math.round(after.l));
});

async function labOf(pixel: readonly number[]): Promise<{ l: number; a: number; b: number }> {
  const raw = { width: 1, height: 1, channels: 3 } as const;
  const bytes = await sharp(Buffer.from(pixel), { raw })
    .toColourspace('lab')
    .raw({ depth: 'float' })
    .toBuffer();
  return { l: bytes.readFloatLE(0), a: bytes.readFloatLE(4), b: bytes.readFloatLE(8) };
}
