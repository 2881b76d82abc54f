import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HalftoneError } from '../../kernel/index.ts';
import { canonical, type LayerInput, layerInput, parse } from '../index.ts';
import { layersOf } from './walk.ts';

/** Texts, and the canonical text that shows what they mean (spec 8.1 and 1.3). */
const MEANINGS: readonly (readonly [text: string, meaning: string])[] = [
  ['h-300,w-400:rt-90', 'w-400,h-300:rt-90'],
  ['tr%3Aw-300%2Ch-200', 'w-300,h-200'],
  ['tr:h-300,w-400:rt-90', 'w-400,h-300:rt-90'],
  ['ar-4:3', 'ar-4-3'],
  ['ar-4_3', 'ar-4-3'],
  ['ar-4-3', 'ar-4-3'],
  ['ar-iar_div_2', 'ar-iar_div_2'],
  ['ar-4:3,w-400:rt-90', 'w-400,ar-4-3:rt-90'],
  ['ar-2.5:1:w-10', 'ar-2.5-1:w-10'],
  ['ar-2:w-10', 'ar-2:w-10'],
  ['di-folder@@file.jpg', 'di-folder@@file.jpg'],
  ['di-@@path@@to@@image.jpg', 'di-path@@to@@image.jpg'],
  ['di-https:@@@@host@@a.jpg,w-1', 'di-https%3A@@@@host@@a.jpg,w-1'],
  ['w-300,di-', 'w-300'],
  ['b-20_FF0000', 'b-20_FF0000'],
  ['b-5-A94D34', 'b-5_A94D34'],
  ['b-cw_mul_0.05_yellow', 'b-cw_mul_0.05_yellow'],
  ['w-400,h-300,r-10_max_20_30', 'w-400,h-300,r-10_max_20_30'],
  ['w-300%2Ch-200%3Art-90', 'w-300,h-200:rt-90'],
  ['w-300%2Ch-200', 'w-300,h-200'],
  ['w-300,', 'w-300'],
  [':w-300', 'w-300'],
  ['w-300::h-200', 'w-300:h-200'],
  ['h-300,w-400,h-200,w-300', 'w-300,h-200'],
  ['w-400.00,h-333.33', 'w-400,h-333.33'],
  ['rt--45', 'rt-N45'],
  ['rt-N45', 'rt-N45'],
  ['t', 't'],
  ['t-true', 't'],
  ['t-0', 't-false'],
  ['orig', 'orig'],
  ['orig-true', 'orig'],
  ['orig-false,w-1', 'w-1'],
  ['e-sharpen-false,w-1', 'w-1'],
  ['e-grayscale-true', 'e-grayscale'],
  ['e-distort-p-50_50_150_50_150_150_50_150', 'e-distort-p-50_50_150_50_150_150_50_150'],
  ['cr-FF0000_50_00FF00', 'cr-FF0000_50_00FF00'],
  ['e-colorize-co-FF0000_in-15', 'e-colorize-co-FF0000_in-15'],
  ['e-usm-2-2-0.8-0.024', 'e-usm-2-2-0.8-0.024'],
  ['e-usm-0-2.5-1-0.05', 'e-usm-0-2.5-1-0.05'],
  ['e-usm-2.5-8.00-1-0', 'e-usm-2.5-8-1-0'],
  ['e-shadow-x-10_y-N5_bl-15_st-40', 'e-shadow-bl-15_st-40_x-10_y-N5'],
  ['e-gradient-ld-top_from-green_to-00FF0010_sp-1', 'e-gradient-ld-0_from-green_to-00FF0010_sp-1'],
  ['e-gradient-ld-topright_sp-bh_mul_0.75', 'e-gradient-ld-45_sp-bh_mul_0.75'],
  ['e-dropshadow-az-45', 'e-dropshadow-az-45'],
  ['e-edit-prompt-make it vintage', 'e-edit-prompt-make it vintage'],
  ['e-edit-prompt-make%20it%20vintage', 'e-edit-prompt-make it vintage'],
  ['e-changebg-prompte-cmFjaW5nIHRyYWNr', 'e-changebg-prompt-racing track'],
  ['bg-blurred', 'bg-blurred_auto_0'],
  ['bg-gradient_contrast_4', 'bg-gradient_dominant_4'],
  ['bg-fff', 'bg-FFFFFF'],
  ['bg-%23AAFF00', 'bg-AAFF00'],
  ['bg-FF000080', 'bg-FF000080'],
  ['bg-ff0000FF', 'bg-FF0000FF'],
  ['fo-dog_cat_dog', 'fo-cat_dog'],
  ['fl-v_h', 'fl-h_v'],
  ['f-jpeg,q-0', 'f-jpg,q-1'],
  ['if-ar_gt_1,w-200,if-else,w-300,if-end', 'if-ar_gt_1,w-200,if-else,w-300,if-end'],
  ['if-w_gt_100,w-200:rt-90,if-end:q-1', 'if-w_gt_100,w-200:rt-90,if-end:q-1'],
  ['if-ar_lt_4-3,if-else,w-1,if-end', 'if-ar_lt_4-3,if-else,w-1,if-end'],
  ['if-w_gt_1,l-image,i-a.png,l-end,if-end', 'if-w_gt_1,l-image,i-a.png,l-end,if-end'],
  ['l-image,i-a.jpg,w-300:l-image,i-b.png,l-end,l-end', 'l-image,i-a.jpg,w-300:l-image,i-b.png,l-end,l-end'],
  ['l-image,lx-10:i-a.jpg,w-1,l-end', 'l-image,i-a.jpg,lx-10,w-1,l-end'],
  ['l-image,i-a.png:if-w_gt_1,w-1,if-end,l-end', 'l-image,i-a.png:if-w_gt_1,w-1,if-end,l-end'],
  ['l-subtitle,i-a.srt,l-end', 'l-subtitles,i-a.srt,l-end'],
  ['l-image,i-a.png,w-100:,l-end', 'l-image,i-a.png,w-100,l-end'],
  ['w-500,l-image,i-a.png,l-end,h-10', 'w-500,h-10,l-image,i-a.png,l-end'],
  [
    'l-image,i-ik_canvas,bg-FF0000,al-0.5,bg-red,e-gradient,r-max,l-end',
    'l-image,i-ik_canvas,bg-red,r-max,e-gradient,al-0.5,l-end',
  ],
];

