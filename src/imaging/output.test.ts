import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import type { Frame, OutputFormat } from '../transformation/index.ts';
import { errors } from './errors.ts';
import { gradient, near, pixel, workbench } from './testing.ts';

const { run } = workbench();
const photo = await gradient(400, 300).png().toBuffer();
const noisy = await sharp({
  create: {
    width: 200,
    height: 200,
    channels: 3,
    background: 'gray',
    noise: { type: 'gaussian', mean: 128, sigma: 40 },
  },
})
  .png()
  .toBuffer();
const small: Frame = { op: 'frame', resize: { width: 200, height: 150 } };

/** Left half transparent, right half blue. */
const transparent = await sharp({
  create: { width: 40, height: 20, channels: 4, background: { r: 0, g: 0, b: 255, alpha: 1 } },
})
  .composite([
    {
      input: { create: { width: 20, height: 20, channels: 4, background: '#000' } },
      left: 0,
      top: 0,
      blend: 'dest-out',
    },
  ])
  .png()
  .toBuffer();

/** A photograph on its side, with EXIF and a profile. */
function described(): Promise<Buffer> {
  return gradient(64, 48)
    .withExif({ IFD0: { Copyright: 'Ann' } })
    .withMetadata({ orientation: 6 })
    .withIccProfile('p3')
    .jpeg()
    .toBuffer();
}

