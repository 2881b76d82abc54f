import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSemaphore } from './semaphore.ts';

const full = () => new Error('full');

describe('semaphore', () => {
  it('admits up to its capacity, then in the order of arrival', async () => {
    const semaphore = createSemaphore({ capacity: 2, maxWaiting: 10, full });
    const order: string[] = [];
    const first = await semaphore.acquire(1);
    await semaphore.acquire(1);
    const waiting = ['a', 'b'].map(async (name) => {
      const release = await semaphore.acquire(1);
      order.push(name);
      release();
    });
    assert.equal(semaphore.waiting, 2);
    first();
    await Promise.all(waiting);
    assert.deepEqual(order, ['a', 'b']);
    assert.equal(semaphore.used, 1);
  });

  it('never lets light work overtake a heavy one at the head', async () => {
    const semaphore = createSemaphore({ capacity: 2, maxWaiting: 10, full });
    const first = await semaphore.acquire(1);
    const order: string[] = [];
    const heavy = semaphore.acquire(2).then((release) => {
      order.push('heavy');
      release();
    });
    const light = semaphore.acquire(1).then(() => order.push('light'));
    assert.equal(semaphore.waiting, 2);
    first();
    await Promise.all([heavy, light]);
    assert.deepEqual(order, ['heavy', 'light']);
  });

  it('takes a weight above its capacity as all of it', async () => {
    const semaphore = createSemaphore({ capacity: 2, maxWaiting: 0, full });
    const release = await semaphore.acquire(100);
    assert.equal(semaphore.used, 2);
    release();
    assert.equal(semaphore.used, 0);
  });

  it('refuses when the line is full, and only then', async () => {
    const semaphore = createSemaphore({ capacity: 1, maxWaiting: 1, full });
    const release = await semaphore.acquire(1);
    const waiting = semaphore.acquire(1);
    await assert.rejects(semaphore.acquire(1), /full/);
    release();
    await waiting;
  });

  it('drops who leaves the line, and admits those behind', async () => {
    const semaphore = createSemaphore({ capacity: 2, maxWaiting: 10, full });
    await semaphore.acquire(1);
    const leaving = new AbortController();
    const heavy = semaphore.acquire(2, leaving.signal);
    const light = semaphore.acquire(1);
    leaving.abort();
    await assert.rejects(heavy, { name: 'AbortError' });
    await light;
    assert.equal(semaphore.used, 2);
    await assert.rejects(semaphore.acquire(1, leaving.signal), { name: 'AbortError' });
  });

  it('counts a release once', async () => {
    const semaphore = createSemaphore({ capacity: 1, maxWaiting: 0, full });
    const release = await semaphore.acquire(1);
    release();
    release();
    assert.equal(semaphore.used, 0);
  });
});
