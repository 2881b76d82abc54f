import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation, SourceFacts } from '../../plan.ts';
import { draftText, planText, SOURCES } from '../../testing.ts';

const { S, P, C, T, L } = SOURCES;

const operationsOf = (text: string, source: SourceFacts) =>
  draftText(text, source).steps.flatMap(({ operations }) => operations);
const operationOf = <Op extends Operation['op']>(op: Op, text: string, source: SourceFacts) =>
  operationsOf(text, source).find(
    (operation): operation is Extract<Operation, { op: Op }> => operation.op === op,
  );
const written = (size: { width: number; height: number } | undefined) => `${size?.width}x${size?.height}`;

type Row = readonly [text: string, source: SourceFacts, size: string, format: string];

/** Spec 8.4 and what its rules say beyond it: sizes, and formats that can hold the result. */
const ROWS: readonly Row[] = [
  ['rt-90', S, '700x1000', 'jpg'],
  ['rt-N90', S, '700x1000', 'jpg'],
  ['rt-180', S, '1000x700', 'jpg'],
  ['rt-45,f-png', S, '1202x1202', 'png'],
  ['rt-45', S, '1202x1202', 'png'],
  ['rt-45,bg-red', S, '1202x1202', 'jpg'],
  ['rt-45,f-jpg', S, '1202x1202', 'jpg'],
  ['rt-N40', C, '845x845', 'png'],
  ['rt-400', C, '845x845', 'png'],
  ['w-400,h-300:rt-90', S, '300x400', 'jpg'],
  ['rt-90:w-400,h-300', S, '400x300', 'jpg'],
  ['h-200:if-h_eq_200,w-100,if-end:rt-90', S, '70x100', 'jpg'],
  ['if-w_gt_100,w-200:rt-90,if-end', S, '140x200', 'jpg'],
  ['fl-h', S, '1000x700', 'jpg'],
  ['r-max,f-png', C, '600x600', 'png'],
  ['r-20', S, '1000x700', 'png'],
  ['r-20,bg-white', S, '1000x700', 'jpg'],
  ['w-300,b-5_FFF000', C, '310x310', 'jpg'],
  ['w-300,b-5_FFF00050', C, '310x310', 'png'],
  ['w-iw_div_4,h-ih_div_2:b-cw_mul_0.05_yellow', P, '176x449', 'jpg'],
  ['w-300,h-300,rt-90,b-10_red,r-20', S, '320x320', 'png'],
  ['w-100,h-50,b-10_red,rt-90', S, '70x120', 'jpg'],
  ['o-50,f-png', S, '1000x700', 'png'],
  ['o-50', S, '1000x700', 'png'],
  ['o-50,bg-blue', S, '1000x700', 'jpg'],
  ['o-50,bg-0000FF30', S, '1000x700', 'jpg'],
  ['o-50,bg-transparent', S, '1000x700', 'png'],
  ['bl-10', S, '1000x700', 'jpg'],
  ['e-grayscale,e-contrast,e-sharpen,e-usm', S, '1000x700', 'jpg'],
  ['w-500,e-shadow', L, '500x338', 'png'],
  ['w-500:e-shadow', L, '500x338', 'png'],
  ['e-gradient', S, '1000x700', 'jpg'],
  ['e-gradient-from-red_to-white', T, '400x300', 'png'],
  ['e-distort-p-50_50_150_50_150_150_50_150', S, '1000x700', 'png'],
  ['e-distort-a-90', S, '1395x784', 'png'],
  ['e-distort-a-N180', S, '1400x700', 'png'],
  ['e-bgremove', S, '1000x700', 'png'],
  ['e-upscale', S, '2000x1400', 'jpg'],
  ['e-edit-prompt-x', S, '1536x1024', 'jpg'],
];

