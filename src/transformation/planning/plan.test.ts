import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HalftoneError } from '../../kernel/index.ts';
import { type ParameterKey, parameterOf, parameters } from '../parameters/index.ts';
import type { SourceFacts } from '../plan.ts';
import { parse, requirements } from '../syntax/index.ts';
import { draftText, framesOf, planText, REQUEST, SOURCES } from '../testing.ts';

type Row = readonly [text: string, source: keyof typeof SOURCES, size: string];

/** Spec 8.6. */
const ROWS: readonly Row[] = [
  ['if-ar_gt_1,w-200,if-else,w-300,if-end', 'S', '200x140'],
  ['if-ar_gt_1,w-200,if-else,w-300,if-end', 'P', '300x405'],
  ['if-ar_gt_1,w-200,if-end', 'P', '640x865'],
  ['if-h_gte_100_and_h_lte_400_or_ar_lt_4-3,w-50,if-end', 'S', '1000x700'],
  ['if-h_gte_100_and_h_lte_400_or_ar_lt_4-3,w-50,if-end', 'P', '50x68'],
  ['h-200:if-h_eq_200,w-100,if-end', 'S', '100x70'],
  ['h-200:if-ih_eq_700_and_iw_ne_1,w-100,if-end', 'S', '100x70'],
  ['if-ar_eq_1.428571,w-100,if-end', 'S', '100x70'],
  ['if-w_gt_100,w-200:h-50,if-end', 'S', '71x50'],
  ['w-iw_div_2', 'S', '500x350'],
  ['h-ih_mul_0.8_add_iw_mul_0.1', 'S', '943x660'],
  ['w-2_add_3_mul_100', 'S', '302x211'],
  ['w-ih_add_350_mod_400', 'S', '250x175'],
  ['w-2_mul_3_pow_3', 'S', '216x151'],
  ['w-1000_sub_100_div_2', 'S', '950x665'],
  ['w-300:w-iw_div_4', 'S', '250x175'],
  ['w-300:w-cw_mul_2', 'S', '600x420'],
  ['n-ik_ml_thumbnail', 'S', '300x210'],
];

describe('conditions and arithmetic', () => {
  for (const [text, source, size] of ROWS)
    it(`${text} on ${source} is ${size}`, () => {
      const { width, height } = planText(text, SOURCES[source]).size ?? {};
      assert.equal(`${width}x${height}`, size);
    });

  const refused = [
    'w-bw_div_2',
    'w-ih_div_0',
    'w-ih_mod_0',
    'w-ih_sub_700',
    'w-9_pow_9_pow_9_pow_9_pow_9',
    'w-idu_mul_2',
  ];
  for (const text of refused)
    it(`${text} is refused`, () => {
      assert.throws(
        () => planText(text, SOURCES.S),
        (error) =>
          error instanceof HalftoneError && error.status === 400 && /Cannot evaluate w/.test(error.message),
      );
    });

  it('has no conditions for GIF', () => {
    const result = planText('if-w_gt_1,w-50,if-end', SOURCES.gif);
    assert.deepEqual(framesOf(result), []);
    assert.equal(result.ignored[0]?.parameter, 'if');
  });
});

describe('what is not rendered yet', () => {
  const cases: readonly (readonly [text: string, named: string])[] = [
    ['w-300,h-300,fo-face', 'fo-face'],
    ['fo-car', 'fo-car'],
    ['t-true,w-300,h-300,fo-dog', 'fo-dog'],
    ['w-300,h-300,cm-pad_resize,bg-blurred', 'bg-blurred'],
    ['w-800,h-600,cm-pad_resize,bg-blurred_25_N30', 'bg-blurred_25_N30'],
    ['w-1300,h-1300,cm-pad_extract,bg-dominant', 'bg-dominant'],
    ['w-1300,h-1300,cm-pad_extract,bg-gradient_dominant_4', 'bg-gradient_dominant_4'],
    ['w-1300,h-1300,cm-pad_extract,bg-genfill', 'bg-genfill'],
    ['w-100:l-text,i-hello,l-end', 'l-text'],
    ['l-image,i-o.png,l-end', 'l-image'],
    ['l-image,i-ik_canvas,bg-red,l-end', 'l-image'],
    ['t-true:l-image,i-o.png,l-end', 'l-image'],
    ['t-true:if-w_gt_100,w-50,if-else,e-shadow,if-end', 'e-shadow'],
    ['w-500,e-shadow', 'e-shadow'],
    ['e-gradient-ld-top_from-red', 'e-gradient-ld-top_from-red'],
    ['e-distort-p-0_0_1000_0_1000_700_0_700', 'e-distort-p-0_0_1000_0_1000_700_0_700'],
    ['cr-FF0000_35_0000FF', 'cr-FF0000_35_0000FF'],
    ['e-colorize-co-red_in-10', 'e-colorize-co-red_in-10'],
    ['e-dropshadow', 'e-dropshadow'],
    ['e-bgremove', 'e-bgremove'],
    ['e-changebg-prompt-car', 'e-changebg'],
  ];
  for (const [text, named] of cases)
    it(`${text} is refused by name`, () => {
      assert.throws(() => planText(text, SOURCES.S), {
        name: 'HalftoneError',
        status: 400,
        message: `${named} is not available yet`,
      });
    });

  it('draws a vector file at no other density yet', () => {
    assert.throws(() => planText('f-png,dn-300', SOURCES.svg), { message: 'dn-300 is not available yet' });
  });

  it('does not refuse what would change nothing', () => {
    for (const text of [
      'bl-0',
      'o-100',
      'rt-auto',
      'rt-360',
      'rt-0',
      'r-0',
      't-false',
      'e-sharpen-0',
      'e-grayscale-false',
      'fo-face',
      'w-300,fo-auto',
      'w-500,h-350,fo-auto',
      'b-0_red',
      'e-colorize-in-0',
      'e-shadow-false',
    ])
      assert.deepEqual(
        planText(text, SOURCES.S)
          .steps.flatMap(({ operations }) => operations)
          .filter(({ op }) => op !== 'frame'),
        [],
        text,
      );
  });

  it('agrees with what the registry says of each parameter', () => {
    for (const key of Object.keys(parameters) as ParameterKey[]) {
      const { rendered, examples, places } = parameterOf(key);
      if (rendered !== 'yes' || !places.includes('image')) continue;
      for (const example of examples)
        assert.doesNotThrow(
          () => planText(`w-100,h-100:${example}`, { ...SOURCES.S, format: 'png' }),
          example,
        );
    }
  });
});

