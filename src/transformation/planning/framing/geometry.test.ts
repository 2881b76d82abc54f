import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CropMode } from '../../parameters/index.ts';
import { framesOf, imageOnCanvas, planText, SOURCES } from '../../testing.ts';
import { BLACK } from '../../values/index.ts';
import { CENTER, frameOf } from './geometry.ts';

type Row = readonly [text: string, source: keyof typeof SOURCES, size: string, more?: Details];
type Details = {
  /** The size the whole image is scaled to. */
  resize?: string;
  /** Where the cut starts, in scaled pixels. */
  crop?: string;
  /** Where the image lies on its canvas, and at which size. */
  image?: string;
};

/** The worked examples of spec 2.2 and rows 49-79 and 84 of spec 8.3. */
const ROWS: readonly Row[] = [
  ['w-300,h-200,cm-pad_resize,bg-F3F3F3', 'P', '300x200', { image: '76,0 148x200' }],
  ['w-300,h-200,cm-pad_resize,bg-F3F3F3,fo-left', 'P', '300x200', { image: '0,0 148x200' }],
  ['w-300,h-200,cm-pad_resize,fo-bottom_right', 'P', '300x200', { image: '152,0 148x200' }],
  ['w-100,h-200,cm-pad_resize,fo-top', 'P', '100x200', { image: '0,0 100x135' }],
  ['w-300,h-200,c-pad_resize', 'P', '300x200', { image: '76,0 148x200' }],
  ['w-300,h-200,c-force', 'P', '300x200', { resize: '300x200' }],
  ['w-300,h-200,c-at_max', 'P', '148x200', { resize: '148x200' }],
  ['w-850,h-1000,c-at_max_enlarge', 'P', '740x1000'],
  ['w-300,h-200,c-at_least', 'P', '300x405'],
  ['w-300,h-200', 'P', '300x200', { resize: '300x405', crop: '0,102' }],
  ['w-300,h-200,c-maintain_ratio', 'P', '300x200', { resize: '300x405', crop: '0,102' }],
  ['w-300,h-200,fo-top', 'P', '300x200', { resize: '300x405', crop: '0,0' }],
  ['w-300,h-200,fo-bottom', 'P', '300x200', { resize: '300x405', crop: '0,205' }],
  ['w-200,h-200,cm-extract', 'P', '200x200', { crop: '220,332' }],
  ['w-300,h-300,cm-extract,fo-bottom_right', 'P', '300x300', { crop: '340,565' }],
  ['w-300,h-300,cm-extract,x-100,y-300', 'P', '300x300', { crop: '100,300' }],
  ['w-300,h-300,cm-extract,xc-300,yc-500', 'P', '300x300', { crop: '150,350' }],
  ['w-300,h-300,cm-extract,xc-300', 'P', '300x300', { crop: '150,282' }],
  ['w-300,h-300,cm-extract,x-100', 'P', '300x300', { crop: '100,0' }],
  ['w-300,h-300,cm-extract,x-500,y-700', 'P', '140x165', { crop: '500,700' }],
  ['w-300,h-300,cm-extract,x-1,xc-300,y-2', 'P', '300x300', { crop: '150,2' }],
  ['w-300,h-300,cm-extract,x-100,y-300,fo-left', 'P', '300x300', { crop: '100,300' }],
  ['w-700,h-700,cm-pad_extract,bg-F3F3F3', 'C', '700x700', { image: '50,50 600x600' }],
  ['w-300,h-300', 'S', '300x300', { resize: '429x300', crop: '64,0' }],
  ['w-300,h-300,c-at_max', 'S', '300x210'],
  ['w-2000,h-2000,c-at_max', 'S', '1000x700'],
  ['w-2000,h-300,c-at_max', 'S', '429x300'],
  ['w-2000,c-at_max', 'S', '1000x700'],
  ['w-333,c-at_max', 'S', '333x233'],
  ['w-2000,h-2000,c-at_max_enlarge', 'S', '2000x1400'],
  ['w-300,h-300,c-at_least', 'S', '429x300'],
  ['w-2000,h-2000,c-at_least', 'S', '2857x2000'],
  ['w-300,h-300,cm-pad_resize,bg-F3F3F3', 'S', '300x300', { image: '0,45 300x210' }],
  ['w-600,h-300,cm-pad_resize,fo-right', 'S', '600x300', { image: '171,0 429x300' }],
  ['w-1200,h-1000,cm-pad_resize_no_enlarge', 'S', '1200x1000', { image: '100,150 1000x700' }],
  ['w-1200,h-900,cm-pad_extract', 'S', '1200x900', { image: '100,100 1000x700' }],
  ['w-1200,h-500,cm-pad_extract', 'S', '1200x500', { crop: '0,100', image: '100,0 1000x500' }],
  ['w-1200,h-500,cm-pad_extract_no_shrink', 'S', '1200x700', { image: '100,0 1000x700' }],
  ['w-300,h-300,cm-pad_extract_no_shrink', 'S', '1000x700'],
  ['w-2000,h-1000,c-maintain_ratio_no_enlarge', 'S', '1000x500', { crop: '0,100' }],
  ['w-500,h-250,c-maintain_ratio_no_enlarge', 'S', '500x250', { resize: '500x350', crop: '0,50' }],
  ['w-500,h-1000,c-maintain_ratio_no_enlarge', 'S', '350x700', { crop: '325,0' }],
  ['w-200,h-200,cm-extract,fo-top_left', 'S', '200x200', { crop: '0,0' }],
  ['w-2000,h-200,cm-extract', 'S', '1000x200', { crop: '0,250' }],
  ['w-iw_div_2,h-ih_div_2,cm-extract,x-iw_mul_0.2,y-ih_mul_0.2', 'C', '300x300', { crop: '120,120' }],
  ['w-500,cm-extract', 'S', '500x350', { crop: '250,175' }],
  ['w-500,cm-pad_resize', 'S', '500x350'],
  ['w-300,h-200,c-force,cm-pad_resize', 'P', '300x200', { image: '76,0 148x200' }],
];