describe('parsing', () => {
  for (const [text, meaning] of MEANINGS)
    it(`${text} means ${meaning}`, () => {
      assert.equal(canonical(parse(text)), meaning);
    });

  it('takes an empty query for nothing, and an empty path for an error', () => {
    assert.deepEqual(parse('', { form: 'query' }), { steps: [] });
    assert.throws(() => parse('', { form: 'path' }), { status: 400 });
    assert.throws(() => parse('tr:'), { status: 400 });
  });

  it('takes a plus for a plus in a path and for a space in a query', () => {
    const text = 'l-text,i-a+b,l-end';
    assert.equal(inputOf(text, 'path'), 'a+b');
    assert.equal(inputOf(text, 'query'), 'a b');
    assert.equal(inputOf('l-text,i-a%2Bb,l-end', 'query'), 'a+b');
  });
});

/** What layers show, as the official SDKs encode it. */
const INPUTS: readonly (readonly [text: string, input: string])[] = [
  ['l-image,i-customer_logo@@nykaa.png,l-end', 'customer_logo/nykaa.png'],
  ['l-image,ie-Y3VzdG9tZXJfbG9nby%2FDkXlrYWEucG5n,l-end', 'customer_logo/\u00d1ykaa.png'],
  ['l-image,ie-Y3VzdG9tZXJfbG9nby9OzIN5a2FhLnBuZw%3D%3D,l-end', 'customer_logo/N\u0303ykaa.png'],
  ['h-300,w-400,l-image,i-/path/to/overlay.jpg,w-100,b-10_CDDC39,l-end', 'path/to/overlay.jpg'],
  ['l-text,ie-TGV0J3MgdXNlIMKpLCDCriwg4oSiLCBldGM%3D,l-end', "Let's use ©, ®, ™, etc"],
  ['l-text,ie-TGV0J3MgdXNlIMKpLCDCriwg4oSiLCBldGM,l-end', "Let's use ©, ®, ™, etc"],
  ['l-text,ie-4KS54KS%2F4KSo4KWN4KSm4KWA,co-red,fs-32,ff-a@@Poppins-Regular_Q15GrYWmL.ttf,l-end', 'हिन्दी'],
  ['l-text,ie-4KS54KS_4KSo4KWN4KSm4KWA,l-end', 'हिन्दी'],
  ['l-text,i-Minimal%20Text,l-end', 'Minimal Text'],
  ['l-text,i-Minimal Text,l-end', 'Minimal Text'],
  ['l-text,i-30%%20off,l-end', '30% off'],
  ['l-text,i-a%2Cb%3Ac,l-end', 'a,b:c'],
  ['l-text,i-a,ie-Yg%3D%3D,l-end', 'b'],
  ['l-text,i-5%25,l-end', '5%'],
  ['l-text%2Ci-a%2520b%2Cl-end', 'a b'],
];