describe('output', () => {
  const formats: readonly (readonly [OutputFormat, string])[] = [
    ['jpg', 'jpeg'],
    ['png', 'png'],
    ['webp', 'webp'],
    ['avif', 'heif'],
    ['gif', 'gif'],
  ];
  for (const [format, name] of formats) {
    it(`writes ${format}`, async () => {
      const result = await run({ source: photo, operations: [small], output: { format } });
      assert.equal(result.metadata.format, name);
      assert.equal(result.format, format);
      assert.equal(result.size, result.bytes.length);
      assert.deepEqual([result.metadata.width, result.metadata.height], [200, 150]);
      const seen = await pixel(result.bytes, 100, 75);
      assert.ok(near(seen, [128, 128, 100, 255], 12), `${seen}`);
    });
  }

  it('makes files smaller as the quality falls', async () => {
    for (const format of ['jpg', 'webp', 'avif'] as const) {
      const sizes = await Promise.all(
        [1, 10, 50, 90, 100].map(
          async (quality) => (await run({ source: noisy, output: { format, quality } })).size,
        ),
      );
      assert.deepEqual(
        sizes,
        sizes.toSorted((a, b) => a - b),
      );
      assert.equal(new Set(sizes).size, sizes.length, `${format}: ${sizes}`);
    }
  });

  it('keeps the colour resolution of a JPEG', async () => {
    const result = await run({ source: photo, output: { format: 'jpg' } });
    assert.equal(result.metadata.chromaSubsampling, '4:4:4');
    assert.equal(result.metadata.isProgressive, false);
  });

  it('writes a progressive JPEG when asked', async () => {
    const result = await run({ source: photo, output: { format: 'jpg', progressive: true } });
    assert.equal(result.metadata.isProgressive, true);
  });

  it('is lossless as PNG, and as WebP when asked', async () => {
    const original = await sharp(noisy).raw().toBuffer();
    for (const output of [{ format: 'png' }, { format: 'webp', lossless: true }] as const) {
      const result = await run({ source: noisy, output });
      assert.deepEqual(await sharp(result.bytes).raw().toBuffer(), original);
    }
    const lossy = await run({ source: noisy, output: { format: 'webp' } });
    assert.notDeepEqual(await sharp(lossy.bytes).raw().toBuffer(), original);
  });

  it('quantises a PNG to a palette when that is set, unless lossless is asked for', async () => {
    const palette = await run({ source: photo, output: { pngPalette: true } });
    assert.equal(palette.metadata.isPalette, true);
    const lossless = await run({ source: photo, output: { pngPalette: true, lossless: true } });
    assert.equal(lossless.metadata.isPalette, false);
  });

  it('keeps alpha where the format has it, and puts it on black in a JPEG', async () => {
    for (const format of ['png', 'webp', 'avif', 'gif'] as const) {
      const result = await run({ source: transparent, output: { format } });
      assert.equal((await pixel(result.bytes, 5, 10))[3], 0, format);
      assert.equal((await pixel(result.bytes, 35, 10))[3], 255, format);
    }
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    const padded: Frame = {
      op: 'frame',
      canvas: { width: 60, height: 20, left: 10, top: 0, background: clear },
    };
    for (const operations of [[], [small], [padded]]) {
      const { bytes } = await run({
        source: transparent,
        operations,
        output: { format: 'jpg', quality: 95 },
      });
      const { width = 0 } = await sharp(bytes).metadata();
      assert.ok(near(await pixel(bytes, 1, 10), [0, 0, 0, 255]), `${await pixel(bytes, 1, 10)}`);
      const x = operations.includes(padded) ? 40 : width - 5;
      assert.ok(near(await pixel(bytes, x, 10), [0, 0, 255, 255]), `${await pixel(bytes, x, 10)}`);
    }
  });

  it('puts alpha on a colour when the plan flattens', async () => {
    const red = { r: 240, g: 0, b: 0, alpha: 1 };
    const padding: Frame = {
      op: 'frame',
      canvas: { width: 60, height: 20, left: 20, top: 0, background: red },
    };
    for (const operations of [[], [{ ...small, resize: { width: 40, height: 20 } }], [padding]]) {
      const result = await run({
        source: transparent,
        operations: [...operations, { op: 'flatten', background: red }],
      });
      assert.equal(result.metadata.hasAlpha, false);
      assert.ok(near(await pixel(result.bytes, 2, 10), [240, 0, 0, 255]));
    }
    const half = { r: 255, g: 0, b: 0, alpha: 0.5 };
    const translucent = await run({
      source: transparent,
      operations: [small, { op: 'flatten', background: half }],
    });
    assert.ok(near(await pixel(translucent.bytes, 10, 75), [255, 0, 0, 128]));
    assert.ok(near(await pixel(translucent.bytes, 190, 75), [0, 0, 255, 255]));
  });

  it('strips metadata, and keeps what is asked for', async () => {
    const source = await described();
    const half: Frame = { op: 'frame', resize: { width: 24, height: 32 } };
    for (const steps of [[[]], [[half]], [[half], [half, { ...half, resize: { width: 12, height: 16 } }]]]) {
      const job = { source, mime: 'image/jpeg', steps };
      for (const format of ['jpg', 'webp', 'png'] as const) {
        const stripped = (await run({ ...job, output: { format } })).metadata;
        assert.deepEqual(
          [stripped.exif, stripped.icc, stripped.orientation],
          [undefined, undefined, undefined],
        );
        const profile = (await run({ ...job, output: { format, keepColorProfile: true } })).metadata;
        assert.equal(profile.exif, undefined);
        assert.ok(profile.icc);
        const everything = (await run({ ...job, output: { format, keepMetadata: true } })).metadata;
        assert.ok(everything.exif?.includes('Ann'), `${format}, ${steps.length} steps`);
        assert.ok(everything.icc);
        assert.ok((everything.orientation ?? 1) === 1);
        assert.ok(everything.height > everything.width);
        assert.equal(everything.hasAlpha, false);
      }
    }
  });

  it('writes a density into the file, and with it nothing that was not asked for', async () => {
    const source = await described();
    for (const operations of [[], [{ op: 'frame', resize: { width: 24, height: 32 } }]] as const)
      for (const format of ['jpg', 'png', 'webp', 'avif'] as const) {
        const ask = async (output: object) =>
          (
            await run({
              source,
              mime: 'image/jpeg',
              operations,
              output: { format, density: 150, ...output },
            })
          ).metadata;
        const plain = await ask({});
        // What libvips reads of the other two is in their EXIF, which has it too.
        if (format === 'jpg' || format === 'png') assert.equal(plain.density, 150, format);
        assert.ok(plain.exif !== undefined && !plain.exif.includes('Ann'), format);
        assert.deepEqual([plain.icc, (plain.orientation ?? 1) === 1], [undefined, true], format);
        assert.ok(plain.height > plain.width);
        assert.ok((await ask({ keepColorProfile: true })).icc);
        assert.ok((await ask({ keepMetadata: true })).exif?.includes('Ann'), format);
      }
  });

  it('leaves the thumbnail of a photograph behind when it writes a density', async () => {
    const { bytes, metadata } = await run({
      source: withThumbnail(await gradient(64, 48).jpeg().toBuffer(), Buffer.alloc(5000, 7)),
      mime: 'image/jpeg',
      output: { format: 'jpg', density: 150 },
    });
    assert.deepEqual([metadata.density, bytes.includes(Buffer.alloc(100, 7))], [150, false]);
  });

  it('refuses a side that the format cannot hold, before any pixel is made', async () => {
    const wide: Frame = { op: 'frame', resize: { width: 16_384, height: 10 } };
    await assert.rejects(run({ source: photo, operations: [wide], output: { format: 'webp' } }), {
      code: errors.tooLarge.spec.code,
      status: 400,
      message: /webp.*16384x10.*16383/,
    });
    assert.equal((await run({ source: photo, operations: [wide], output: { format: 'jpg' } })).width, 16_384);
  });
});

/** EXIF (CIPA DC-008, 4.5.4) whose second directory holds a thumbnail and nothing else. */
function withThumbnail(jpeg: Buffer, thumbnail: Buffer): Buffer {
  const start = 44;
  const tiff = Buffer.alloc(start);
  tiff.write('II*\0\x08\0\0\0', 'latin1');
  tiff.writeUInt32LE(14, 10);
  tiff.writeUInt16LE(2, 14);
  [
    [0x0201, start],
    [0x0202, thumbnail.length],
  ].forEach(([tag = 0, value = 0], index) => {
    const at = 16 + index * 12;
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(4, at + 2);
    tiff.writeUInt32LE(1, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  });
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(8 + tiff.length + thumbnail.length, 2);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    marker,
    Buffer.from('Exif\0\0', 'latin1'),
    tiff,
    thumbnail,
    jpeg.subarray(2),
  ]);
}
