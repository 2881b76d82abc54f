import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderWeight } from './cost.ts';

describe('weight of a render', () => {
  const jpeg24 = { mime: 'image/jpeg', width: 6000, height: 4000 };
  const thumbnail = { width: 400, height: 300 };
  const page = { width: 1600, height: 1200 };
  const whole = { width: 6000, height: 4000 };
  const table = [
    {
      name: '24 MP JPEG to a JPEG thumbnail',
      source: jpeg24,
      output: { ...thumbnail, format: 'jpg' },
      weight: 1,
    },
    { name: '24 MP JPEG to a WebP page', source: jpeg24, output: { ...page, format: 'webp' }, weight: 2 },
    {
      name: '24 MP AVIF to a thumbnail',
      source: { ...jpeg24, mime: 'image/avif' },
      output: { ...thumbnail, format: 'jpg' },
      weight: 3,
    },
    {
      name: '24 MP JPEG to as many pixels of AVIF',
      source: jpeg24,
      output: { ...whole, format: 'avif' },
      weight: 4,
    },
    {
      name: 'unknown size and type',
      source: { mime: 'x/y', width: 0, height: 0 },
      output: { width: 0, height: 0, format: 'png' },
      weight: 1,
    },
  ] as const;
  for (const { name, source, output, weight } of table) {
    it(`${name}: ${weight}`, () => assert.equal(renderWeight(source, output), weight));
  }
});
