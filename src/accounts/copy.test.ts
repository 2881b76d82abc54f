import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCopy } from './copy.ts';

function counting() {
  const time = { now: 0 };
  let loads = 0;
  const copy = createCopy({ load: async () => ++loads, maxAgeMs: 1000, clock: () => time.now });
  return { time, copy };
}

test('a copy is loaded once and again when it is old', async () => {
  const { time, copy } = counting();
  assert.equal(await copy.get(), 1);
  time.now = 999;
  assert.equal(await copy.get(), 1);
  time.now = 1000;
  assert.equal(await copy.get(), 2);
});

test('callers at one time share a load', async () => {
  const { copy } = counting();
  assert.deepEqual(await Promise.all([copy.get(), copy.get(), copy.get()]), [1, 1, 1]);
});

test('a clock that was set back does not keep a copy alive', async () => {
  const { time, copy } = counting();
  time.now = 5000;
  await copy.get();
  time.now = 4999;
  assert.equal(await copy.get(), 2);
});

test('after a change, what was being loaded before is not kept', async () => {
  const { copy } = counting();
  const before = copy.get();
  copy.forget();
  assert.equal(await copy.get(), 2);
  assert.equal(await before, 1);
  assert.equal(await copy.get(), 2);
});

test('a failed load fails its callers and is tried again by the next', async () => {
  let fail = true;
  const copy = createCopy({
    load: async () => {
      if (fail) throw new Error('down');
      return 'up';
    },
    maxAgeMs: 1000,
    clock: () => 0,
  });
  await assert.rejects(copy.get(), { message: 'down' });
  fail = false;
  assert.equal(await copy.get(), 'up');
});
