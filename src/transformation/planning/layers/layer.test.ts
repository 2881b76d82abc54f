import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Overlay, SourceFacts } from '../../plan.ts';
import { draftText, planText, SOURCES } from '../../testing.ts';
import { EVERYTHING } from '../rendered.ts';
import { resolveDeferred } from '../resolve.ts';
import { resolvePlace } from './placement.ts';

const { S, T } = SOURCES;

function layersIn(text: string, source: SourceFacts = S): readonly Overlay[] {
  const operations = draftText(text, source).steps.flatMap((step) => step.operations);
  return operations.filter((operation) => operation.op === 'layer');
}

function layerIn(text: string, source: SourceFacts = S): Overlay {
  const [layer] = layersIn(text, source);
  assert.ok(layer, text);
  return layer;
}

/** Place and size of the only layer, `left,top width x height`. */
function written({ place, size }: Overlay): string {
  assert.ok('x' in place && size);
  return `${place.x},${place.y} ${size.width}x${size.height}`;
}

const O = 'l-image,i-o.png,t-false';
const BLOCK = 'l-image,i-ik_canvas,bg-FF0000';

/** Spec 8.5 and the rules of 4.2, on S. */
const PLACES: readonly (readonly [text: string, place: string])[] = [
  [`${O},l-end`, '450,325 100x50'],
  [`${O},lfo-top_left,l-end`, '0,0 100x50'],
  [`${O},lfo-bottom_right,l-end`, '900,650 100x50'],
  [`${O},lfo-top,l-end`, '450,0 100x50'],
  [`${O},lfo-right,l-end`, '900,325 100x50'],
  [`${O},lx-35,ly-30,l-end`, '35,30 100x50'],
  [`${O},lx-35,l-end`, '35,0 100x50'],
  [`${O},ly-30,l-end`, '0,30 100x50'],
  [`${O},lx-N35,ly-N30,l-end`, '865,620 100x50'],
  [`${O},lx-N0,ly-N0,l-end`, '900,650 100x50'],
  [`${O},lx--35,ly-0,l-end`, '865,0 100x50'],
  [`${O},lx-bw_sub_cw,ly-bh_sub_ch,l-end`, '900,650 100x50'],
  [`${O},lxc-500,lyc-350,l-end`, '450,325 100x50'],
  [`${O},lxc-bw_div_2,ly-10,l-end`, '450,10 100x50'],
  [`${O},lxc-N100,lyc-N100,l-end`, '850,575 100x50'],
  [`${O},lxc-100,lyc-200,lap-top_left,l-end`, '50,175 100x50'],
  [`${O},lx-10,ly-10,lap-center,l-end`, '510,360 100x50'],
  [`${O},lx-N150,ly-N80,lap-bottom_right,l-end`, '850,620 100x50'],
  [`${O},lxc-0,lyc-0,lap-center,l-end`, '450,325 100x50'],
  [`${O},lx-10,lap-right,l-end`, '900,350 100x50'],
  [`${O},lx-2000,ly-0,l-end`, '900,0 100x50'],
  [`${O},lx-950,ly-0,l-end`, '950,0 100x50'],
  [`${O},lx-N2000,ly-0,l-end`, '0,0 100x50'],
  [`${O},lx-10,ly-10,lfo-center,l-end`, '10,10 100x50'],
  [`${O},w-50,lfo-top_left,l-end`, '0,0 50x25'],
  [`${O},w-51,l-end`, '474,337 51x26'],
  [`${O},w-iw_div_2,l-end`, '475,337 50x25'],
  [`${O},w-2000,lfo-left,l-end`, '0,-150 2000x1000'],
  [`${O},w-bw_div_2:rt-90,l-end`, '375,100 250x500'],
  [`${O},w-50:w-cw_mul_2,l-end`, '450,325 100x50'],
  [
    `l-image,i-o.png,w-bw_div_2,h-bh_div_2,cm-pad_resize,bg-yellow,lx-bw_div_8,ly-bh_div_8,t-false,l-end`,
    '125,88 500x350',
  ],
  [`w-500,${BLOCK},w-100,h-50,lfo-top_left,l-end`, '0,0 100x50'],
  [`w-500:${BLOCK},w-bw,h-bh_div_10,ly-N0,l-end`, '0,315 500x35'],
  [`${BLOCK},w-300,h-100,l-end`, '350,300 300x100'],
  [`${BLOCK},l-end`, '0,0 1000x700'],
  [`${BLOCK},w-300,l-end`, '350,0 300x700'],
  [`${BLOCK},w-300,ar-3-1,l-end`, '350,300 300x100'],
  [`${BLOCK},w-0.5,h-0.1,l-end`, '250,315 500x70'],
  [`${BLOCK},w-100,h-100,b-10_blue:rt-90,l-end`, '440,290 120x120'],
  [
    'l-image,i-ik_canvas,e-gradient-from-F2559A_to-F27855_ld-top,w-bw,h-bh_div_10,ly-N0,l-end',
    '0,630 1000x70',
  ],
];