describe('flattening', () => {
  const flattened = (text: string, source: SourceFacts = SOURCES.T) =>
    planText(text, source)
      .steps.flatMap(({ operations }) => operations)
      .filter((operation) => operation.op === 'flatten')
      .map(({ background: { r, g, b, alpha } }) => [r, g, b, alpha]);

  it('puts transparency over bg', () => {
    assert.deepEqual(flattened('bg-F00000'), [[240, 0, 0, 1]]);
    assert.deepEqual(flattened('bg-FF000050,f-png'), [[255, 0, 0, 0.5]]);
    assert.deepEqual(flattened('bg-transparent'), []);
    assert.deepEqual(flattened('bg-F00000', SOURCES.S), []);
  });

  it('puts what a JPEG cannot hold over bg, else over black', () => {
    assert.deepEqual(flattened('f-jpg'), [[0, 0, 0, 1]]);
    assert.deepEqual(flattened('w-100:f-jpg,bg-pink'), [[255, 192, 203, 1]]);
    assert.deepEqual(flattened('bg-FF000050:f-jpg'), [
      [255, 0, 0, 0.5],
      [255, 0, 0, 1],
    ]);
  });
});

describe('the stored bytes', () => {
  it('are the answer to orig-true, whatever else is asked', () => {
    for (const text of [
      'orig-true',
      'orig',
      'orig-true,w-100',
      'w-100,e-grayscale:orig-true',
      'if-w_gt_1,orig-true,if-end',
    ]) {
      const result = planText(text, SOURCES.S);
      assert.equal(result.original, true, text);
      assert.equal(result.originalBecause, 'orig', text);
    }
    assert.equal(planText('orig-false', SOURCES.S).original, false);
    assert.equal(planText('orig-true,orig-false', SOURCES.S).original, false);
  });

  it('are the answer for an SVG until a raster format is asked for', () => {
    for (const text of ['', 'w-10', 'f-auto', 'w-10,f-svg', 'f-orig', 'f-png:f-auto'])
      assert.equal(planText(text, SOURCES.svg).originalBecause, 'svg', text);
    const png = planText('f-png,w-10', SOURCES.svg);
    assert.equal(png.original, false);
    assert.deepEqual([png.output.format, png.size], ['png', { width: 10, height: 2 }]);
  });

  it('are the answer for what is no image', () => {
    assert.equal(planText('w-10', { ...SOURCES.S, format: 'pdf' }).originalBecause, 'not-an-image');
  });

  it('are the answer for an icon of which nothing is asked', () => {
    const icon = { ...SOURCES.S, format: 'ico' };
    assert.equal(planText('', icon).originalBecause, 'icon');
    assert.equal(planText('w-10', icon).original, false);
  });
});