describe('shape and effects', () => {
  for (const [text, source, size, format] of ROWS)
    it(`${text} on ${source.width}x${source.height} ${source.format} is ${size} ${format}`, () => {
      const { size: planned, output } = draftText(text, source);
      assert.deepEqual([written(planned), output.format], [size, format]);
    });

  it('turns by less than a full circle, to a bounding box that imaging need not guess', () => {
    assert.deepEqual(operationOf('rotate', 'rt--45', S), {
      op: 'rotate',
      degrees: 315,
      size: { width: 1202, height: 1202 },
    });
    assert.deepEqual(operationOf('rotate', 'rt-450', S)?.degrees, 90);
  });

  it('rounds the corners of the finished step, by half its shorter side at most', () => {
    const corners = (text: string) => operationOf('round', text, S)?.corners;
    assert.deepEqual(corners('r-20'), [20, 20, 20, 20]);
    assert.deepEqual(corners('r-max'), 'ellipse');
    assert.deepEqual(corners('r-10_max_20_30'), [10, 350, 20, 30]);
    assert.deepEqual(corners('r-1000,w-100'), [35, 35, 35, 35]);
    assert.deepEqual(corners('w-300,h-100,cm-pad_resize,r-60'), [50, 50, 50, 50]);
  });

  it('lets the border follow the rounded outline', () => {
    const [, border, round] = operationsOf('w-300,h-300,b-5_red,r-20', C);
    const red = { r: 255, g: 0, b: 0, alpha: 1 };
    assert.deepEqual(border, { op: 'border', width: 5, color: red, inner: [15, 15, 15, 15] });
    assert.deepEqual(round, { op: 'round', corners: [20, 20, 20, 20] });
    assert.equal(operationOf('border', 'b-5_red,r-max', C)?.inner, 'ellipse');
    assert.equal(operationOf('border', 'b-50_red,r-20', C)?.inner, undefined);
  });

  it('keeps the order of spec 2.9, whatever that of the items', () => {
    const items =
      'o-50,rt-10,r-5,b-1_red,e-distort-a-10,e-gradient,fl-h,e-usm,e-sharpen,bl-2,e-grayscale,e-contrast,e-colorize,cr-red,e-bgremove,w-50,e-shadow,e-dropshadow,bg-red';
    const order =
      'frame generate replaceColor colorize contrast grayscale blur sharpen unsharpMask flip gradient distort border round rotate opacity shadow dropShadow flatten';
    for (const text of [items, items.split(',').reverse().join(',')])
      assert.deepEqual(
        operationsOf(text, S).map(({ op }) => op),
        order.split(' '),
      );
  });

  it('reads the arguments of effects, and their defaults', () => {
    const shadow = (text: string) => operationOf('shadow', text, T);
    assert.deepEqual(shadow('e-shadow'), { op: 'shadow', blur: 10, strength: 30, x: 2, y: 2 });
    assert.deepEqual(shadow('e-shadow-bl-15_st-40_x-10_y-N5'), {
      op: 'shadow',
      blur: 15,
      strength: 40,
      x: 10,
      y: -5,
    });
    const usm = (text: string) => operationOf('unsharpMask', text, S);
    assert.deepEqual(usm('e-usm'), usm('e-usm-2-2-0.8-0.024'));
    assert.equal(operationOf('sharpen', 'e-sharpen', S)?.strength, 50);
    assert.equal(operationOf('sharpen', 'e-sharpen-2000', S)?.strength, 100);
    assert.equal(operationOf('blur', 'bl-cw_div_100', S)?.sigma, 10);
    assert.equal(operationOf('blur', 'bl-iw', S)?.sigma, 100);
    const gradient = operationOf('gradient', 'e-gradient-ld-top_from-green_to-00FF0010_sp-1', S);
    assert.deepEqual([gradient?.direction, gradient?.to.alpha, gradient?.stop], [0, 0.1, 1]);
    assert.deepEqual(operationOf('replaceColor', 'cr-FF0000_50_00FF00', S)?.tolerance, 50);
    assert.equal(operationOf('replaceColor', 'cr-red', S)?.from, undefined);
    assert.equal(operationOf('colorize', 'e-colorize-co-FF0000_in-15', S)?.intensity, 15);
    assert.equal(operationOf('dropShadow', 'e-dropshadow-az-45', S)?.azimuth, 45);
    assert.equal(operationOf('trim', 't-true', S)?.tolerance, 10);
  });

  it('pads with what the image itself gives (rows 102 and 103)', () => {
    const fill = (text: string) => operationOf('backdrop', `h-600,w-800,cm-pad_resize,${text}`, C);
    assert.deepEqual(fill('bg-blurred')?.canvas, { left: 100, top: 0, width: 800, height: 600 });
    assert.deepEqual(fill('bg-blurred')?.fill, { kind: 'blurred', intensity: 32, brightness: 0 });
    assert.deepEqual(fill('bg-blurred_25_N30')?.fill, { kind: 'blurred', intensity: 25, brightness: -30 });
    assert.deepEqual(fill('bg-dominant')?.fill, { kind: 'dominant' });
    assert.deepEqual(operationOf('backdrop', 'bg-gradient_dominant_4', T)?.fill, {
      kind: 'gradient',
      colors: 4,
    });
    assert.deepEqual(operationsOf('bg-gradient_dominant', S), []);
  });

  for (const [text, source] of [
    ['e-shadow', L],
    ['e-distort-p-500_0_100_0_1000_700_0_700', S],
    ['e-distort-a-0', S],
    ['b-cw_sub_2000_red', S],
    ['bl-cw_sub_2000', S],
    ['e-gradient-sp-iw_sub_iw', S],
    ['e-bgremove,e-upscale', S],
    ['e-upscale', { ...S, width: 5000, height: 4000 }],
    ['w-300,bg-blurred', S],
    ['rt-45,w-8000,h-8000', S],
  ] as const)
    it(`${text} on ${source.width}x${source.height} is refused`, () => {
      assert.throws(() => draftText(text, source), { name: 'HalftoneError', status: 400 });
    });

  it('has a key for every difference, and one for every way of writing the same', () => {
    const key = (text: string) => planText(text, S).key;
    const texts = [
      'rt-90',
      'rt-91',
      'fl-h',
      'fl-v',
      'r-5',
      'r-5_5_5_6',
      'b-5_red',
      'b-5_blue',
      'b-5_red,r-5',
      'bl-1',
      'bl-2',
      'o-50',
    ];
    const more = [
      't-true',
      't-5',
      't-true,w-5',
      't-true,w-6',
      'e-contrast',
      'e-grayscale',
      'e-sharpen',
      'e-sharpen-51',
      'e-usm',
      'w-5,h-5,fo-auto',
    ];
    assert.equal(new Set([...texts, ...more].map(key)).size, texts.length + more.length);
    for (const [left, right] of [
      ['rt-90', 'rt-N270'],
      ['fl-h_v', 'fl-v_h'],
      ['e-sharpen', 'e-sharpen-50'],
      ['t-true', 't-10'],
      ['t-true,w-100,q-80', 't-true:w-100'],
      ['t-true,w-100,h-50:rt-90', 't-true:h-50,w-100:rt-90'],
      ['r-5', 'r-5_5_5_5'],
      ['r-600', 'r-350'],
      ['b-5-red', 'b-iw_div_200_FF0000'],
      ['bl-cw_div_100', 'bl-10'],
    ] as const)
      assert.equal(key(left), key(right), `${left} and ${right}`);
  });
});