describe('crop modes', () => {
  for (const [text, source, size, { resize, crop, image } = {}] of ROWS) {
    it(`${text} on ${source} is ${size}`, () => {
      const facts = SOURCES[source];
      const result = planText(text, facts);
      assert.equal(`${result.size?.width}x${result.size?.height}`, size);
      const [frame] = framesOf(result);
      if (resize) assert.equal(`${frame?.resize?.width}x${frame?.resize?.height}`, resize);
      if (crop) assert.equal(`${frame?.crop?.left},${frame?.crop?.top}`, crop);
      const place = imageOnCanvas(result, facts);
      assert.equal(place && `${place.left},${place.top} ${place.width}x${place.height}`, image);
    });
  }

  it('pads with the colour asked for, else with black', () => {
    const color = (text: string) => framesOf(planText(text, SOURCES.S))[0]?.canvas?.background;
    assert.deepEqual(color('w-300,h-300,cm-pad_resize,bg-F3F3F3'), { r: 243, g: 243, b: 243, alpha: 1 });
    assert.deepEqual(color('w-300,h-300,cm-pad_resize'), { r: 0, g: 0, b: 0, alpha: 1 });
    assert.deepEqual(color('w-300,h-300,cm-pad_resize,bg-transparent,f-png'), { r: 0, g: 0, b: 0, alpha: 0 });
  });

  it('pads the second step of a chain (row 84)', () => {
    const result = planText('w-400,h-400:w-500,h-400,cm-pad_resize,fo-right,bg-000000', SOURCES.S);
    assert.deepEqual(result.size, { width: 500, height: 400 });
    assert.deepEqual(framesOf(result)[1], {
      op: 'frame',
      canvas: { left: 100, top: 0, width: 500, height: 400, background: { r: 0, g: 0, b: 0, alpha: 1 } },
    });
  });

  it('refuses a window outside the image, and says what puts it there', () => {
    const centre = 'a centre that leaves all of it inside';
    const place = 'a place that leaves some of it inside';
    for (const [text, allowed] of [
      ['xc-100,yc-100', centre],
      ['xc-600,yc-500', centre],
      ['yc-ih', centre],
      ['x-640,y-0', place],
      ['y-900', place],
    ] as const)
      assert.throws(
        () => planText(`w-300,h-300,cm-extract,${text}`, SOURCES.P),
        {
          name: 'HalftoneError',
          status: 400,
          message: `${text} (at character 23) puts the crop window of 300x300 outside the image of 640x865; allowed: ${allowed}`,
        },
        text,
      );
  });

  it('plans nothing where nothing changes', () => {
    for (const text of ['w-1000', 'w-1000,h-700', 'w-1000,h-700,cm-extract', 'w-2000,c-at_max'])
      assert.deepEqual(framesOf(planText(text, SOURCES.S)), [], text);
  });
});

