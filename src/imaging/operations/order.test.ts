import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gradient, near, pixel, workbench } from '../testing.ts';
import { scaledFirst } from './order.ts';

const { ask } = workbench();
const size = (width: number, height: number) => ({ width, height });

describe('order', () => {
  it('scales before it turns, to the size as it is there', () => {
    const crop = { left: 1, top: 2, width: 20, height: 10 };
    assert.deepEqual(
      scaledFirst([
        { op: 'blur', sigma: 1 },
        { op: 'rotate', degrees: 90, size: size(400, 600) },
        { op: 'flip', horizontal: true, vertical: false },
        { op: 'rotate', degrees: 180, size: size(400, 600) },
        { op: 'frame', resize: size(40, 60), crop },
        { op: 'grayscale' },
      ]),
      [
        { op: 'blur', sigma: 1 },
        { op: 'frame', resize: size(60, 40) },
        { op: 'rotate', degrees: 90, size: size(40, 60) },
        { op: 'flip', horizontal: true, vertical: false },
        { op: 'rotate', degrees: 180, size: size(40, 60) },
        { op: 'frame', crop },
        { op: 'grayscale' },
      ],
    );
  });

  it('leaves alone what is not the same in another order', () => {
    for (const operations of [
      [
        { op: 'rotate', degrees: 30, size: size(500, 500) },
        { op: 'frame', resize: size(40, 40) },
      ],
      [
        { op: 'flip', horizontal: true, vertical: false },
        { op: 'frame', crop: { left: 0, top: 0, ...size(4, 4) } },
      ],
      [
        { op: 'frame', resize: size(40, 60) },
        { op: 'rotate', degrees: 90, size: size(60, 40) },
      ],
      [],
    ] as const)
      assert.deepEqual(scaledFirst(operations), operations);
  });

  it('shows the same picture', async () => {
    for (const orientation of [1, 6, 7]) {
      const source = await gradient(400, 300).withMetadata({ orientation }).jpeg({ quality: 100 }).toBuffer();
      for (const turns of [
        'e-grayscale,o-50',
        'rt-90',
        'fl-h',
        'fl-v,rt-270',
        'rt-90:fl-h',
        'rt-180,fl-h_v',
      ]) {
        const job = { source, mime: 'image/jpeg' };
        const together = await ask(`${turns}:w-60,h-40,f-png`, job);
        const { bytes } = await ask(`${turns},f-png`, job);
        const apart = await ask('w-60,h-40', { source: bytes });
        for (const [x, y] of [
          [0, 0],
          [59, 0],
          [30, 39],
          [0, 39],
        ] as const) {
          const seen = await pixel(together.bytes, x, y);
          assert.ok(near(seen, await pixel(apart.bytes, x, y), 5), `${turns} at ${x},${y} of ${orientation}`);
        }
      }
    }
  });
});
