import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FocusFrame, Frame, Rect, Size } from '../../plan.ts';
import { draftText, SOURCES, withSettings } from '../../testing.ts';
import { resolveFocus } from './focus.ts';

const { car, S } = SOURCES;
const LARGE = withSettings({ maxMegapixels: 1e9 });

function focusOf(text: string, source: Parameters<typeof draftText>[1]): FocusFrame {
  const [focus] = draftText(text, source).steps.flatMap(({ operations }) => operations);
  assert.ok(focus?.op === 'focus', text);
  return focus;
}

function sizeAfter(start: Size, frames: readonly Frame[]): Size {
  return frames.reduce((size: Size, { resize, crop }) => crop ?? resize ?? size, start);
}

const size = (text: string, source: Size & Parameters<typeof draftText>[1], found: Rect | undefined) => {
  const { width, height } = sizeAfter(source, resolveFocus(focusOf(text, source), source, found));
  return `${width}x${height}`;
};

describe('crops around a subject', () => {
  const box = { left: 460, top: 490, width: 982, height: 301 };

  it('take the box of an object, grown to a ratio (row 81)', () => {
    assert.equal(size('fo-car', car, box), '982x301');
    assert.equal(size('fo-car,ar-2_1', car, box), '982x491');
    assert.equal(size('fo-car', car, undefined), '1920x1280');
    const dogs = { ...S, width: 600, height: 336 };
    assert.equal(size('fo-dog,ar-1_1', dogs, { left: 100, top: 7, width: 292, height: 322 }), '322x322');
  });

  it('centre a window on it, inside the image (row 82)', () => {
    const [frame] = resolveFocus(focusOf('w-600,h-400,fo-car,cm-extract', car), car, box);
    assert.deepEqual(frame, { op: 'frame', crop: { left: 651, top: 440, width: 600, height: 400 } });
    const [edge] = resolveFocus(focusOf('w-600,h-400,fo-car,cm-extract', car), car, {
      ...box,
      left: 1800,
      width: 120,
    });
    assert.deepEqual(edge?.crop, { left: 1320, top: 440, width: 600, height: 400 });
  });

  it('cover the size as any crop does, around its centre', () => {
    const [frame, ...more] = resolveFocus(focusOf('w-400,h-400,fo-car', car), car, box);
    assert.deepEqual(more, []);
    assert.deepEqual(frame, {
      op: 'frame',
      resize: { width: 600, height: 400 },
      crop: { left: 97, top: 0, width: 400, height: 400 },
    });
    const [centred] = resolveFocus(focusOf('w-400,h-400,fo-car', car), car, undefined);
    assert.equal(centred?.crop?.left, 100);
  });

  it('show a face larger with a larger zoom (row 83)', () => {
    const face = { left: 400, top: 200, width: 80, height: 100 };
    const width = (text: string) => resolveFocus(focusOf(text, S), S, face)[0]?.crop?.width;
    assert.equal(width('w-150,h-150,fo-face'), 200);
    assert.equal(width('w-150,h-150,fo-face,z-0.5'), 400);
    assert.equal(width('w-150,h-150,fo-face,z-2.0'), 100);
    for (const text of ['w-150,h-150,fo-face', 'w-150,h-150,fo-face,z-0.5', 'w-150,h-150,fo-face,z-20'])
      assert.equal(size(text, S, face), '150x150');
  });

  it('have the planned size and lie inside the image, whatever is found', () => {
    const side = fc.integer({ min: 1, max: 4000 });
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    const modes = fc.constantFrom('c-maintain_ratio', 'cm-extract', 'c-maintain_ratio_no_enlarge');
    const subjects = fc.constantFrom(
      'fo-auto',
      'fo-face',
      'fo-face,z-0.3',
      'fo-face,z-7',
      'fo-car',
      'fo-car,z-2',
      'fo-car,z-0.2',
    );
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.tuple(part, part, part, part),
        modes,
        subjects,
        (iw, ih, w, h, [x, y, right, bottom], mode, subject) => {
          const facts = { ...S, width: iw, height: ih };
          const planned = draftText(`w-${w},h-${h},${mode},${subject}`, facts, LARGE);
          const [focus] = planned.steps.flatMap(({ operations }) => operations);
          if (focus?.op !== 'focus') return;
          const left = Math.floor(x * (iw - 1));
          const top = Math.floor(y * (ih - 1));
          const found = {
            left,
            top,
            width: Math.ceil(right * (iw - left)) || 1,
            height: Math.ceil(bottom * (ih - top)) || 1,
          };
          let current: Size = facts;
          for (const { resize, crop } of resolveFocus(focus, facts, found)) {
            current = resize ?? current;
            if (crop) {
              assert.ok(crop.left >= 0 && crop.left + crop.width <= current.width, JSON.stringify(crop));
              assert.ok(crop.top >= 0 && crop.top + crop.height <= current.height, JSON.stringify(crop));
              current = { width: crop.width, height: crop.height };
            }
          }
          assert.deepEqual({ width: current.width, height: current.height }, planned.size);
        },
      ),
      { numRuns: 500 },
    );
  });
});
