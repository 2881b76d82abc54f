import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { Frame } from '../transformation/index.ts';
import { near, pixel, workbench } from './testing.ts';

const { run, ask } = workbench();
const COLORS = ['#ff0000', '#00ff00', '#0000ff', '#ffff00'];
const DELAY = [50, 100, 150, 200];

/** Four frames of 60x40, the left third of each white. */
const frames = await Promise.all(
  COLORS.map((background) =>
    sharp({ create: { width: 60, height: 40, channels: 3, background } })
      .composite([
        { input: { create: { width: 20, height: 40, channels: 3, background: 'white' } }, left: 0, top: 0 },
      ])
      .png()
      .toBuffer(),
  ),
);
const joined = sharp(frames, { join: { animated: true } });
const sources = {
  'image/gif': await joined.clone().gif({ delay: DELAY, loop: 3 }).toBuffer(),
  'image/webp': await joined.clone().webp({ lossless: true, delay: DELAY, loop: 3 }).toBuffer(),
};

/** Scaled to 90x60, of which the middle 60x60, on a canvas of 80x60. */
const frame: Frame = {
  op: 'frame',
  resize: { width: 90, height: 60 },
  crop: { left: 15, top: 0, width: 60, height: 60 },
  canvas: { width: 80, height: 60, left: 10, top: 0, background: { r: 0, g: 0, b: 0, alpha: 1 } },
};

/** The result of {@link frame}, scaled by half and put on a still wider canvas. */
const wider: Frame = {
  op: 'frame',
  resize: { width: 120, height: 90 },
  canvas: { width: 140, height: 90, left: 20, top: 0, background: { r: 0, g: 0, b: 0, alpha: 1 } },
};

