import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  decodeBase64,
  decodePercent,
  encodeBase64,
  encodePercent,
  evaluate,
  readColor,
  readExpression,
  writeColor,
  writeExpression,
} from './index.ts';

const SCOPE = { iw: 1000, ih: 700, iar: 1000 / 700, cw: 400, ch: 300 };

/** The table of spec 5.2, and what follows from its precedence: mul div, add sub, mod, pow. */
const VALUES: readonly (readonly [text: string, value: number])[] = [
  ['2_add_3_mul_4', 14],
  ['10_add_5_mod_4', 3],
  ['2_mul_3_pow_2', 36],
  ['100_sub_20_sub_5', 75],
  ['ih_mul_0.8_add_iw_mul_0.4', 960],
  ['2_pow_3_pow_2', 64],
  ['100_div_5_div_2', 10],
  ['17_mod_10_mod_4', 3],
  ['1_add_2_pow_1_add_1', 9],
  ['iw', 1000],
  ['cw_sub_ch', 100],
  ['ih_sub_iw', -300],
];

describe('expressions', () => {
  for (const [text, value] of VALUES)
    it(`${text} is ${value}`, () => {
      const expression = readExpression(text);
      assert.ok(expression);
      assert.deepEqual(evaluate(expression, SCOPE), { value });
      assert.equal(writeExpression(expression), text);
    });

  it('has problems, not exceptions', () => {
    for (const text of [
      'iw_div_0',
      'iw_mod_0',
      'bw_div_2',
      'iw_div_ih_sub_ih_mod_0',
      '9_pow_9_pow_9_pow_9_pow_9',
    ]) {
      const expression = readExpression(text);
      assert.ok(expression && 'problem' in evaluate(expression, SCOPE), text);
    }
  });

  it('is none without a variable or an operator, or with anything it does not know', () => {
    for (const text of [
      '',
      '5',
      'iw_',
      '_iw',
      'iw_div',
      'iw_plus_2',
      'iw_div_-2',
      'iw_div_N2',
      'IW',
      'iw__2',
      'toString',
    ])
      assert.equal(readExpression(text), undefined, text);
  });
});

describe('colours', () => {
  const rows: readonly (readonly [text: string, rgba: readonly number[], written?: string])[] = [
    ['FFF', [255, 255, 255, 1], 'FFFFFF'],
    ['aAff00', [170, 255, 0, 1], 'AAFF00'],
    ['#AAFF00', [170, 255, 0, 1], 'AAFF00'],
    ['FF000000', [255, 0, 0, 0]],
    ['FF000050', [255, 0, 0, 0.5]],
    ['FF000099', [255, 0, 0, 0.99]],
    ['FF0000FF', [255, 0, 0, 1]],
    ['FF00008A', [255, 0, 0, 138 / 255]],
    ['rebeccapurple', [102, 51, 153, 1]],
    ['transparent', [0, 0, 0, 0]],
    ['grey', [128, 128, 128, 1], 'gray'],
  ];
  for (const [text, rgba, written = text] of rows)
    it(`${text} is ${rgba.join(' ')}`, () => {
      const color = readColor(text);
      assert.ok(color);
      assert.deepEqual([color.r, color.g, color.b, color.alpha], rgba);
      assert.equal(writeColor(color), written);
    });

  it('are nothing else', () => {
    for (const text of [
      '',
      'FF',
      'FFFF',
      'FFFFF',
      'FFFFFFF',
      'GGG',
      'Red',
      'reddish',
      '##FFF',
      'constructor',
    ])
      assert.equal(readColor(text), undefined, text);
  });
});

describe('encodings', () => {
  it('decode leniently', () => {
    assert.equal(decodePercent('30%%20off'), '30% off');
    assert.equal(decodePercent('a%2'), 'a%2');
    assert.equal(decodePercent('%zz%41%'), '%zzA%');
    assert.equal(decodePercent('%C3%91'), 'Ñ');
    assert.equal(decodePercent('%EF%BB%BFx'), '\uFEFFx');
    assert.equal(decodePercent('é%20'), 'é ');
  });

  it('give back what they are given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(decodePercent(encodePercent(text)), text);
        if (text !== '') assert.equal(decodeBase64(encodeBase64(text)), text);
      }),
    );
  });

  it('refuse what is no base64 of UTF-8', () => {
    for (const text of ['', '=', 'a', 'a===', 'gICA', 'Y%3D'])
      assert.equal(decodeBase64(text), undefined, text);
    assert.equal(decodeBase64('4KS54KS/4KSo'), decodeBase64('4KS54KS_4KSo'));
  });
});
