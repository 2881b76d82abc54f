import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HalftoneError } from '../../kernel/index.ts';
import type { SourceFacts } from '../plan.ts';
import { draftText, planText, REQUEST, SOURCES, withSettings } from '../testing.ts';
import { texts } from '../texts.testing.ts';

describe('keys', () => {
  const key = (text: string, source = SOURCES.S, request = REQUEST) => planText(text, source, request).key;

  it('are equal for equal plans, however they are written', () => {
    for (const [left, right] of [
      ['w-300,h-200', 'h-200,w-300'],
      ['w-300,h-200', 'w-100,w-300,h-200,'],
      ['w-0.5', 'w-500'],
      ['w-0.5', 'w-iw_div_2'],
      ['w-500', 'h-350'],
      ['if-ar_gt_1,w-500,if-end', 'w-500'],
      ['w-500,f-jpg', 'w-500'],
      ['w-500,q-80', 'w-500,vc-h264'],
      ['f-png,q-10', 'f-png,q-20'],
      ['', 'w-1000,h-700'],
      ['w-500:q-50', 'q-50:w-500'],
    ] as const)
      assert.equal(key(left), key(right), `${left} and ${right}`);
  });

  it('are equal exactly when what is done and how it is encoded are', () => {
    const side = fc.constantFrom(200, 1000);
    fc.assert(
      fc.property(texts, texts, side, (left, right, width) => {
        const facts = { ...SOURCES.S, width };
        const [first, second] = [left, right].map((text) => essence(`${text}:w-100`, facts));
        if (first && second) assert.equal(first.key === second.key, first.pixels === second.pixels);
      }),
      { numRuns: 300 },
    );
  });

  it('differ for different bytes', () => {
    const texts = [
      '',
      'w-500',
      'w-501',
      'w-500,h-500',
      'w-500,h-500,fo-left',
      'q-50',
      'f-png',
      'f-webp',
      'f-webp,lo-true',
      'pr-true',
      'md-true',
      'cp-true',
      'w-500,h-500,cm-pad_resize',
      'w-500,h-500,cm-pad_resize,bg-red',
    ];
    assert.equal(new Set(texts.map((text) => key(text))).size, texts.length);
    assert.notEqual(
      key('', SOURCES.S),
      key('', SOURCES.S, { ...REQUEST, accepts: { webp: true, avif: false } }),
    );
    assert.notEqual(key('f-gif', SOURCES.gif), key('f-png', SOURCES.gif));
    assert.notEqual(key('f-png'), key('f-png', SOURCES.S, withSettings({ pngCompression: 'palette' })));
  });
});

/** The key of a text, and all that may decide the bytes; nothing for a text that is refused, or gives stored bytes. */
function essence(text: string, facts: SourceFacts): { key: string; pixels: string } | undefined {
  try {
    const { original, key, steps, output, page } = draftText(text, facts);
    const operations = steps.flatMap((step) => step.operations);
    return original ? undefined : { key, pixels: JSON.stringify([operations, output, page]) };
  } catch (error) {
    assert.ok(error instanceof HalftoneError, String(error));
    return undefined;
  }
}