describe('places of layers', () => {
  for (const [text, place] of PLACES)
    it(`${text} is at ${place}`, () => assert.equal(written(layerIn(text)), place));

  it('see the base as the operations before have left it', () => {
    assert.equal(written(layerIn(`rt-90,${O},lfo-bottom_right,l-end`)), '600,950 100x50');
    assert.equal(written(layerIn(`w-500,b-10_red,${O},lx-N0,ly-N0,l-end`)), '420,320 100x50');
  });

  it('wait for the size of a layer that is trimmed, as files are by default', () => {
    const layer = layerIn('l-image,i-o.png,lx-bw_sub_cw,ly-N10,l-end');
    assert.deepEqual(layer.operations, [{ op: 'trim', tolerance: 10 }]);
    assert.equal(layer.size, undefined);
    assert.deepEqual(layer.place, { lx: '1000_sub_cw', ly: 'N10' });
    assert.deepEqual(resolvePlace(layer.place, S, { width: 40, height: 20 }), { x: 960, y: 670 });
    assert.equal(layerIn('l-image,i-o.png,t-5,l-end').operations[0]?.op, 'trim');
    assert.deepEqual(
      layerIn('l-image,i-o.png,w-50:t-false,l-end').operations.map(({ op }) => op),
      ['frame'],
    );
  });

  it('are the same, whether the size is known before or after', () => {
    const side = fc.integer({ min: 1, max: 3000 });
    const offset = fc.constantFrom(
      '0',
      '35',
      'N0',
      'N35',
      '5000',
      'N5000',
      'bw_div_3',
      'bw_sub_cw',
      'bh_sub_ch_div_2',
      'iw_mul_2',
    );
    const key = fc.constantFrom('lx', 'ly', 'lxc', 'lyc');
    const anchor = fc.constantFrom('', ',lap-center', ',lap-bottom_right', ',lfo-top');
    fc.assert(
      fc.property(fc.dictionary(key, offset), anchor, side, side, (offsets, more, width, height) => {
        const items =
          Object.entries(offsets)
            .map(([name, value]) => `,${name}-${value}`)
            .join('') + more;
        const facts = { ...S, layers: { 'x.png': { ...T, width, height } } };
        const known = layerIn(`l-image,i-x.png,t-false${items},l-end`, facts);
        const later = layerIn(`l-image,i-x.png${items},l-end`, facts);
        assert.deepEqual(resolvePlace(later.place, S, { width, height }), known.place);
      }),
      { numRuns: 300 },
    );
  });
});