describe('custom focus', () => {
  const facts = { ...SOURCES.S, customCoordinates: '100,50,200,100' };

  it('covers the size with the stored area: cut first, then scaled', () => {
    const [window, scaled] = framesOf(planText('w-500,h-100,fo-custom', facts));
    assert.deepEqual(window, { op: 'frame', crop: { left: 100, top: 80, width: 200, height: 40 } });
    assert.deepEqual(scaled, { op: 'frame', resize: { width: 500, height: 100 } });
  });

  it('extracts around its centre, inside the image', () => {
    const [frame] = framesOf(planText('w-400,h-400,cm-extract,fo-custom', facts));
    assert.deepEqual(frame?.crop, { left: 0, top: 0, width: 400, height: 400 });
  });

  it('is the centre for files without coordinates, and after a step that moved the pixels', () => {
    const centred = framesOf(planText('w-300,h-300', SOURCES.S));
    assert.deepEqual(framesOf(planText('w-300,h-300,fo-custom', SOURCES.S)), centred);
    assert.deepEqual(
      framesOf(planText('w-300,h-300,fo-custom', { ...facts, customCoordinates: 'x' })),
      centred,
    );
    const [, second] = framesOf(planText('w-500:w-300,h-300,fo-custom', facts));
    assert.deepEqual(second, framesOf(planText('w-500:w-300,h-300', facts))[1]);
  });
});

describe('a side that follows the other one', () => {
  /** Of two sides in whole numbers, where a half is a half. */
  const exact = (part: number, whole: number) => Math.max(1, Math.floor((2 * part + whole) / (2 * whole)));

  it('is rounded half up, also where floating point misses the half', () => {
    for (const [text, width, height, expected] of [
      ['w-111', 2, 99, '111x5495'],
      ['w-0.35', 90, 90, '32x32'],
      ['w-0.29', 50, 50, '15x15'],
      ['h-ih_mul_0.7', 45, 45, '32x32'],
      ['w-221,ar-2-99', 2, 99, '221x10940'],
      ['w-199,h-199,c-at_least', 6, 15, '199x498'],
    ] as const) {
      const { size } = planText(text, { ...SOURCES.S, width, height });
      assert.equal(`${size?.width}x${size?.height}`, expected, text);
    }
  });

  it('is what whole numbers give', () => {
    for (let iw = 2; iw <= 12; iw += 1)
      for (let ih = 1; ih <= 99; ih += 14)
        for (let wanted = 1; wanted <= 300; wanted += 2) {
          const { size } = planText(`w-${wanted}`, { ...SOURCES.S, width: iw, height: ih });
          assert.equal(size?.height, exact(wanted * ih, iw), `w-${wanted} on ${iw}x${ih}`);
          const square = { width: wanted, height: wanted, proportional: false };
          const fitted = frameOf('at_least', { width: iw, height: ih }, square, CENTER, BLACK).size;
          assert.equal(
            Math.max(fitted.width, fitted.height),
            exact(wanted * Math.max(iw, ih), Math.min(iw, ih)),
            `at_least ${wanted} on ${iw}x${ih}`,
          );
        }
  });
});

describe('every crop mode, for any sizes', () => {
  const side = fc.integer({ min: 1, max: 20_000 });
  const unit = fc.constantFrom(0, 0.5, 1);
  const modes: readonly CropMode[] = [
    'maintain_ratio',
    'force',
    'at_max',
    'at_max_enlarge',
    'at_least',
    'maintain_ratio_no_enlarge',
    'extract',
    'pad_extract',
    'pad_resize',
    'pad_resize_no_enlarge',
    'pad_extract_no_shrink',
  ];

  for (const mode of modes)
    it(`${mode}: cuts lie inside the image and images inside the canvas`, () => {
      fc.assert(
        fc.property(side, side, side, side, unit, unit, (iw, ih, width, height, x, y) => {
          const input = { width: iw, height: ih };
          const wanted = { width, height, proportional: false };
          const { frame, size } = frameOf(mode, input, wanted, { x, y }, BLACK);
          const scaled = frame.resize ?? input;
          const { crop = { left: 0, top: 0, ...scaled }, canvas } = frame;
          assert.ok(crop.left >= 0 && crop.left + crop.width <= scaled.width, 'crop x');
          assert.ok(crop.top >= 0 && crop.top + crop.height <= scaled.height, 'crop y');
          assert.ok(crop.width >= 1 && crop.height >= 1, 'crop size');
          if (canvas) {
            assert.ok(canvas.left >= 0 && canvas.left + crop.width <= canvas.width, 'canvas x');
            assert.ok(canvas.top >= 0 && canvas.top + crop.height <= canvas.height, 'canvas y');
          }
          const end = canvas ?? crop;
          assert.deepEqual(
            { width: end.width, height: end.height },
            { width: size.width, height: size.height },
          );
        }),
        { numRuns: 300 },
      );
    });
});
