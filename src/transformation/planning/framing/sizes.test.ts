import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlanRequest } from '../../index.ts';
import { planText, REQUEST, SOURCES } from '../../testing.ts';

const hinted = (width: number | undefined, dpr?: number): PlanRequest => ({
  ...REQUEST,
  hints: { width, dpr, saveData: false },
});

type Row = readonly [text: string, source: keyof typeof SOURCES, size: string, request?: PlanRequest];

/** Spec 8.2, rows 26-48, and what its rules say beyond them. */
const ROWS: readonly Row[] = [
  ['w-200', 'C', '200x200'],
  ['w-0.4', 'C', '240x240'],
  ['h-0.4', 'C', '240x240'],
  ['w-500', 'S', '500x350'],
  ['h-350', 'S', '500x350'],
  ['w-0.5', 'S', '500x350'],
  ['w-300', 'S', '300x210'],
  ['w-333', 'S', '333x233'],
  ['w-2000', 'S', '2000x1400'],
  ['w-70000,h-100', 'S', '143x100'],
  ['ar-4-3,w-400', 'C', '400x300'],
  ['ar-16-9,h-300', 'S', '533x300'],
  ['w-400,h-300,ar-1-1', 'S', '400x300'],
  ['w-400,ar-iar_div_2', 'S', '400x560'],
  ['w-400,ar-2', 'S', '400x200'],
  ['ar-1-1', 'S', '1000x700'],
  ['w-200,dpr-2', 'S', '400x280'],
  ['w-200,h-100,dpr-2', 'S', '400x200'],
  ['w-3000,dpr-2', 'S', '3000x2100'],
  ['w-2500,dpr-2', 'S', '5000x3500'],
  ['w-5,h-100,dpr-0.1', 'S', '5x100'],
  ['dpr-2', 'S', '1000x700'],
  ['w-300,dpr-2', 'small', '600x400'],
  ['w-auto', 'S', '200x140', hinted(150)],
  ['w-auto', 'S', '600x420', hinted(600)],
  ['w-auto,dpr-auto', 'S', '300x210', hinted(212, 2)],
  ['w-auto,dpr-auto', 'S', '600x420', hinted(600, 2)],
  ['w-100,dpr-auto', 'S', '200x140', hinted(undefined, 2)],
  ['w-100,dpr-auto', 'S', '100x70'],
  ['w-auto', 'S', '1000x700'],
  ['w-400:w-0.5', 'S', '200x140'],
  ['w-1', 'S', '1x1'],
  ['w-400.00', 'S', '400x280'],
  ['w-333.33', 'S', '333x233'],
  ['w-iw_div_2', 'S', '500x350'],
];

describe('the size a step asks for', () => {
  for (const [text, source, size, request] of ROWS) {
    const headers = request ? ` with width ${request.hints.width}, density ${request.hints.dpr}` : '';
    it(`${text} on ${source}${headers} is ${size}`, () => {
      const { width, height } = planText(text, SOURCES[source], request).size ?? {};
      assert.equal(`${width}x${height}`, size);
    });
  }

  it('says which density was delivered when a hint chose the width', () => {
    assert.equal(planText('w-auto,dpr-auto', SOURCES.S, hinted(212, 2)).contentDpr, 2.83);
    assert.equal(planText('w-auto', SOURCES.S, hinted(212, 2)).contentDpr, undefined);
    assert.equal(planText('w-auto,dpr-auto', SOURCES.S, hinted(70_000, 2)).contentDpr, undefined);
  });

  it('varies by the hints that are read, even when they are not sent', () => {
    assert.deepEqual(planText('w-auto,dpr-auto,f-jpg', SOURCES.S).vary, ['Sec-CH-DPR', 'Sec-CH-Width']);
    assert.deepEqual(planText('w-100,f-jpg', SOURCES.S).vary, []);
  });

  it('says what it ignores and why', () => {
    const ignored = (text: string) => planText(text, SOURCES.S).ignored.map(({ parameter }) => parameter);
    assert.deepEqual(ignored('w-400,h-300,ar-1-1'), ['ar']);
    assert.deepEqual(ignored('dpr-2'), ['dpr']);
    assert.deepEqual(ignored('w-70000,h-100'), ['w']);
    assert.deepEqual(ignored('x-10,y-10,w-100'), ['x', 'y']);
    assert.deepEqual(ignored('vc-h264,lx-10,w-100'), ['lx', 'vc']);
    assert.deepEqual(ignored('z-2,w-100,fo-left'), ['z']);
  });
});
