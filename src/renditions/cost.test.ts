import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { estimateMs, weightOf } from './cost.ts';

const jpeg24 = { mime: 'image/jpeg', width: 6000, height: 4000 };
const thumbnail = { width: 400, height: 300 };
const page = { width: 1600, height: 1200 };
const whole = { width: 6000, height: 4000 };
const encoder = { lossless: false, pngPalette: false };

/** Photographs, measured on one core (docs of the engine's limits); 0 where nothing is promised but the order. */
const table = [
  {
    name: '24 MP JPEG to a JPEG thumbnail',
    source: jpeg24,
    output: { ...thumbnail, format: 'jpg' },
    measured: 60,
    weight: 1,
  },
  {
    name: '24 MP WebP to a JPEG thumbnail',
    source: { ...jpeg24, mime: 'image/webp' },
    output: { ...thumbnail, format: 'jpg' },
    measured: 120,
    weight: 1,
  },
  {
    name: '24 MP PNG to a JPEG thumbnail',
    source: { ...jpeg24, mime: 'image/png' },
    output: { ...thumbnail, format: 'jpg' },
    measured: 218,
    weight: 2,
  },
  {
    name: '24 MP AVIF to a JPEG thumbnail',
    source: { ...jpeg24, mime: 'image/avif' },
    output: { ...thumbnail, format: 'jpg' },
    measured: 562,
    weight: 4,
  },
  {
    name: '24 MP JPEG to a WebP page',
    source: jpeg24,
    output: { ...page, format: 'webp' },
    measured: 160,
    weight: 1,
  },
  {
    name: '24 MP JPEG to as many pixels of AVIF',
    source: jpeg24,
    output: { ...whole, format: 'avif' },
    measured: 1800,
    weight: 4,
  },
  {
    name: 'unknown size and type',
    source: { mime: 'x/y', width: 0, height: 0 },
    output: { width: 0, height: 0, format: 'png' },
    measured: 2,
    weight: 1,
  },
] as const;

describe('cost of a render', () => {
  for (const { name, source, output, measured, weight } of table) {
    it(`${name}: within a factor of two, weight ${weight}`, () => {
      const estimate = estimateMs({ source, output: { ...encoder, ...output }, frames: 1 });
      assert.ok(estimate > measured / 2 && estimate < measured * 2, `${estimate} for ${measured}`);
      assert.equal(weightOf(estimate), weight);
    });
  }

  it('grows with the frames, and with encoders that try hard', () => {
    const cost = { source: jpeg24, output: { ...encoder, ...page, format: 'webp' as const }, frames: 1 };
    const lossless = { ...cost, output: { ...cost.output, lossless: true } };
    assert.ok(estimateMs({ ...cost, frames: 50 }) > 45 * estimateMs(cost));
    assert.ok(estimateMs(lossless) > 4 * estimateMs(cost));
  });
});
