import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { hashOf, phashDistance, readPhash } from './phash.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-phash-'));
});
after(() => rm(folder, { recursive: true }));

/** A picture with large and small forms, which `seed` moves about. */
function scene(seed: number): Sharp {
  const circles = Array.from({ length: 12 }, (_, index) => {
    const at = (factor: number, range: number) => (index * factor * 37 + seed * 53 * factor) % range;
    const colour = `hsl(${at(5, 360)},70%,${20 + at(7, 60)}%)`;
    return `<circle cx="${at(11, 640)}" cy="${at(13, 480)}" r="${20 + at(3, 120)}" fill="${colour}"/>`;
  });
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">
      <rect width="640" height="480" fill="#89a"/>${circles.join('')}</svg>`),
  );
}

async function hash(image: Sharp, mime = 'image/png'): Promise<string> {
  const path = join(folder, 'file');
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  await writeFile(path, data);
  return (await readPhash(path, { ...info, mime })) ?? '';
}

describe('perceptual hash', () => {
  // rest-api.md section 10.
  const golden: readonly (readonly [string, string, number])[] = [
    ['33699c96619cc69e', '968e978414fe04ea', 30],
    ['2d5ad3936d2e015b', '2d6ed293db36a4fb', 17],
    ['a4a65595ac94518b', '7838873e791f8400', 37],
    ['63433b3ccf8e1ebe', 'f5d2226cd9d32b16', 27],
    ['63433b3ccf8e1ebe', '61433b3fcf8f9faf', 8],
    ['0000000000000000', 'ffffffffffffffff', 64],
    ['0000000000000000', '0000000000000000', 0],
  ];
  for (const [a, b, distance] of golden) {
    it(`${a} and ${b} are ${distance} bits apart`, () => {
      assert.equal(phashDistance(a, b), distance);
    });
  }

  it('hardly changes when a picture is resized, compressed, brightened or turned by its EXIF', async () => {
    const base = await hash(scene(1).png());
    assert.match(base, /^[0-9a-f]{16}$/);
    const png = await scene(1).png().toBuffer();
    const copies: Readonly<Record<string, Sharp>> = {
      'a third of the size': sharp(png).resize(213).png(),
      'three times the size': sharp(png).resize(1920).png(),
      'JPEG of quality 30': sharp(png).jpeg({ quality: 30 }),
      'WebP of quality 30': sharp(png).webp({ quality: 30 }),
      'small and poor': sharp(png).resize(160).jpeg({ quality: 40 }),
      brighter: sharp(png).modulate({ brightness: 1.15 }).png(),
      grey: sharp(png).grayscale().png(),
      'turned, with the EXIF that turns it back': sharp(png)
        .rotate(270)
        .withMetadata({ orientation: 6 })
        .jpeg(),
    };
    for (const [what, copy] of Object.entries(copies)) {
      const distance = phashDistance(
        base,
        await hash(copy, what.includes('EXIF') ? 'image/jpeg' : 'image/png'),
      );
      assert.ok(distance <= 6, `${what}: ${distance} bits`);
    }
  });

  it('hardly changes where half of the frequencies are missing', async () => {
    const glow = sharp(
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="960" height="540">
        <radialGradient id="g"><stop stop-color="#fc8"/><stop offset="1" stop-color="#124"/></radialGradient>
        <rect width="960" height="540" fill="url(#g)"/></svg>`),
    );
    const png = await glow.png().toBuffer();
    const base = await hash(sharp(png).png());
    for (const width of [320, 200, 64]) {
      const distance = phashDistance(base, await hash(sharp(png).resize(width).jpeg({ quality: 60 })));
      assert.ok(distance <= 8, `${width} px: ${distance} bits`);
    }
  });

  it('differs between pictures', async () => {
    const hashes = [];
    for (let seed = 1; seed <= 5; seed += 1) hashes.push(await hash(scene(seed).png()));
    for (const [index, a] of hashes.entries()) {
      for (const b of hashes.slice(index + 1)) assert.ok(phashDistance(a, b) >= 14, `${a} ${b}`);
    }
  });

  it('of one colour is nothing but zeros', () => {
    assert.equal(hashOf(Buffer.alloc(32 * 32, 77)), '0'.repeat(16));
  });

  it('has the lowest frequency first, the most significant bit first', () => {
    const wave = (across: number, down: number) =>
      Buffer.from(
        Array.from({ length: 32 * 32 }, (_, at) => {
          const x = Math.cos((((at % 32) * 2 + 1) * across * Math.PI) / 64);
          const y = Math.cos(((Math.floor(at / 32) * 2 + 1) * down * Math.PI) / 64);
          return Math.round(128 + 100 * x * y);
        }),
      );
    const bit = (text: string) => BigInt(`0x${text}`).toString(2).padStart(64, '0');
    assert.equal(bit(hashOf(wave(1, 1)))[0], '1');
    assert.equal(bit(hashOf(wave(2, 1)))[1], '1');
    assert.equal(bit(hashOf(wave(1, 2)))[8], '1');
    assert.equal(bit(hashOf(wave(8, 8)))[63], '1');
  });

  it('of too many pixels is not worth it', async () => {
    const huge = { width: 16_384, height: 16_384, mime: 'image/png' };
    assert.equal(await readPhash('/nowhere', huge), undefined);
  });
});
