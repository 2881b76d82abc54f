import assert from 'node:assert/strict';
import { rm, truncate, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type Gate, openGate } from '../workers/testing.ts';
import type { Rendition, RenditionFile } from './index.ts';
import { openTestRenditions, type TestOptions, type TestRenditions } from './renditions.testing.ts';

const LARGE = 3 * 2 ** 20;

async function open(test: TestContext, options?: TestOptions): Promise<TestRenditions> {
  const opened = await openTestRenditions(options);
  test.after(() => opened.close());
  return opened;
}

function text({ body }: Rendition): string {
  assert.ok(Buffer.isBuffer(body));
  return body.toString();
}

function file({ body }: Rendition): RenditionFile {
  assert.ok(!Buffer.isBuffer(body));
  return body;
}

describe('renditions', () => {
  let gate: Gate;
  before(async () => {
    gate = await openGate();
  });
  after(() => gate.close());

  describe('what is made', () => {
    it('is described, kept on disk, in memory as well once it is asked for again, and made once', async (test) => {
      const { get, keyOf, renditions, files, drafts } = await open(test);
      assert.equal(renditions.peek(keyOf({})), undefined);
      const first = await get({});
      assert.deepEqual(
        { ...first, body: undefined },
        { contentType: 'image/webp', size: 100, width: 40, height: 30, body: undefined, cached: 'none' },
      );
      assert.equal(renditions.peek(keyOf({})), undefined);
      const second = await get({});
      assert.equal(second.cached, 'disk');
      const third = await get({});
      assert.equal(third.cached, 'memory');
      for (const again of [second, third]) assert.equal(text(again), text(first));
      assert.equal(renditions.peek(keyOf({})), third);
      assert.equal(renditions.stats().renders, 1);
      assert.equal((await files()).length, 1);
      assert.deepEqual(await drafts(), []);
    });

    it('survives a restart on disk, with what is known of it', async (test) => {
      const before = await open(test);
      const first = await before.get({});
      const later = await before.restart();
      test.after(() => later.close());
      const again = await later.get({});
      assert.equal(again.cached, 'disk');
      assert.equal(text(again), text(first));
      assert.deepEqual(
        [again.contentType, again.width, again.height, again.size],
        ['image/webp', 40, 30, 100],
      );
      assert.equal((await later.get({})).cached, 'memory');
      assert.equal(later.renditions.stats().renders, 0);
    });

    it('is a file when large: whole, in parts, after a restart', async (test) => {
      const before = await open(test);
      const first = await buffer(await file(await before.get({ bytes: LARGE })).stream());
      assert.equal(first.length, LARGE);
      const later = await before.restart();
      test.after(() => later.close());
      const again = await later.get({ bytes: LARGE });
      assert.equal(again.cached, 'disk');
      assert.deepEqual(await buffer(await file(again).stream()), first);
      assert.deepEqual(await buffer(await file(again).stream({ start: 1, end: 9 })), first.subarray(1, 10));
      assert.equal(later.renditions.stats().renders, 0);
    });

    it('is a sanitised SVG, kept in the same way', async (test) => {
      const { renditions } = await open(test);
      const request = { versionId: 'v', blobKey: 'hash/id', signal: new AbortController().signal };
      const made = await renditions.sanitizedSvg(request);
      assert.deepEqual(
        [made.contentType, made.size, made.width, made.cached],
        ['image/svg+xml', 64, undefined, 'none'],
      );
      assert.equal((await renditions.sanitizedSvg(request)).cached, 'disk');
    });
  });

  describe('one render for all who ask at the same time', () => {
    it('a thousand identical cold requests are one job and identical bytes', async (test) => {
      const { get, renditions } = await open(test);
      const all = await Promise.all(Array.from({ length: 1000 }, () => get({})));
      assert.equal(new Set(all.map(text)).size, 1);
      const { renders, coalesced } = renditions.stats();
      assert.deepEqual({ renders, coalesced }, { renders: 1, coalesced: 999 });
    });

    it('goes on for a follower when the first client leaves', async (test) => {
      const { get, renditions } = await open(test);
      const client = new AbortController();
      const leader = get({ gate: gate.path }, client.signal);
      const follower = get({ gate: gate.path });
      const visitor = await gate.arrival();
      client.abort();
      await assert.rejects(leader, { name: 'AbortError' });
      visitor.pass();
      assert.equal((await follower).size, 100);
      assert.equal(renditions.stats().renders, 1);
    });

    it('is finished and kept when it runs and everyone leaves', async (test) => {
      const { get, renditions } = await open(test);
      const client = new AbortController();
      const left = get({ gate: gate.path }, client.signal);
      const visitor = await gate.arrival();
      client.abort();
      await assert.rejects(left, { name: 'AbortError' });
      const late = get({ gate: gate.path });
      visitor.pass();
      await late;
      assert.equal(renditions.stats().renders, 1);
    });

    it('is stopped when it has much left to do and everyone leaves, and made for who comes later', async (test) => {
      const { get, renditions, drafts } = await open(test);
      const behaviour = { gate: gate.path, megapixels: 10_000 };
      for (let n = 0; n < 3; n += 1) {
        const client = new AbortController();
        const left = get(behaviour, client.signal);
        const visitor = await gate.arrival();
        client.abort();
        await assert.rejects(left, { name: 'AbortError' });
        await visitor.left;
      }
      const late = get(behaviour);
      (await gate.arrival()).pass();
      assert.equal((await late).cached, 'none');
      assert.equal(renditions.stats().renders, 4);
      assert.deepEqual(await drafts(), []);
    });

    it('is dropped when it waits and everyone leaves', async (test) => {
      const { get, renditions } = await open(test);
      const first = get({ gate: gate.path, name: 'runs' });
      const visitor = await gate.arrival();
      const client = new AbortController();
      // One more waits inside the pool, the others for their turn.
      const waiting = [1, 2, 3, 4].map((n) => get({ name: `waits ${n}` }, client.signal));
      const dropped = Promise.allSettled(waiting);
      client.abort();
      assert.ok((await dropped).every((outcome) => outcome.status === 'rejected'));
      visitor.pass();
      await first;
      assert.equal((await get({ name: 'waits 1' })).cached, 'none');
      assert.ok(renditions.stats().renders <= 3);
      assert.equal(renditions.stats().waiting, 0);
    });
  });

  describe('a purge', () => {
    for (const bytes of [100, LARGE]) {
      it(`during a render keeps nothing of it, but answers who waits (${bytes} bytes)`, async (test) => {
        const { get, keyOf, renditions, files, drafts } = await open(test, { pool: { size: 2 } });
        const behaviour = { gate: gate.path, bytes };
        const before = get(behaviour);
        const visitor = await gate.arrival();
        await renditions.invalidate([keyOf(behaviour)]);
        const after = get(behaviour);
        (await gate.arrival()).pass();
        const anew = await after;
        visitor.pass();
        assert.equal((await before).size, bytes);
        assert.equal((await files()).length, 1);
        assert.deepEqual(await drafts(), []);
        const cached = await get(behaviour);
        assert.notEqual(cached.cached, 'none');
        if (bytes === 100) assert.equal(text(cached), text(anew));
      });
    }

    it('of keys removes those, of everything removes all, from memory and disk', async (test) => {
      const { get, keyOf, renditions, restart } = await open(test);
      await get({ name: 'a' });
      await get({ name: 'b' });
      await get({ name: 'c' });
      for (const name of ['a', 'b', 'c']) assert.equal((await get({ name })).cached, 'disk');
      await renditions.invalidate([keyOf({ name: 'a' })]);
      assert.equal((await get({ name: 'a' })).cached, 'none');
      assert.equal((await get({ name: 'b' })).cached, 'memory');
      await renditions.invalidate();
      assert.equal((await get({ name: 'c' })).cached, 'none');
      const later = await restart();
      test.after(() => later.close());
      assert.equal((await later.get({ name: 'b' })).cached, 'none');
      assert.equal((await later.get({ name: 'c' })).cached, 'disk');
    });
  });

  describe('a purge of versions', () => {
    it('removes all that was made of them, from memory and disk, and nothing else', async (test) => {
      const { get, renditions, restart } = await open(test);
      const made = [
        { name: 'a', version: 'one' },
        { name: 'b', version: 'one' },
        { name: 'a', version: 'two' },
      ];
      const kept = async (of = get) =>
        (await Promise.all(made.map((behaviour) => of(behaviour)))).map(({ cached }) => cached);
      await kept();
      await get({ name: 'a', version: 'one' });
      await renditions.invalidateVersions(['one', 'none']);
      assert.deepEqual(await kept(), ['none', 'none', 'disk']);
      const later = await restart();
      test.after(() => later.close());
      await later.renditions.invalidateVersions(['two']);
      assert.deepEqual(await kept(later.get), ['disk', 'disk', 'none']);
    });
  });

  describe('the disk tier', () => {
    it('stays within its bound, dropping what was used longest ago', async (test) => {
      const { get, files, restart } = await open(test, {
        renditions: { diskBytes: 3 * 4096, memoryBytes: 0 },
      });
      for (const name of ['a', 'b', 'c']) await get({ name });
      assert.equal((await get({ name: 'a' })).cached, 'disk');
      await get({ name: 'd' });
      assert.equal((await get({ name: 'b' })).cached, 'none');
      assert.equal((await get({ name: 'a' })).cached, 'disk');
      const later = await restart();
      test.after(() => later.close());
      assert.equal((await files()).length, 3);
    });

    it('shrinks at the next start when its bound has', async (test) => {
      const before = await open(test);
      for (const name of ['a', 'b', 'c']) await before.get({ name });
      const later = await before.restart({ diskBytes: 4096 });
      test.after(() => later.close());
      for (const name of ['a', 'b', 'c']) await later.get({ name });
      await later.renditions.close();
      assert.equal((await later.files()).length, 1);
    });

    it('may be off, and memory too', async (test) => {
      const { get, files } = await open(test, { renditions: { diskBytes: 0, memoryBytes: 0 } });
      assert.equal((await get({})).cached, 'none');
      assert.equal((await get({})).cached, 'none');
      assert.equal((await get({ bytes: LARGE })).size, LARGE);
      assert.deepEqual(await files(), []);
    });

    const damages = [
      { name: 'cut short', damage: (path: string) => truncate(path, 10) },
      { name: 'empty', damage: (path: string) => truncate(path, 0) },
      { name: 'gone', damage: (path: string) => rm(path) },
    ];
    for (const bytes of [100, LARGE]) {
      for (const { name, damage } of damages) {
        it(`makes a file anew that is ${name} (${bytes} bytes)`, async (test) => {
          const { get, files, renditions } = await open(test, { renditions: { memoryBytes: 0 } });
          await get({ bytes });
          for (const path of await files()) await damage(path);
          const anew = await get({ bytes });
          assert.equal(anew.cached, 'none');
          assert.equal(anew.size, bytes);
          assert.equal((await get({ bytes })).cached, 'disk');
          assert.equal(renditions.stats().renders, 2);
        });
      }
    }

    it('is not needed for an answer when it cannot be written at all', async (test) => {
      const { get, renditions, folder, restart } = await open(test);
      await rm(folder, { recursive: true, force: true });
      await writeFile(folder, 'a file where the folder was');
      for (const bytes of [100, LARGE]) {
        const made = await get({ bytes });
        assert.equal(made.cached, 'none');
        assert.ok(Buffer.isBuffer(made.body));
        assert.equal(made.body.length, bytes);
      }
      assert.equal((await get({ bytes: 100 })).cached, 'memory');
      const request = { versionId: 'v', blobKey: 'hash/id', signal: new AbortController().signal };
      assert.equal((await renditions.sanitizedSvg(request)).size, 64);

      await rm(folder);
      const again = await get({ name: 'the disk is back' });
      const later = await restart();
      test.after(() => later.close());
      assert.equal(text(await later.get({ name: 'the disk is back' })), text(again));
    });

    it('is made anew when someone has emptied it', async (test) => {
      const { get, files, folder } = await open(test, { renditions: { memoryBytes: 0 } });
      await get({});
      await rm(folder, { recursive: true });
      for (let n = 0; n < 3; n += 1) await get({});
      assert.equal((await get({})).cached, 'disk');
      assert.equal((await files()).length, 1);
    });

    it('streams a file that was removed after it was promised', async (test) => {
      const { get, files, renditions } = await open(test);
      const promised = file(await get({ bytes: LARGE }));
      for (const path of await files()) await rm(path);
      assert.equal((await buffer(await promised.stream())).length, LARGE);
      assert.equal((await buffer(await promised.stream({ start: 0, end: 9 }))).length, 10);
      assert.equal(renditions.stats().renders, 2);
    });

    it('streams to the end a file that is removed meanwhile', async (test) => {
      const { get, keyOf, renditions } = await open(test);
      const stream = await file(await get({ bytes: LARGE })).stream();
      await renditions.invalidate([keyOf({ bytes: LARGE })]);
      assert.equal((await buffer(stream)).length, LARGE);
    });

    it('removes at a start what an earlier run left unfinished, and lets foreign files be', async (test) => {
      const before = await open(test);
      await before.get({});
      const [kept = ''] = await before.files();
      const foreign = kept.replace(/[^/]*$/, 'note.txt');
      await writeFile(foreign, 'not ours');
      await writeFile(`${before.folder}/drafts/left`, 'unfinished');
      const later = await before.restart();
      test.after(() => later.close());
      await later.get({ name: 'anything' });
      assert.deepEqual(await later.drafts(), []);
      assert.ok((await later.files()).includes(foreign));
    });
  });

  describe('admission', () => {
    it('answers 503 with Retry-After when the line is full, and serves the others', async (test) => {
      const { get, renditions } = await open(test, { renditions: { maxQueued: 2 } });
      const running = get({ gate: gate.path });
      const visitor = await gate.arrival();
      // One waits inside the pool, two in the line, two are refused: whichever come last.
      const asked = ['a', 'b', 'c', 'd', 'e'].map((name) => get({ name }));
      const outcomes = Promise.allSettled(asked);
      await new Promise<void>((resolve) => {
        let refused = 0;
        for (const answer of asked) {
          answer.catch(({ status, retryAfter }) => {
            assert.equal(status, 503);
            assert.ok(retryAfter > 0);
            refused += 1;
            if (refused === 2) resolve();
          });
        }
      });
      assert.equal(renditions.stats().rejected, 2);
      visitor.pass();
      await running;
      assert.equal((await outcomes).filter(({ status }) => status === 'fulfilled').length, 3);
    });

    it('answers 503 when the line would take too long, with the time that it will take', async (test) => {
      const { get, renditions } = await open(test);
      const light = { megapixels: 100 };
      const running = get({ gate: gate.path, megapixels: 10_000 });
      const visitor = await gate.arrival();
      const waiting = get({ ...light, name: 'waits' });
      await assert.rejects(get({ ...light, name: 'too late' }), { status: 503, retryAfter: 26 });
      assert.equal(renditions.stats().rejected, 1);
      visitor.pass();
      await running;
      await waiting;
      assert.equal((await get({ ...light, name: 'too late' })).cached, 'none');
    });

    it('serves hits while the line is full', async (test) => {
      const { get } = await open(test, { renditions: { maxQueued: 0 } });
      await get({ name: 'hit' });
      const running = get({ gate: gate.path });
      const visitor = await gate.arrival();
      assert.equal((await get({ name: 'hit' })).cached, 'disk');
      assert.equal((await get({ name: 'hit' })).cached, 'memory');
      visitor.pass();
      await running;
    });
  });

  describe('what takes its process down', () => {
    it('is 500 twice, then refused without a process (400), and tried again after a while', async (test) => {
      let now = 0;
      const { get, renditions } = await open(test, { renditions: { clock: () => now } });
      await assert.rejects(get({ act: 'crash' }), { status: 500, code: 'EINTERNAL' });
      await assert.rejects(get({ act: 'crash' }), { status: 500, code: 'EINTERNAL' });
      await assert.rejects(get({ act: 'crash' }), { status: 400, code: 'EFORMAT' });
      assert.equal(renditions.stats().renders, 2);
      assert.equal((await get({ name: 'another' })).cached, 'none');
      now += 10 * 60_000;
      await assert.rejects(get({ act: 'crash' }), { status: 500 });
    });

    it('at the mere opening of the file is refused whatever is to be made of it', async (test) => {
      let now = 0;
      const { get, renditions } = await open(test, { renditions: { clock: () => now } });
      const act = 'crash at opening';
      for (const name of ['a', 'b']) await assert.rejects(get({ act, name }), { status: 500 });
      const refused = { status: 400, code: 'EFORMAT', message: /opening it/ };
      for (const name of ['a', 'c']) await assert.rejects(get({ act, name }), refused);
      await assert.rejects(get({ name: 'harmless' }), refused);
      assert.equal(renditions.stats().renders, 2);
      assert.equal((await get({ blobKey: 'another/file' })).cached, 'none');
      now += 10 * 60_000;
      assert.equal((await get({ name: 'harmless' })).cached, 'none');
    });

    it('at the deadline is 504 twice, then refused', async (test) => {
      const { get, drafts } = await open(test, { pool: { deadlineMs: 100 } });
      await assert.rejects(get({ act: 'spin' }), { status: 504, code: 'ETIMEDOUT' });
      await assert.rejects(get({ act: 'spin' }), { status: 504, code: 'ETIMEDOUT' });
      await assert.rejects(get({ act: 'spin' }), { status: 400, code: 'EFORMAT' });
      assert.deepEqual(await drafts(), []);
    });

    it('for want of memory is 400 from the first time on', {
      skip: process.platform !== 'linux',
    }, async (test) => {
      const { get, renditions } = await open(test, { pool: { killAboveBytes: 2 ** 28 } });
      for (let n = 0; n < 3; n += 1) {
        await assert.rejects(get({ act: 'allocate' }), { status: 400, code: 'ELIMIT' });
      }
      assert.equal(renditions.stats().renders, 2);
    });

    it('is not what a task refuses or fails at, nor a client that left', async (test) => {
      const { get, renditions, drafts } = await open(test);
      for (let n = 0; n < 4; n += 1) {
        await assert.rejects(get({ act: 'refuse' }), { status: 400, message: 'no image' });
        await assert.rejects(get({ act: 'fail' }), { status: 500 });
      }
      assert.equal(renditions.stats().renders, 8);
      assert.deepEqual(await drafts(), []);
    });
  });
});
