import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExifValue, fitted } from './exif-types.ts';

/** rest-api.md 4.2: the documented types, and what files have in their place. */
const CASES: readonly (readonly [string, ExifValue, ExifValue | undefined])[] = [
  ['ISO', [100, 0], 100],
  ['ISO', 99.6, 100],
  ['ISO', 'fast', undefined],
  ['Orientation', 6, 6],
  ['FNumber', 7.1, 7.1],
  ['FNumber', [2.8, 4], 2.8],
  ['FNumber', '2.8', undefined],
  ['GPSLatitude', [51, 30, 32.3], [51, 30, 32.3]],
  ['GPSLatitude', 51.5, [51.5]],
  ['GPSLatitude', 'north', undefined],
  ['GPSAltitudeRef', [0, 0], 0],
  ['Make', 'Canon', 'Canon'],
  ['Make', 40, '40'],
  ['Make', [1, 2], undefined],
  ['ImageDescription', 'x'.repeat(4096), 'x'.repeat(4096)],
  ['ImageDescription', 'é'.repeat(2049), undefined],
  ['LensInfo', [24, 70, 2.8, 2.8], [24, 70, 2.8, 2.8]],
];

describe('the type of a value of EXIF', () => {
  for (const [name, value, expected] of CASES)
    it(`${name} ${JSON.stringify(value).slice(0, 30)}`, () => {
      assert.deepEqual(fitted(name, value), expected);
    });
});