describe('layers', () => {
  it('have their own chain, sizes and sources', () => {
    const layer = layerIn('l-image,i-o.png,w-bw_div_2,h-bh_div_2,cm-pad_resize,bg-yellow,t-false,l-end');
    assert.deepEqual(layer.source, { kind: 'file', path: 'o.png' });
    const [frame] = layer.operations;
    assert.ok(frame?.op === 'frame');
    assert.deepEqual(frame.resize, { width: 500, height: 250 });
    assert.deepEqual([frame.canvas?.left, frame.canvas?.top], [0, 50]);
    assert.deepEqual(layerIn(`${O},pg-2,l-end`).source, { kind: 'file', path: 'o.png', page: 2 });
    assert.deepEqual(layerIn(`${O}:if-iw_gt_50,w-10,if-end,l-end`).size, { width: 10, height: 5 });
  });

  it('are drawn in the order written, and change nothing of the size', () => {
    const layers = layersIn('l-image,i-o.png,l-end,l-image,i-t.png,lfo-top,l-end');
    assert.deepEqual(
      layers.map(({ source }) => source.kind === 'file' && source.path),
      ['o.png', 't.png'],
    );
    assert.deepEqual(draftText(`${O},w-5000,l-end`, S).size, { width: 1000, height: 700 });
  });

  it('are nested up to three levels, each on the one around it (rows 139 and 140)', () => {
    const [outer, nested] = [
      'l-image,i-a.jpg,h-400,t-false,b-10_red,lfo-bottom_left',
      'l-image,i-logo.png,t-false,w-150,lfo-top_right',
    ];
    const layer = layerIn(`${outer},${nested},l-end,l-end`);
    assert.equal(written(layer), '0,280 553x420');
    const inner = layer.operations.find(({ op }) => op === 'layer');
    assert.ok(inner?.op === 'layer');
    assert.equal(written(inner), '403,0 150x50');
    const three = `l-image,i-a.jpg,t-false,${O},${BLOCK},w-bw_div_2,l-end,l-end,l-end`;
    assert.match(JSON.stringify(layerIn(three)), /"width":50,"height":50/);
    const level = 'l-image,i-o.png,t-false,';
    assert.throws(() => draftText(`${level.repeat(4)}${'l-end,'.repeat(4)}`, S), {
      status: 400,
      code: 'ELIMIT',
    });
  });

  it('carry what nested ones need when the size comes later', () => {
    const layer = layerIn(
      'l-image,i-a.jpg,h-400,b-10_red,lfo-bottom_left,l-image,i-logo.png,w-150,lfo-top_right,l-end,l-end',
    );
    const [trim, deferred, ...more] = layer.operations;
    assert.ok(trim?.op === 'trim' && deferred?.op === 'deferred' && more.length === 0);
    assert.deepEqual(Object.keys(deferred.layers ?? {}), ['logo.png']);
    const operations = resolveDeferred(deferred, { width: 800, height: 600 }, EVERYTHING);
    assert.deepEqual(
      operations.map(({ op }) => op),
      ['frame', 'border', 'layer'],
    );
    assert.deepEqual(resolvePlace(layer.place, S, { width: 553, height: 420 }), { x: 0, y: 280 });
  });

  it('are blocks of colour, whose al counts for plain hex only (rows 132 and 133)', () => {
    const alpha = (items: string) => {
      const { source } = layerIn(`l-image,i-ik_canvas,${items},w-9,h-9,l-end`);
      return source.kind === 'block' && source.color.alpha;
    };
    assert.equal(alpha('bg-FF000050'), 0.5);
    assert.equal(alpha('bg-FF0000,al-5'), 0.5);
    assert.equal(alpha('bg-red,al-5'), 1);
    assert.equal(alpha('bg-FF000050,al-9'), 0.5);
    assert.equal(alpha('bg-FF0000,al-0.5'), 1);
    assert.equal(alpha('bg-FF0000,bg-00000020'), 0.2);
    assert.equal(alpha('bg-FF0000,e-gradient'), 0);
    assert.equal(alpha('lm-multiply'), 1);
    const { operations } = layerIn('l-image,i-ik_canvas,bg-FF0000,al-0.5,bg-red,e-gradient,r-max,l-end');
    assert.deepEqual(
      operations.map(({ op }) => op),
      ['gradient', 'round'],
    );
  });

  it('are boxes of text (rows 135 to 138)', () => {
    const box = (items: string) => {
      const { source } = layerIn(`l-text,i-hello${items},l-end`);
      assert.ok(source.kind === 'text');
      return source;
    };
    const black = { r: 0, g: 0, b: 0, alpha: 1 };
    assert.deepEqual(box(''), {
      kind: 'text',
      text: 'hello',
      width: undefined,
      fontSize: 45,
      font: 'Open Sans',
      color: black,
      bold: false,
      italic: false,
      strikethrough: false,
      align: 'center',
      padding: [0, 0, 0, 0],
      lineHeight: undefined,
      background: { ...black, alpha: 0 },
      opacity: 1,
    });
    assert.deepEqual(box(',pa-25_50_75_100').padding, [25, 50, 75, 100]);
    assert.deepEqual(box(',pa-1_2').padding, [1, 2, 1, 2]);
    assert.deepEqual(box(',pa-1_2_3').padding, [1, 2, 3, 2]);
    assert.deepEqual(box(',pa-bw_div_20').padding, [50, 50, 50, 50]);
    const wrapped = box(',w-bw_div_2,fs-bh_div_20');
    assert.deepEqual([wrapped.width, wrapped.fontSize], [500, 35]);
    const styled = box(',fs-20:co-red,tg-b_i,ia-left,lh-40,al-5,ff-fonts@@A.ttf');
    assert.deepEqual(
      [styled.fontSize, styled.color.r, styled.bold, styled.italic, styled.align],
      [20, 255, true, true, 'left'],
    );
    assert.deepEqual([styled.lineHeight, styled.opacity, styled.font], [40, 0.5, 'fonts/A.ttf']);
  });

  it('do to a text what is done to any picture, once it is drawn', () => {
    const { size, place, operations } = layerIn('l-text,i-hello,bg-white,r-10:rt-90,lx-N0,l-end');
    assert.equal(size, undefined);
    assert.deepEqual(place, { lx: 'N0' });
    const [deferred] = operations;
    assert.ok(deferred?.op === 'deferred' && operations.length === 1);
    assert.equal(deferred.rest, 'r-10:rt-90');
    assert.deepEqual(resolveDeferred(deferred, { width: 100, height: 30 }, EVERYTHING), [
      { op: 'round', corners: [10, 10, 10, 10] },
      { op: 'rotate', degrees: 90, size: { width: 30, height: 100 } },
    ]);
    assert.deepEqual(layerIn('l-text,i-hello,fs-20,l-end').operations, []);
  });

  it('have modes: cutting makes transparent, the cutter also smaller (rows 142 to 144)', () => {
    const block = (items: string) => draftText(`${BLOCK},w-100,h-50,${items},l-end`, S);
    assert.deepEqual(
      [block('lm-cutout').output.format, block('lm-cutout').size],
      ['png', { width: 1000, height: 700 }],
    );
    assert.deepEqual(
      [block('lm-cutter').output.format, block('lm-cutter').size],
      ['png', { width: 100, height: 50 }],
    );
    assert.equal(block('lm-multiply').output.format, 'jpg');
    assert.deepEqual(draftText(`${BLOCK},w-100,h-50,lm-cutter,l-end:w-50`, S).size, {
      width: 50,
      height: 25,
    });
    const unknown = draftText('l-text,i-hello,lm-cutter,l-end,l-image,i-o.png,l-end,bg-red:w-50', S);
    assert.equal(unknown.size, undefined);
    const deferred = unknown.steps[0]?.operations.at(-1);
    assert.equal(deferred?.op === 'deferred' && deferred.rest, 'bg-red,l-image,i-o.png,l-end:w-50');
  });

  it('displace by x and y, else by lx and ly, which then do not place (row 12)', () => {
    const layer = layerIn('l-image,i-o.png,t-false,lm-displace,lx-50,ly-N40,l-end');
    assert.deepEqual(
      [layer.mode, layer.displacement, layer.place],
      ['displace', { x: 50, y: -40 }, { x: 0, y: 0 }],
    );
    const placed = layerIn('l-image,i-o.png,t-false,lm-displacement,x-5,y-6,lx-50,ly-40,l-end');
    assert.deepEqual(
      [placed.displacement, placed.place],
      [
        { x: 5, y: 6 },
        { x: 50, y: 40 },
      ],
    );
  });

  it('lie on a gradient that leaves nothing transparent (row 145)', () => {
    const result = draftText('e-gradient-from-red_to-white:l-image,i-t.png,t-false,l-end', T);
    assert.deepEqual(
      result.steps.flatMap(({ operations }) => operations.map(({ op }) => op)),
      ['gradient', 'layer'],
    );
    assert.equal(draftText('e-gradient-from-red_to-white,f-jpg', T).steps.length, 1);
  });

  it('are named when their file is not there (row 146)', () => {
    assert.throws(() => draftText('l-image,i-missing.png,l-end', S), {
      status: 404,
      message: /"missing\.png"/,
    });
    assert.throws(() => draftText('l-image,i-toString,l-end', S), { status: 404 });
    assert.throws(() => planText('l-image,i-missing.png,l-end', S), {
      status: 400,
      message: 'l-image is not available yet',
    });
  });

  it('say what is ignored, and refuse what cannot be', () => {
    const ignored = (text: string) => draftText(text, S).ignored.map(({ parameter }) => parameter);
    assert.deepEqual(ignored(`${O},lx-1,lfo-top,l-end`), ['lfo']);
    assert.deepEqual(ignored(`${O},lap-top,lso-1,q-50,l-end`), ['q', 'lap', 'lso']);
    for (const text of [
      'l-video,i-a.mp4,l-end',
      'l-subtitles,i-a.srt,l-end',
      'l-text,i-x,fs-iw_div_2,l-end',
      `${BLOCK},w-cw_div_2,l-end`,
      `${O},w-bh_sub_bh,l-end`,
      `${O},lx-idu,l-end`,
      `${O},w-9000,h-9000,cm-pad_resize,bg-genfill,l-end`,
      `${O},w-20000,l-end`,
      'oi-o.png',
      'ot-hello',
      'l-image,i-o.png',
    ])
      assert.throws(() => draftText(text, S), { status: 400 }, text);
  });

  it('have a key for every difference', () => {
    const key = (text: string) => draftText(text, S).key;
    const texts = [
      `${O},l-end`,
      'l-image,i-o.png,l-end',
      'l-image,i-t.png,l-end',
      `${O},lx-1,l-end`,
      `${O},lm-cutout,l-end`,
      `${BLOCK},l-end`,
      'l-text,i-a,l-end',
      'l-text,i-b,l-end',
      'l-text,i-a,r-5,l-end',
      'l-image,i-o.png,lx-1,l-end',
      'l-image,i-o.png,lm-displace,lx-1,l-end',
    ];
    assert.equal(new Set(texts.map(key)).size, texts.length);
    assert.equal(key(`${O},lfo-center,l-end`), key(`l-image,lx-450,ly-325,t-false,i-o.png,l-end`));
    assert.equal(key('l-text,fs-45,i-a,l-end'), key('l-text,ie-YQ%3D%3D,l-end'));
  });
});