describe('animation', () => {
  for (const [mime, source] of Object.entries(sources)) {
    for (const format of ['gif', 'webp'] as const) {
      for (const steps of [[[]], [[frame]], [[frame], [wider]]]) {
        it(`${mime} -> ${format}, ${steps.flat().length} frame operations: every frame, its delay and the loop`, async () => {
          const result = await run({ source, mime, animated: true, steps, output: { format, quality: 100 } });
          const { pages, delay, loop, pageHeight, width } = result.metadata;
          assert.deepEqual({ pages, delay, loop }, { pages: 4, delay: DELAY, loop: 3 });
          assert.deepEqual(
            [width, pageHeight],
            [
              [60, 40],
              [80, 60],
              [140, 90],
            ][steps.flat().length],
          );
          assert.deepEqual([result.width, result.height], [width, pageHeight]);
          for (const [index, color] of COLORS.entries()) {
            const page = await sharp(result.bytes, { page: index }).png().toBuffer();
            const expected = await pixel(frames[index] ?? assert.fail(color), 40, 20);
            const seen = await pixel(page, Math.round((result.width * 2) / 3), 30);
            assert.ok(near(seen, expected, 16), `frame ${index}: ${seen}`);
          }
        });
      }
    }

    it(`${mime}: the first frame alone for a format without frames, or the page that is asked for`, async () => {
      for (const [page, index] of [
        [undefined, 0],
        [3, 2],
      ] as const) {
        const result = await run({ source, mime, ...(page && { page }), operations: [frame] });
        assert.equal(result.metadata.pages ?? 1, 1);
        const expected = await pixel(frames[index] ?? assert.fail(), 40, 20);
        assert.ok(near(await pixel(result.bytes, 50, 30), expected));
      }
    });
  }

  it('turns what is behind a frame into its background', async () => {
    const empty = { width: 20, height: 20, channels: 4, background: '#0000' } as const;
    const bar = { create: { width: 5, height: 20, channels: 3, background: 'white' } } as const;
    const page = await sharp({ create: empty })
      .composite([{ input: bar, left: 0, top: 0 }])
      .png()
      .toBuffer();
    const clear = await sharp([page, page], { join: { animated: true } })
      .gif({ keepDuplicateFrames: true })
      .toBuffer();
    const flatten = { op: 'flatten', background: { r: 10, g: 200, b: 10, alpha: 1 } } as const;
    const half = { op: 'flatten', background: { r: 10, g: 200, b: 10, alpha: 0.5 } } as const;
    for (const operation of [flatten, half]) {
      const result = await run({
        source: clear,
        mime: 'image/gif',
        animated: true,
        operations: [operation],
        output: { format: 'webp', lossless: true },
      });
      const { width = 0, height = 0 } = result.metadata;
      const seen = await pixel(
        await sharp(result.bytes, { animated: true }).png().toBuffer(),
        width - 1,
        height - 1,
      );
      assert.ok(near(seen, [10, 200, 10, Math.round(255 * operation.background.alpha)]), `${seen}`);
    }
  });

  it('cuts and then scales every frame, and leaves an orientation alone', async () => {
    const source = await joined
      .clone()
      .withMetadata({ orientation: 6 })
      .webp({ lossless: true, delay: DELAY })
      .toBuffer();
    const operations: Frame[] = [
      { op: 'frame', crop: { left: 10, top: 0, width: 20, height: 40 } },
      { op: 'frame', resize: { width: 40, height: 80 } },
    ];
    const result = await run({
      source,
      mime: 'image/webp',
      animated: true,
      operations,
      output: { format: 'webp' },
    });
    assert.deepEqual([result.width, result.height, result.metadata.pages], [40, 80, 4]);
    const third = await sharp(result.bytes, { page: 2 }).png().toBuffer();
    assert.ok(near(await pixel(third, 5, 40), [255, 255, 255, 255], 12));
    assert.ok(near(await pixel(third, 35, 40), [0, 0, 255, 255], 12));
  });

  it('does to every frame what no animation can be asked for', async () => {
    for (const [mime, source] of Object.entries(sources)) {
      const result = await ask('w-90,bl-2,fl-h,b-5_blue,r-12,rt-90:rt-30,e-usm,f-webp', { source, mime });
      assert.deepEqual([result.width, result.height], [result.plan.size?.width, result.plan.size?.height]);
      assert.deepEqual([result.metadata.pages, result.metadata.delay], [4, DELAY]);
      for (const [index, color] of COLORS.entries()) {
        const page = await sharp(result.bytes, { page: index }).png().toBuffer();
        const expected = await pixel(frames[index] ?? assert.fail(color), 40, 20);
        assert.equal((await pixel(page, 0, 0))[3], 0);
        const seen = await pixel(page, result.width >> 1, result.height >> 1);
        assert.ok(near(seen, expected, 16), `${mime}, frame ${index}: ${seen}`);
      }
    }
  });

  it('lets no frame bleed into its neighbours', async () => {
    for (const text of ['w-24,f-webp,lo-true', 'w-30,bl-20,f-webp,lo-true', 'e-sharpen-90,f-webp,lo-true']) {
      const result = await ask(text, { source: sources['image/webp'], mime: 'image/webp' });
      for (const [index, color] of COLORS.entries()) {
        const page = await sharp(result.bytes, { page: index }).png().toBuffer();
        const expected = await pixel(frames[index] ?? assert.fail(color), 40, 20);
        const x = result.width - 1;
        const middle = await pixel(page, x, result.height >> 1);
        if (!text.includes('bl')) assert.ok(near(middle, expected, 2), `${text}: ${middle}`);
        assert.deepEqual(await pixel(page, x, 0), middle, `${text}, frame ${index}`);
        assert.deepEqual(await pixel(page, x, result.height - 1), middle, `${text}, frame ${index}`);
      }
    }
  });

  it('trims to what any frame shows, and looks for what stands out in the first', async () => {
    const spot = { create: { width: 10, height: 10, channels: 3, background: 'red' } } as const;
    const moving = await Promise.all(
      [10, 30, 54].map((left) =>
        sharp({
          create: { width: 80, height: 60, channels: 3, background: { r: 200, g: 200, b: 200 + left } },
        })
          .composite([{ input: spot, left, top: left / 2 }])
          .png()
          .toBuffer(),
      ),
    );
    const source = await sharp(moving, { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    const job = { source, mime: 'image/webp' };
    const trimmed = await ask('t-true,f-webp,lo-true', job);
    assert.deepEqual([trimmed.width, trimmed.height, trimmed.metadata.pages], [54, 32, 3]);
    const last = await sharp(trimmed.bytes, { page: 2 }).png().toBuffer();
    assert.deepEqual(await pixel(last, 53, 31), [255, 0, 0, 255]);
    const focused = await ask('w-20,h-20,cm-extract,fo-auto,f-webp,lo-true', job);
    assert.equal(focused.metadata.pages, 3);
    const leastBlue = async (page: number) =>
      (await sharp(await sharp(focused.bytes, { page }).png().toBuffer()).stats()).channels[2]?.min;
    assert.deepEqual([await leastBlue(0), await leastBlue(2)], [0, 254]);
  });

  it('keeps the metadata of an animation that has been worked on', async () => {
    const source = await joined
      .clone()
      .withExif({ IFD0: { Copyright: 'Ann' } })
      .webp({ lossless: true, delay: DELAY })
      .toBuffer();
    const { metadata } = await ask('w-30,b-2_red,md-true,f-webp', { source, mime: 'image/webp' });
    assert.ok(metadata.exif?.includes('Ann'));
    assert.deepEqual([metadata.pages, metadata.width, metadata.delay], [4, 34, DELAY]);
  });

  it('reads long animations part by part', async () => {
    const pixels = Buffer.alloc(18 * 1e6 * 3, 90);
    for (let at = 0; at < pixels.length; at += 3) pixels[at] = Math.floor(at / 3e6) * 14;
    const raw = { width: 1000, height: 18_000, channels: 3, pageHeight: 1000 } as const;
    const source = await sharp(pixels, { raw, pages: -1, limitInputPixels: false })
      .webp({ effort: 0 })
      .toBuffer();
    const result = await ask('w-20,fl-v,f-webp,lo-true', { source, mime: 'image/webp' });
    assert.equal(result.metadata.pages, 18);
    for (const page of [0, 15, 16, 17]) {
      const seen = await pixel(await sharp(result.bytes, { page }).png().toBuffer(), 10, 10);
      assert.ok(near(seen, [page * 14, 90, 90, 255], 8), `frame ${page}: ${seen}`);
    }
  });

  it('takes an animated PNG for its first frame, which is all that can be decoded', async () => {
    const png = frames[2] ?? assert.fail();
    // Two frames, played for ever; the image data is the first of them.
    const control = chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]));
    const source = Buffer.concat([png.subarray(0, AFTER_HEADER), control, png.subarray(AFTER_HEADER)]);
    const result = await ask('w-30', { source });
    assert.deepEqual([result.width, result.height, result.metadata.pages], [30, 20, undefined]);
    assert.ok(near(await pixel(result.bytes, 20, 10), [0, 0, 255, 255]));
  });

  it('counts all frames against the limit, of the source and of every step', async () => {
    const job = {
      source: sources['image/gif'],
      mime: 'image/gif',
      animated: true,
      output: { format: 'gif' },
    } as const;
    await assert.rejects(run({ ...job, maxMegapixels: 0.009 }), {
      code: 'ELIMIT',
      message: /60x40, 4 frames/,
    });
    await run({ ...job, maxMegapixels: 0.0096 });
    await assert.rejects(run({ ...job, operations: [frame], maxMegapixels: 0.02 }), {
      code: 'ELIMIT',
      message: /90x60, 4 frames/,
    });
    await run({ ...job, animated: false, maxMegapixels: 0.0024 });
  });
});

/** Signature and IHDR of a PNG. */
const AFTER_HEADER = 33;

function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(name), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