describe('inputs of layers', () => {
  for (const [text, input] of INPUTS)
    it(`${text} shows ${input}`, () => {
      assert.equal(inputOf(text, 'path'), input);
    });

  it('tries a space as the plus of base64 in a query', () => {
    assert.equal(inputOf('l-text,ie-4KS54KS+,l-end', 'query'), inputOf('l-text,ie-4KS54KS%2B,l-end', 'path'));
  });

  it('cuts long texts', () => {
    assert.equal(inputOf(`l-text,i-${'a'.repeat(3000)},l-end`, 'path').length, 2000);
  });
});

/** Texts that are refused, and what the message says of them. */
const REFUSED: readonly (readonly [text: string, message: RegExp])[] = [
  ['h-300,w-400:rndm_trnsf-abcd', /^Unknown parameter "rndm_trnsf" \(at character 12\)$/],
  ['undefined-transform-true', /^Unknown parameter "undefined"/],
  ['width-300', /did you mean w\?/],
  ['e-grayscal', /did you mean e-grayscale\?/],
  ['orign-true', /did you mean orig\?/],
  ['w300', /^Unknown parameter "w300"/],
  ['constructor-1', /^Unknown parameter/],
  ['__proto__-1', /^Unknown parameter/],
  ['w-', /^Parameter w \(at character 0\) has no value; allowed: /],
  ['w', /^Parameter w .* has no value/],
  ['ar-', /has no value/],
  ['w-0', /^Invalid value "0" of w \(at character 0\); allowed: auto, or pixels of at least 1/],
  ['h-10,w-abc', /^Invalid value "abc" of w \(at character 5\)/],
  ['w-N5', /Invalid value/],
  ['w--5', /Invalid value/],
  ['w-N0', /Invalid value "N0" of w/],
  ['x-N0', /Invalid value "N0" of x/],
  ['y--0.4', /Invalid value/],
  ['q-N0.4', /Invalid value/],
  ['bl--0', /Invalid value/],
  ['o-N0', /Invalid value/],
  ['r-N0', /Invalid value/],
  ['b-N0_red', /Invalid value/],
  ['t-N0', /Invalid value/],
  ['cr-red_N0', /Invalid value/],
  ['bg-blurred_N0', /Invalid value/],
  ['e-sharpen-N0', /Invalid value/],
  ['w-+5', /Invalid value/],
  ['w-1e3', /Invalid value/],
  ['w-NaN', /Invalid value/],
  ['w-Infinity', /Invalid value/],
  ['w-0x10', /Invalid value/],
  ['h-auto', /Invalid value/],
  ['ar-0-1', /Invalid value/],
  ['ar-1-0', /Invalid value/],
  ['dpr-6', /Invalid value/],
  ['q-101', /Invalid value "101" of q .* from 0 to 100/],
  ['f-tiff', /allowed: auto, jpg, jpeg, png/],
  ['c-cover', /allowed: maintain_ratio, force/],
  ['fo-nowhere', /Invalid value/],
  ['fo-constructor', /Invalid value/],
  ['bg-notacolor', /Invalid value/],
  ['bg-FF00', /Invalid value/],
  ['lo-yes', /Invalid value/],
  ['lo-constructor', /Invalid value/],
  ['e-distort-a-0', /Invalid value/],
  ['e-distort-p-500_0_100_0_1000_700_0_700', /convex/],
  ['e-usm-2-0-1-0.05', /Invalid value/],
  ['e-usm-2-2-0-0.05', /Invalid value/],
  ['e-usm-N1-2-1-0.05', /Invalid value/],
  ['e-usm-2-2-1', /Invalid value/],
  ['e-gradient-ld-constructor', /Invalid value/],
  ['e-shadow-bl-1_bl-2', /Invalid value/],
  ['e-dropshadow-az-N1', /allowed: nothing, az-\(.*\), el-\(.*\), st-\(.*\), joined by _, or false$/],
  ['t-100', /Invalid value/],
  ['n-a.b', /Invalid value/],
  ['w-iw_plus_2', /Invalid value/],
  ['w-iw_div', /Invalid value/],
  ['oi-o.png', /removed overlay syntax/],
  ['ot-hello', /removed overlay syntax/],
  ['ox-1', /removed overlay syntax/],
  ['l-image,i-o.png', /^l-image has no l-end \(at character 0\)$/],
  ['w-1,l-end', /^l-end closes nothing \(at character 4\)$/],
  ['if-end', /closes nothing/],
  ['l-image,w-10,l-end', /needs i- or ie-/],
  ['l-image,i-@@,l-end', /needs i- or ie-/],
  ['l-canvas,w-10,l-end', /Invalid value "canvas" of l /],
  ['l-text,ie-%20%25,l-end', /Invalid value .* base64/],
  ['l-text,ie-gICA,l-end', /base64/],
  ['if-w_gt,w-1,if-end', /Invalid value "w_gt" of if/],
  ['if-w_gt_4-3,w-1,if-end', /of if/],
  ['if-bogus_gt_1,w-1,if-end', /of if/],
  ['if-w_gt_1_nor_h_gt_1,w-1,if-end', /of if/],
  ['if-w_gt_1,w-1', /the if block has no if-end/],
  ['h-100,if-h_eq_200,w-100,if-end', /must be a step of its own/],
  ['if-h_eq_200,w-100,if-end,h-100', /must be a step of its own/],
  ['if-w_gt_1,if-h_gt_1,w-1,if-end,if-end', /cannot stand in another/],
  ['if-w_gt_1,l-image,i-a:if-h_gt_1,w-1,if-end,l-end,if-end', /cannot stand in another/],
  ['if-w_gt_1,pg-2,if-end', /pg cannot stand in an if block/],
  [`${'l-image,i-a.png,'.repeat(4)}${'l-end,'.repeat(4)}`, /more than 3 levels of nested layers/],
];

