import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import type { Frame, Operation } from '../transformation/index.ts';
import { near, pixel, workbench } from './testing.ts';

const { run } = workbench();
const flat = (r: number, g: number, b: number) =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: { r, g, b } } });
const half: Frame = { op: 'frame', resize: { width: 20, height: 15 } };
const padded: Frame = {
  op: 'frame',
  canvas: { width: 30, height: 15, left: 5, top: 0, background: { r: 255, g: 0, b: 0, alpha: 1 } },
};

/** Ink has a smaller gamut, and what sharp writes as CMYK is already clipped to it. */
const CMYK_TOLERANCE = 32;

/** What each source shows on an sRGB screen. */
const sources: Readonly<
  Record<string, { bytes: Buffer; mime: string; color: number[]; tolerance?: number }>
> = {
  'CMYK JPEG': {
    bytes: await flat(200, 60, 40).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
    mime: 'image/jpeg',
    color: [200, 60, 40, 255],
    tolerance: CMYK_TOLERANCE,
  },
  'CMYK JPEG with its profile': {
    bytes: await flat(200, 60, 40)
      .toColourspace('cmyk')
      .withIccProfile('cmyk')
      .jpeg({ quality: 95 })
      .toBuffer(),
    mime: 'image/jpeg',
    color: [200, 60, 40, 255],
    tolerance: CMYK_TOLERANCE,
  },
  'Display P3': {
    bytes: await flat(200, 60, 40).withIccProfile('p3').png().toBuffer(),
    mime: 'image/png',
    color: [200, 60, 40, 255],
  },
  '16 bits': {
    bytes: await flat(200, 60, 40).toColourspace('rgb16').png().toBuffer(),
    mime: 'image/png',
    color: [200, 60, 40, 255],
  },
  '16 bits in Display P3': {
    bytes: await flat(200, 60, 40).toColourspace('rgb16').withIccProfile('p3').png().toBuffer(),
    mime: 'image/png',
    color: [200, 60, 40, 255],
  },
  gray: {
    bytes: await flat(90, 90, 90).toColourspace('b-w').png().toBuffer(),
    mime: 'image/png',
    color: [90, 90, 90, 255],
  },
  'gray and alpha': {
    bytes: await flat(90, 90, 90).ensureAlpha(0.5).toColourspace('b-w').png().toBuffer(),
    mime: 'image/png',
    color: [90, 90, 90, 128],
  },
  '16-bit gray and alpha': {
    bytes: await flat(90, 90, 90).ensureAlpha(0.5).toColourspace('grey16').png().toBuffer(),
    mime: 'image/png',
    color: [90, 90, 90, 128],
  },
  palette: {
    bytes: await flat(200, 60, 40).png({ palette: true }).toBuffer(),
    mime: 'image/png',
    color: [200, 60, 40, 255],
  },
  'one-bit TIFF': {
    bytes: await flat(255, 255, 255).toColourspace('b-w').tiff({ bitdepth: 1 }).toBuffer(),
    mime: 'image/tiff',
    color: [255, 255, 255, 255],
  },
};

describe('colour', () => {
  for (const [name, { bytes, mime, color, tolerance }] of Object.entries(sources)) {
    const routes: Readonly<Record<string, readonly (readonly Operation[])[]>> = {
      'as it is': [[]],
      scaled: [[half]],
      'in a chain': [[half], [half, padded]],
      'worked on': [
        [half, { op: 'blur', sigma: 1 }, { op: 'flip', horizontal: true, vertical: false }],
        [
          { op: 'unsharpMask', radius: 2, sigma: 2, amount: 1, threshold: 0 },
          { op: 'round', corners: [3, 3, 3, 3] },
        ],
      ],
    };
    for (const [route, steps] of Object.entries(routes)) {
      it(`${name} comes out right in sRGB, ${route}`, async () => {
        const result = await run({ source: bytes, mime, steps });
        const seen = await pixel(result.bytes, 10, 7);
        assert.ok(near(seen, color, tolerance), `${seen}`);
        assert.equal(result.metadata.hasProfile, false);
        assert.equal(result.metadata.depth, 'uchar');
      });
    }
  }

  it('keeps a profile, and the colours it describes, when asked', async () => {
    for (const steps of [[[half]], [[half], [half, padded]]]) {
      const { bytes, mime } = sources['Display P3'] ?? assert.fail();
      const result = await run({ source: bytes, mime, steps, output: { keepColorProfile: true } });
      assert.equal(result.metadata.hasProfile, true);
      // sharp converts by the profile when it reads: what is seen is the same colour.
      const seen = await pixel(result.bytes, 10, 7);
      assert.ok(near(seen, [200, 60, 40, 255]), `${seen}`);
      const stored = await sharp(result.bytes, { ignoreIcc: true }).raw().toBuffer();
      assert.ok(!near([...stored.subarray(-3)], [200, 60, 40], 3) || steps.length > 1);
    }
  });

  it('never leaves a CMYK or gray profile on pixels that are sRGB', async () => {
    for (const name of ['CMYK JPEG with its profile', 'gray']) {
      const { bytes, mime, color, tolerance } = sources[name] ?? assert.fail();
      for (const output of [{ keepColorProfile: true }, { keepMetadata: true }]) {
        const result = await run({ source: bytes, mime, operations: [half], output });
        const seen = await pixel(result.bytes, 10, 7);
        assert.ok(near(seen, color, tolerance), `${name}: ${seen}`);
        assert.equal(result.metadata.space, 'srgb');
      }
    }
  });

  it('ignores a corrupt profile', async () => {
    const png = await flat(200, 60, 40).withIccProfile('p3').jpeg().toBuffer();
    const at = png.indexOf('ICC_PROFILE') + 14;
    png.fill(0x41, at + 4, at + 200);
    const result = await run({ source: png, mime: 'image/jpeg', operations: [half] });
    assert.equal(result.width, 20);
  });
});
