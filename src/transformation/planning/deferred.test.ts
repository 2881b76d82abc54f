import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HalftoneError } from '../../kernel/index.ts';
import type { Deferred, Operation, Size, SourceFacts } from '../plan.ts';
import { draftText, LAYERS, planText, REQUEST, SOURCES, withSettings } from '../testing.ts';
import { texts } from '../texts.testing.ts';
import { EVERYTHING } from './rendered.ts';
import { resolveDeferred } from './resolve.ts';

const { S, T, gif } = SOURCES;

function deferredIn(text: string, source: SourceFacts = S): Deferred | undefined {
  const operations = draftText(text, source).steps.flatMap((step) => step.operations);
  return operations.find((operation) => operation.op === 'deferred');
}

function resolved(text: string, size: Size, source: SourceFacts = S): readonly Operation[] {
  const deferred = deferredIn(text, source);
  return deferred ? resolveDeferred(deferred, size, EVERYTHING) : [];
}

const UNLIMITED = withSettings({ maxMegapixels: 1e12 });
const trimmed = { width: 500, height: 100 };

describe('what follows a step whose size only the pixels decide', () => {
  it('is kept in its canonical text, without what is decided already', () => {
    assert.equal(deferredIn('w-300,t-true,q-50,h-200:rt-90:f-png')?.rest, 'w-300,h-200:rt-90');
    assert.equal(deferredIn('t-true'), undefined);
    assert.equal(deferredIn('t-true,f-png:q-5,di-a.png'), undefined);
    assert.equal(deferredIn('w-300,h-300'), undefined);
  });

  it('leaves the size of the plan open, and that of the steps before it known', () => {
    const { size, steps } = planText('w-300:t-true,w-100', S);
    assert.equal(size, undefined);
    assert.deepEqual(
      steps.map((step) => step.size),
      [{ width: 300, height: 210 }, undefined],
    );
    assert.deepEqual(planText('t-true:t-true,w-100', S).steps.length, 1);
  });

  it('is planned for the size that comes out', () => {
    const resize = (width: number, height: number) => [{ op: 'frame', resize: { width, height } }];
    assert.deepEqual(resolved('t-true,w-100', trimmed), resize(100, 20));
    assert.deepEqual(resolved('t-true:w-0.5', trimmed), resize(250, 50));
    assert.deepEqual(resolved('t-true,w-cw_div_2', trimmed), resize(250, 50));
    assert.deepEqual(resolved('t-true:w-iw_div_2', trimmed), []);
    assert.deepEqual(resolved('t-true:if-w_gt_500,w-10,if-else,w-20,if-end', trimmed), resize(20, 4));
    assert.deepEqual(resolved('if-w_gt_1,t-true:w-10,if-end:h-10', trimmed), [
      ...resize(10, 2),
      ...resize(50, 10),
    ]);
    assert.deepEqual(
      resolved('t-true,w-50,c-at_max,b-cw_div_10_red', trimmed).map(({ op }) => op),
      ['frame', 'border'],
    );
  });

  it('knows what the browser said', () => {
    const hinted = { ...REQUEST, hints: { dpr: 2, width: 150, saveData: false } };
    const [, deferred] = planText('t-true,w-auto,dpr-auto', S, hinted).steps[0]?.operations ?? [];
    assert.ok(deferred?.op === 'deferred');
    assert.deepEqual(resolveDeferred(deferred, trimmed), [
      { op: 'frame', resize: { width: 200, height: 40 } },
    ]);
    assert.equal(planText('t-true,w-auto,dpr-auto', S, hinted).contentDpr, 2.67);
    assert.deepEqual(deferredIn('t-true,w-5')?.hints, {});
  });

  it('can be deferred again', () => {
    const [frame, trim, again, ...more] = resolved('t-true:w-100:t-5,e-grayscale:rt-90', trimmed);
    assert.deepEqual([frame?.op, trim?.op, again?.op, more.length], ['frame', 'trim', 'deferred', 0]);
    assert.equal(again?.op === 'deferred' && again.rest, 'e-grayscale:rt-90');
  });

  it('knows no stored coordinates', () => {
    const facts = { ...S, customCoordinates: '0,0,10,10' };
    assert.deepEqual(
      resolved('t-true,w-50,h-50,fo-custom', trimmed, facts),
      resolved('t-true,w-50,h-50', trimmed),
    );
  });

  it('decides the format before there are pixels', () => {
    const format = (text: string, source: SourceFacts = S) => planText(text, source).output.format;
    assert.equal(format('t-true,r-10'), 'png');
    assert.equal(format('t-true:if-w_gt_10,r-10,if-end'), 'png');
    assert.equal(format('t-true:if-iw_gt_10,f-png,if-end'), 'png');
    assert.equal(format('t-true,bg-red', T), 'png');
    assert.equal(format('t-true:w-9:f-jpg', T), 'jpg');
    const { steps } = planText('t-true:w-9:f-jpg', T);
    assert.deepEqual(steps.at(-1)?.operations.at(-1), {
      op: 'flatten',
      background: { r: 0, g: 0, b: 0, alpha: 1 },
    });
    assert.throws(() => planText('t-true:if-w_gt_10,f-png,if-end', S), {
      status: 400,
      message: /depends on a size/,
    });
    assert.throws(() => planText('t-true:if-w_gt_10,orig-true,if-end', S), { status: 400 });
    assert.equal(format('t-true:if-w_gt_10,f-png,if-else,f-png,if-end'), 'png');
  });

  it('has no conditions for GIF either', () => {
    assert.deepEqual(resolved('t-true:if-w_gt_1,w-10,if-end:w-50', trimmed, gif), [
      { op: 'frame', resize: { width: 50, height: 10 } },
    ]);
  });

  it('is refused before there are pixels where it can be', () => {
    for (const text of [
      't-true:w-bw',
      't-true:w-300,h-300,cm-extract,xc-5',
      't-true,w-ih_div_0',
      't-true:n-nope',
    ])
      assert.throws(() => planText(text, S), { status: 400 }, text);
  });

  it('is refused by name when the size makes it impossible', () => {
    const deferred = deferredIn('t-true,w-300,h-50,cm-extract,xc-400,yc-50');
    assert.ok(deferred);
    assert.doesNotThrow(() => resolveDeferred(deferred, { width: 600, height: 100 }));
    assert.throws(() => resolveDeferred(deferred, { width: 500, height: 100 }), {
      status: 400,
      message:
        'xc-400,yc-50 (at character 22) puts the crop window of 300x50 outside the image of 500x100; allowed: a centre that leaves all of it inside',
    });
  });

  it('is what it would be on a stored image of that size', () => {
    const side = fc.integer({ min: 1, max: 3000 });
    const withoutOriginal = texts.filter((text) => !text.includes('orig'));
    fc.assert(
      fc.property(withoutOriginal, side, side, fc.boolean(), (text, width, height, hasAlpha) => {
        const facts: SourceFacts = { width, height, hasAlpha, format: 'png', pages: 1, layers: LAYERS };
        const straight = outcome(() =>
          draftText(`${text}:f-png`, facts, UNLIMITED).steps.flatMap(({ operations }) => operations),
        );
        const deferred = outcome(() => {
          const [trim, ...following] = draftText(`t-true:${text}:f-png`, facts, UNLIMITED).steps.flatMap(
            ({ operations }) => operations,
          );
          assert.equal(trim?.op, 'trim');
          return following.flatMap((operation) =>
            operation.op === 'deferred' ? resolveDeferred(operation, facts, EVERYTHING) : [operation],
          );
        });
        // Before a condition is decided both its branches must be possible.
        if (typeof deferred !== 'string' || !text.includes('if-')) assert.deepEqual(deferred, straight);
      }),
      { numRuns: 300 },
    );
  });
});

/** What comes out, or the status of the language's own error. */
function outcome(planned: () => readonly Operation[]): unknown {
  try {
    return JSON.parse(JSON.stringify(planned()));
  } catch (error) {
    assert.ok(error instanceof HalftoneError, String(error));
    return String(error.status);
  }
}