describe('refusing', () => {
  for (const [text, message] of REFUSED)
    it(text.slice(0, 80), () => {
      assert.throws(() => parse(text), { name: 'HalftoneError', status: 400, message });
    });
});

describe('hostile texts', () => {
  const letters = 64 * 1024;
  const fill = (part: string) => part.repeat(Math.ceil(letters / part.length)).slice(0, letters);
  const cases: readonly (readonly [name: string, text: string])[] = [
    ['1,000 steps', 'w-1:'.repeat(1000)],
    ['1,000 parameters', 'w-1,'.repeat(1000)],
    ['200 layers', 'l-image,i-a,l-end,'.repeat(200)],
    ['layers 50 deep', 'l-image,i-a,'.repeat(50) + 'l-end,'.repeat(50)],
    ['conditions 50 deep', 'if-w_gt_1,'.repeat(50) + 'if-end,'.repeat(50)],
    ['64 kB of commas and a bad key', `${fill(',')}x`],
    ['64 kB of colons and a bad key', `${fill(':')}x`],
    ['64 kB of escapes', fill('%C3%A9')],
    ['64 kB of percent signs', fill('%')],
    ...[
      'a',
      'w-1_',
      'w-iw_mul_2_',
      'ar-1:',
      'ar-1.',
      'e-shadow-bl-1_',
      'e-gradient-from-',
      'if-w_gt_1_and_',
      'l-',
      'b-1_2-',
      'bg-blurred_',
      'pg-1-',
      'pg-name-"_"',
      'fo-car_',
      'ie-AAAA',
      'di-@@',
      'di-////',
      'N-',
      '-',
      '_',
      '%2C',
      '%25',
    ].map((part) => [`30 kB of ${part}`, `${fill(part).slice(0, 30_000)}!`] as const),
    ...[
      'w-',
      'ar-',
      'b-',
      'e-shadow-',
      'e-gradient-from-',
      'pg-',
      'n-',
      'fo-',
      'cr-',
      'l-text,ie-',
      'if-',
      'e-distort-p-',
      'r-',
      'sr-',
    ].map((key) => [`${key} and 30 kB of 1_`, `${key}${fill('1_').slice(0, 30_000)}!`] as const),
  ];

  for (const [name, text] of cases)
    it(`${name} is answered at once`, () => {
      tryParsing(text); // the first run compiles
      // The fastest of five, for a busy machine. It takes 2 ms at most; a quadratic parser needs seconds.
      const fastest = Math.min(...Array.from({ length: 5 }, () => time(() => tryParsing(text))));
      assert.ok(fastest < 10, `took ${fastest} ms`);
    });

  it('whatever the text, only errors of the language are thrown', () => {
    const pieces = fc.constantFrom(
      ...'w-100 h- e-sharpen l-image l-end l-text i-a.png ie-YQ if-w_gt_1 if-else if-end ar-4:3 , : _ - % %2C @@ N tr: é \u0000 \ud800 n-a bg-'.split(
        ' ',
      ),
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 10_000 }),
      fc.array(pieces, { maxLength: 300 }).map((parts) => parts.join('')),
      fc.array(pieces, { maxLength: 300 }).map((parts) => parts.join(',')),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom('path' as const, 'query' as const), (text, form) => {
        try {
          const transformation = parse(text, { form });
          const once = canonical(transformation);
          assert.equal(canonical(parse(once, { form: 'query' })), once);
        } catch (error) {
          assert.ok(error instanceof HalftoneError, String(error));
          assert.equal(error.status, 400);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function tryParsing(text: string): void {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof HalftoneError, String(error));
    assert.equal(error.status, 400);
  }
}

function inputOf(text: string, form: 'path' | 'query'): string {
  const [layer] = layersOf(parse(text, { form }));
  const input: LayerInput | undefined = layer && layerInput(layer);
  return input?.kind === 'file' ? input.path : input?.kind === 'text' ? input.text : (input?.kind ?? '');
}
