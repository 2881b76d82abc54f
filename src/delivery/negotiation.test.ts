import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { negotiate, varyOf } from './negotiation.ts';

describe('the formats a client takes', () => {
  const table: [accept: string | undefined, webp: boolean, avif: boolean][] = [
    [undefined, false, false],
    ['*/*', false, false],
    ['image/*', false, false],
    ['image/webp,*/*', true, false],
    ['image/avif,image/webp,image/apng,image/*,*/*;q=0.8', true, true],
    ['image/webp;q=0', false, false],
    ['image/webp; q=0.000, image/avif;q=0.001', false, true],
    ['text/html, image/webp ', true, false],
    ['image/webpx', false, false],
    ['Image/WebP, image/AVIF;Q=0', true, false],
  ];
  for (const [accept, webp, avif] of table) {
    it(String(accept), () => assert.deepEqual(negotiate({ accept }).accepts, { webp, avif }));
  }
});

describe('client hints', () => {
  const table: [headers: Record<string, string>, hints: object][] = [
    [{}, { dpr: undefined, width: undefined, saveData: false }],
    [
      { 'sec-ch-dpr': '2', 'sec-ch-width': '212' },
      { dpr: 2, width: 212, saveData: false },
    ],
    [
      { dpr: '1.5', width: '600' },
      { dpr: 1.5, width: 600, saveData: false },
    ],
    [
      { 'sec-ch-dpr': '2', dpr: '3' },
      { dpr: 2, width: undefined, saveData: false },
    ],
    [
      { 'sec-ch-dpr': '0', 'sec-ch-width': '-1' },
      { dpr: undefined, width: undefined, saveData: false },
    ],
    [
      { 'sec-ch-dpr': '1e9', 'sec-ch-width': 'NaN' },
      { dpr: undefined, width: undefined, saveData: false },
    ],
    [{ 'save-data': 'on' }, { dpr: undefined, width: undefined, saveData: true }],
    [{ 'save-data': 'off' }, { dpr: undefined, width: undefined, saveData: false }],
  ];
  for (const [headers, hints] of table) {
    it(JSON.stringify(headers), () => assert.deepEqual(negotiate(headers).hints, hints));
  }
});

it('Vary names both forms of a client hint', () => {
  assert.deepEqual(varyOf({ vary: ['Accept', 'Sec-CH-DPR', 'Sec-CH-Width'] }), [
    'Accept',
    'Sec-CH-DPR',
    'DPR',
    'Sec-CH-Width',
    'Width',
  ]);
});