describe('limits', () => {
  const huge = { ...SOURCES.S, width: 20_000, height: 10_000 };

  it('refuses to take in or to produce more megapixels than allowed', () => {
    for (const [text, source] of [
      ['w-100', huge],
      ['w-20000', SOURCES.S],
      ['w-20000:w-10', SOURCES.S],
      ['w-50,h-65000', SOURCES.S],
      ['w-50', { ...SOURCES.gif, width: 2000, height: 2000, pages: 300 }],
    ] as const)
      assert.throws(() => planText(text, source), { code: 'ELIMIT', status: 400 }, text);
  });

  it('counts only the frames that are rendered', () => {
    const film = { ...SOURCES.gif, width: 2000, height: 2000, pages: 300 };
    assert.equal(planText('w-50,f-jpg', film).animated, false);
  });

  it('refuses steps that produce too much together, though each may do what it does', () => {
    const often = (times: number) => Array(times).fill('w-11000:w-10').join(':');
    planText(often(5), SOURCES.S);
    assert.throws(() => planText(often(6), SOURCES.S), {
      code: 'ELIMIT',
      message: 'The work of all steps together is larger than the limit of 500 megapixels',
    });
    planText(Array(50).fill('w-1000:w-900').join(':'), SOURCES.S);
  });

  it('delivers the stored bytes when nothing was asked', () => {
    assert.equal(planText('', huge).originalBecause, 'over-limit');
    assert.equal(planText('di-a.jpg', huge).originalBecause, 'over-limit');
  });

  it('so do frames, however small they are: five thousand, where they are all kept', () => {
    const film = (pages: number) => ({ ...SOURCES.gif, width: 1, height: 1, pages });
    assert.equal(planText('rt-90', film(5000)).animated, true);
    assert.throws(() => planText('rt-90', film(5001)), {
      code: 'ELIMIT',
      message: 'The image of 1x1 with 5001 frames is larger than the limit of 5000 frames',
    });
    assert.equal(planText('rt-90,f-png', film(5001)).animated, false);
    assert.equal(planText('', film(5001)).originalBecause, 'over-limit');
  });
});

describe('pages', () => {
  const still = { ...REQUEST, still: true };

  it('are chosen by pg where a still is asked for', () => {
    const result = planText('pg-3', SOURCES.gif, still);
    assert.deepEqual([result.page, result.animated], [3, false]);
    assert.equal(planText('', SOURCES.gif, still).animated, false);
    assert.equal(planText('pg-3', SOURCES.gif).animated, true);
    assert.throws(() => planText('pg-13', SOURCES.gif, still), { status: 400 });
    assert.throws(() => planText('pg-1_2', SOURCES.gif, still), /not available yet/);
  });
});

describe('long chains', () => {
  const layer = (inside: string) => `l-text,i-hello,${inside}l-end,`;
  for (const [name, text] of [
    ['100 steps', 'w-100,b-1_red:'.repeat(100)],
    ['50 trimmed steps', 't-true,w-100:'.repeat(50)],
    ['30 undecided conditions', `t-true:${'if-w_gt_100,w-50,if-else,w-60,if-end:'.repeat(30)}`],
    ['60 layers', 'l-image,i-o.png,lx-bw_sub_cw,l-end,'.repeat(60)],
    ['60 layers, nested', layer(layer(layer('r-5,'))).repeat(20)],
  ] as const)
    it(`${name} are planned at once`, () => {
      draftText(text, SOURCES.S); // the first run compiles
      // The fastest of five, for a busy machine. It takes 2 ms at most.
      const times = Array.from({ length: 5 }, () => {
        const start = performance.now();
        draftText(text, SOURCES.S);
        return performance.now() - start;
      });
      assert.ok(Math.min(...times) < 15, `took ${times} ms`);
    });
});

describe('strings of the official SDKs', () => {
  /** Spec 8.1, rows 1 to 21. */
  const strings = [
    'h-300,w-400:rt-90',
    'w-9,ar-4:3',
    'w-9,ar-4_3',
    'w-9,ar-iar_div_2',
    'di-folder@@file.jpg',
    'b-20_FF0000',
    'b-5-A94D34',
    'l-image,i-customer_logo@@nykaa.png,l-end',
    'l-image,ie-Y3VzdG9tZXJfbG9nby%2FDkXlrYWEucG5n,l-end',
    'l-text,ie-TGV0J3MgdXNlIMKpLCDCriwg4oSiLCBldGM%3D,l-end',
    'l-text,ie-4KS54KS%2F4KSo4KWN4KSm4KWA,co-red,fs-32,ff-sdk-testing-files@@Poppins-Regular_Q15GrYWmL.ttf,l-end',
    'l-text,i-Minimal%20Text,l-end',
    'h-300,w-400,l-image,i-/path/to/overlay.jpg,w-100,b-10_CDDC39,l-end',
    'l-image,i-displacement-map.png,lm-displace,lx-50,ly-50,l-end',
    'l-image,i-logo.png,lxc-100,lyc-200,lap-top_left,l-end',
    'e-distort-p-50_50_150_50_150_150_50_150',
    'cr-FF0000_50_00FF00',
    'e-colorize-co-FF0000_in-15:e-usm-2-2-0.8-0.024:e-shadow-bl-15_st-40_x-10_y-N5',
    'e-gradient-ld-top_from-green_to-00FF0010_sp-1:e-dropshadow-az-45',
    'e-edit-prompt-make it vintage',
    'w-400,h-300,r-10_max_20_30',
    'w-300%2Ch-200',
  ];
  for (const text of strings)
    it(`${text} has a plan`, () => {
      const paths = requirements(parse(text)).layerAssets;
      const layers = Object.fromEntries(paths.map((path) => [path, SOURCES.T]));
      assert.ok(draftText(text, { ...SOURCES.S, layers }).key.length > 0);
    });
});
