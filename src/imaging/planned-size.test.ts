/** What the URL language promises is what comes out: random chains of all that is rendered, planned and executed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { HalftoneError } from '../kernel/index.ts';
import { gradient, planText, workbench } from './testing.ts';

const { ask } = workbench();

const photo = gradient(61, 43);
const sources = {
  'image/png': await photo.clone().png().toBuffer(),
  'image/jpeg': await photo.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  'image/webp': await photo.clone().ensureAlpha(0.5).webp().toBuffer(),
  'image/gif': await sharp(
    await Promise.all([photo, photo.clone().negate()].map((frame) => frame.clone().png().toBuffer())),
    { join: { animated: true } },
  )
    .gif()
    .toBuffer(),
};

const MIMES = Object.keys(sources) as (keyof typeof sources)[];

const pixels = fc.integer({ min: 1, max: 150 });
const key = <T>(name: string, value: fc.Arbitrary<T>) => value.map((text) => `${name}-${text}`);
const MODES =
  'maintain_ratio force at_max at_max_enlarge at_least maintain_ratio_no_enlarge extract pad_extract pad_resize pad_resize_no_enlarge pad_extract_no_shrink';
const PLACES = 'center top left bottom right top_left top_right bottom_left bottom_right auto';

const item = fc.oneof(
  { weight: 3, arbitrary: key('w', fc.oneof(pixels, fc.constantFrom('0.5', 'iw_div_2', 'cw_mul_1.3'))) },
  { weight: 3, arbitrary: key('h', pixels) },
  key('ar', fc.constantFrom('1-1', '16-9', '3_4')),
  key('dpr', fc.constantFrom('2', '0.5')),
  key('c', fc.constantFrom(...MODES.split(' '))),
  key('fo', fc.constantFrom(...PLACES.split(' '))),
  key('x', fc.integer({ min: 0, max: 20 })),
  key('bg', fc.constantFrom('red', 'FF000050', 'transparent')),
  key('r', fc.oneof(pixels, fc.constantFrom('max', '5_max_0_9'))),
  key('b', fc.constantFrom('3_red', '10_00FF0050', 'cw_mul_0.1_blue')),
  key(
    'rt',
    fc.oneof(fc.integer({ min: -720, max: 720 }), fc.constantFrom('90', '180', '270', 'auto', 'N12.5')),
  ),
  key('fl', fc.constantFrom('h', 'v', 'h_v')),
  key('bl', fc.constantFrom('0.1', '3', '60')),
  key('o', fc.integer({ min: 0, max: 100 })),
  key('t', fc.constantFrom('true', '30')),
  key('e', fc.constantFrom('grayscale', 'contrast', 'sharpen', 'sharpen-90', 'usm', 'usm-5-3-1.2-0.01')),
);
const chain = fc
  .array(fc.array(item, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
  .map((steps) => steps.map((step) => step.join(',')).join(':'));
const format = fc.constantFrom('', ',f-png', ',f-jpg', ',f-webp');

describe('random chains', () => {
  it('come out at the size that was planned, or are refused by name', async () => {
    await fc.assert(
      fc.asyncProperty(chain, format, fc.constantFrom(...MIMES), async (text, f, mime) => {
        const source = sources[mime];
        const planned = await planText(text + f, { source, mime }).catch(refusal);
        if (planned === undefined) return;
        const result = await ask(text + f, { source, mime }).catch(refusal);
        // What a trim leaves may be too small for a crop that follows.
        if (result === undefined) return assert.equal(planned.size, undefined);
        const { width, pageHeight, height } = result.metadata;
        assert.deepEqual([result.width, result.height], [width, pageHeight ?? height]);
        if (planned.size)
          assert.deepEqual([result.width, result.height], [planned.size.width, planned.size.height]);
      }),
      { numRuns: 80 },
    );
  });
});

function refusal(error: unknown): undefined {
  if (!(error instanceof HalftoneError && error.status === 400)) throw error;
  return undefined;
}
