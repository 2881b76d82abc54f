import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRange } from './range.ts';

describe('a range of 10 bytes', () => {
  const table: [header: string | undefined, range: [number, number] | 'unsatisfiable' | undefined][] = [
    [undefined, undefined],
    ['bytes=0-0', [0, 0]],
    ['bytes=0-1', [0, 1]],
    ['bytes=2-', [2, 9]],
    ['bytes=2-100', [2, 9]],
    ['bytes=9-9', [9, 9]],
    ['Bytes= 1-2 ', [1, 2]],
    ['bytes=-3', [7, 9]],
    ['bytes=-100', [0, 9]],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=999999999999999999999-', 'unsatisfiable'],
    ['bytes=10-20', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=3-2', undefined],
    ['bytes=20-10', undefined],
    ['bytes=0-1,4-5', undefined],
    ['bytes=0-1,', undefined],
    ['bytes=-', undefined],
    ['bytes=', undefined],
    ['bytes=a-b', undefined],
    ['bytes=1.5-2', undefined],
    ['bytes=+1-2', undefined],
    ['items=0-1', undefined],
    ['', undefined],
  ];
  for (const [header, range] of table) {
    it(String(header), () => {
      assert.deepEqual(
        parseRange(header, 10),
        Array.isArray(range) ? { start: range[0], end: range[1] } : range,
      );
    });
  }

  it('no range lies in nothing', () => {
    for (const header of ['bytes=0-', 'bytes=0-0', 'bytes=-1'])
      assert.equal(parseRange(header, 0), 'unsatisfiable');
  });
});
