import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSingleFlight, type Flight } from './single-flight.ts';

describe('single-flight', () => {
  it('does the work once for all who ask meanwhile, and again for those who ask later', async () => {
    const joined: string[] = [];
    const flights = createSingleFlight<number>({ onJoin: (key) => joined.push(key) });
    let runs = 0;
    const work = async () => ++runs;
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => flights.run('a', work))), [1, 1, 1]);
    assert.deepEqual(joined, ['a', 'a']);
    assert.equal(await flights.run('a', work), 2);
  });

  it('keeps keys apart, and gives each caller the error of the work', async () => {
    const flights = createSingleFlight<string>();
    const fails = () => Promise.reject(new Error('broken'));
    const outcomes = await Promise.allSettled([
      flights.run('a', fails),
      flights.run('a', fails),
      flights.run('b', async () => 'whole'),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['rejected', 'rejected', 'fulfilled'],
    );
  });

  it('goes on for the followers when the first caller leaves', async () => {
    const flights = createSingleFlight<string>();
    const gate = Promise.withResolvers<string>();
    let flight: Flight | undefined;
    const first = new AbortController();
    const leader = flights.run(
      'a',
      (it) => {
        flight = it;
        return gate.promise;
      },
      first.signal,
    );
    const follower = flights.run('a', () => assert.fail('must join'));
    first.abort();
    await assert.rejects(leader, { name: 'AbortError' });
    assert.equal(flight?.signal.aborted, false);
    gate.resolve('done');
    assert.equal(await follower, 'done');
  });

  it('tells the work when the last caller has left', async () => {
    const flights = createSingleFlight<string>();
    const clients = [new AbortController(), new AbortController()];
    const started = Promise.withResolvers<Flight>();
    const work = (flight: Flight) => {
      started.resolve(flight);
      return new Promise<string>((_, reject) =>
        flight.signal.addEventListener('abort', () => reject(flight.signal.reason)),
      );
    };
    const waiting = clients.map((client) => flights.run('a', work, client.signal));
    const { signal } = await started.promise;
    clients[0]?.abort();
    assert.equal(signal.aborted, false);
    clients[1]?.abort();
    assert.equal(signal.aborted, true);
    await Promise.allSettled(waiting);
    await flights.idle();
  });

  it('gives one who comes after all have left the outcome of work that finishes all the same', async () => {
    const flights = createSingleFlight<string>();
    const gate = Promise.withResolvers<string>();
    const client = new AbortController();
    const left = flights.run('a', () => gate.promise, client.signal);
    client.abort();
    await assert.rejects(left);
    const late = flights.run('a', () => assert.fail('must join'));
    gate.resolve('finished');
    assert.equal(await late, 'finished');
  });

  it('begins anew for one who came while abandoned work was being dropped', async () => {
    const flights = createSingleFlight<string>();
    const client = new AbortController();
    const dropped = Promise.withResolvers<void>();
    const left = flights.run(
      'a',
      async (flight) => {
        await dropped.promise;
        flight.signal.throwIfAborted();
        return 'old';
      },
      client.signal,
    );
    client.abort();
    await assert.rejects(left);
    const late = flights.run('a', async () => 'new');
    dropped.resolve();
    assert.equal(await late, 'new');
  });

  it('parts later callers from work that is forgotten', async () => {
    const flights = createSingleFlight<string>();
    const gate = Promise.withResolvers<void>();
    let flight: Flight | undefined;
    const before = flights.run('a', async (it) => {
      flight = it;
      await gate.promise;
      return 'before';
    });
    await Promise.resolve();
    flights.forget('b');
    assert.equal(flight?.forgotten, false);
    flights.forget();
    assert.equal(flight?.forgotten, true);
    assert.equal(await flights.run('a', async () => 'after'), 'after');
    gate.resolve();
    assert.equal(await before, 'before');
  });

  it('does not begin for a caller who has already left', async () => {
    const flights = createSingleFlight<string>();
    await assert.rejects(
      flights.run('a', () => assert.fail('must not begin'), AbortSignal.abort()),
      { name: 'AbortError' },
    );
  });
});
