/** What the official SDK writes, this room reads. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ImageKit from '@imagekit/nodejs';
import { canonical, layerInput, parse } from './index.ts';
import { layersOf } from './syntax/walk.ts';

type Options = Parameters<InstanceType<typeof ImageKit>['helper']['buildSrc']>[0];
type Step = NonNullable<Options['transformation']>[number];

const client = new ImageKit({ privateKey: 'private_key' });

/** The text as it stands in the URL, by either position. */
function written(transformation: Step[], position: 'path' | 'query'): string {
  const url = client.helper.buildSrc({
    urlEndpoint: 'https://example.com/demo',
    src: '/a.jpg',
    transformation,
    transformationPosition: position,
  });
  const text = position === 'path' ? /\/tr:(.*?)\/a\.jpg$/.exec(url)?.[1] : /[?&]tr=(.*)$/.exec(url)?.[1];
  return text ?? '';
}

const CASES: readonly (readonly [name: string, steps: Step[], meaning: string])[] = [
  ['dimensions', [{ height: 300, width: 400 }, { rotation: 90 }], 'w-400,h-300:rt-90'],
  ['ratio with a colon', [{ aspectRatio: '4:3', width: 400 }], 'w-400,ar-4-3'],
  ['empty steps', [{}, { width: 300 }], 'w-300'],
  ['raw', [{ raw: 'w-200,h-100' }], 'w-200,h-100'],
  [
    'bare effects',
    [{ grayscale: true, sharpen: true, contrastStretch: true }],
    'e-contrast,e-grayscale,e-sharpen',
  ],
  ['effects with values', [{ blur: 10, opacity: 50, radius: 'max', trim: 5 }], 'r-max,t-5,o-50,bl-10'],
  [
    'shadow and gradient',
    [{ shadow: 'bl-15_st-40_x-10_y-N5', gradient: 'from-red_to-white' }],
    'e-gradient-from-red_to-white,e-shadow-bl-15_st-40_x-10_y-N5',
  ],
  [
    'output',
    [{ quality: 50, format: 'webp', lossless: true, progressive: false }],
    'f-webp,q-50,lo-true,pr-false',
  ],
  ['default image', [{ defaultImage: '/folder/file.jpg/' }], 'di-folder@@file.jpg'],
  [
    'border and background',
    [{ border: '20_FF0000', background: 'FFFFFF', cropMode: 'pad_resize', width: 10 }],
    'w-10,cm-pad_resize,bg-FFFFFF,b-20_FF0000',
  ],
  ['an expression', [{ width: 'iw_div_2', aspectRatio: 'iar_mul_2' }], 'w-iw_div_2,ar-iar_mul_2'],
];

describe('URLs of the official SDK', () => {
  for (const position of ['path', 'query'] as const) {
    for (const [name, steps, meaning] of CASES)
      it(`${name}, in the ${position}`, () => {
        assert.equal(canonical(parse(written(steps, position), { form: position })), meaning);
      });

    it(`layers within layers, in the ${position}`, () => {
      const text = written(
        [
          {
            width: 500,
            overlay: {
              type: 'image',
              input: '/logo/Ñykaa, 1.png',
              position: { x: 10, y: 'bh_div_2' },
              transformation: [
                { width: 100 },
                {
                  overlay: {
                    type: 'text',
                    text: 'हिन्दी & more: 50%',
                    transformation: [{ fontSize: 20, fontColor: 'red' }],
                  },
                },
              ],
            },
          },
        ],
        position,
      );
      const layers = layersOf(parse(text, { form: position }));
      assert.deepEqual(layers.map(layerInput), [
        { kind: 'file', path: 'logo/Ñykaa, 1.png' },
        { kind: 'text', text: 'हिन्दी & more: 50%' },
      ]);
      assert.deepEqual(
        layers.map(({ depth }) => depth),
        [1, 2],
      );
    });
  }
});
