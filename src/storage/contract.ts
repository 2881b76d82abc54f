/** What every store must do, whatever is behind it. Each store's test runs it. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type BlobStore, HEAD_BYTES, type Staged } from './index.ts';

/** Opens the store at `place`, an empty folder at first, as a process of its own would. */
export type OpenStore = (
  place: string,
  options: { readonly stagingQuotaBytes: number },
) => Promise<BlobStore>;

const QUOTA = 8 * 1024 * 1024;
const NEVER = async () => assert.fail('There is nothing to ask about.');

export function blobStoreContract(name: string, openStore: OpenStore): void {
  describe(`${name}: the contract of a blob store`, () => {
    let place: string;
    let store: BlobStore;
    let opened: BlobStore[];

    const open = async (): Promise<BlobStore> => {
      const one = await openStore(place, { stagingQuotaBytes: QUOTA });
      opened.push(one);
      return one;
    };

    beforeEach(async () => {
      place = await mkdtemp(join(tmpdir(), 'halftone-store-'));
      opened = [];
      store = await open();
    });
    afterEach(async () => {
      await Promise.all(opened.map((one) => one.close()));
      await rm(place, { recursive: true });
    });

    /** That nothing is left of an upload: neither the object nor a staged name. */
    const assertGone = async (key: string): Promise<void> => {
      assert.equal(await store.exists(key), false);
      assert.deepEqual(await (await open()).recover(NEVER), { removed: 0 });
    };

    test('an upload becomes an object under its hash and id', async () => {
      const bytes = randomBytes(300_000);
      const staged = await store.stage();
      for (let at = 0; at < bytes.length; at += 65_536) await staged.write(bytes.subarray(at, at + 65_536));
      assert.equal(staged.size, bytes.length);
      assert.deepEqual(Buffer.from(staged.head), Buffer.from(bytes).subarray(0, HEAD_BYTES));

      const hash = sha256(bytes);
      assert.deepEqual(await staged.seal(), { hash, size: bytes.length });
      assert.deepEqual(await readFile(staged.path), bytes, 'a child process can read what is sealed');
      const key = `${hash}/${staged.id}`;
      assert.equal(await store.exists(key), false, 'no object before it is published');

      assert.equal(await staged.publish(), key);
      await staged.release();
      assert.equal(await store.exists(key), true);
      assert.deepEqual(await buffer(await store.open(key)), bytes);
      assert.deepEqual(await store.withLocalPath(key, (path) => readFile(path)), bytes);
    });

    test('an empty upload is an object too', async () => {
      const key = await put(store, Buffer.alloc(0));
      assert.equal((await buffer(await store.open(key))).length, 0);
    });

    test('what goes wrong with an object that is there is told as it is', async () => {
      const key = await put(store, Buffer.from('no image'));
      const failure = new Error('no image');
      await assert.rejects(
        store.withLocalPath(key, () => Promise.reject(failure)),
        failure,
      );
    });

    test('parts of an object', async () => {
      const key = await put(store, Buffer.from('0123456789'));
      const ranges: [start: number, end: number, expected: string][] = [
        [0, 9, '0123456789'],
        [0, 0, '0'],
        [3, 5, '345'],
        [9, 9, '9'],
      ];
      for (const [start, end, expected] of ranges) {
        assert.equal((await buffer(await store.open(key, { start, end }))).toString(), expected);
      }
    });

    test('an object that is read goes on being readable while it is removed', async () => {
      const bytes = randomBytes(1024 * 1024);
      const key = await put(store, bytes);
      const stream = await store.open(key);
      await store.remove(key);
      assert.deepEqual(await buffer(stream), bytes);
    });

    test('what is not there', async () => {
      const key = `${'0'.repeat(64)}/${'1'.repeat(24)}`;
      assert.equal(await store.exists(key), false);
      await assert.rejects(store.open(key), { code: 'EBLOBMISSING' });
      await assert.rejects(
        store.withLocalPath(key, (path) => readFile(path)),
        { code: 'EBLOBMISSING' },
      );
      await store.remove(key);
    });

    const notKeys = [
      '',
      '/',
      '../../etc/passwd',
      `${'0'.repeat(64)}/../${'1'.repeat(24)}`,
      `${'0'.repeat(64)}/${'1'.repeat(24)}/..`,
      `${'0'.repeat(64)}.${'1'.repeat(24)}`,
      `${'A'.repeat(64)}/${'1'.repeat(24)}`,
      `${'0'.repeat(63)}/${'1'.repeat(24)}`,
      `${'0'.repeat(64)}/${'1'.repeat(24)}\n`,
      `${'0'.repeat(64)}/${'1'.repeat(23)}\0`,
    ];
    for (const key of notKeys) {
      test(`${JSON.stringify(key)} is not a key`, async () => {
        const refused = { code: 'EBLOBKEY', status: 500 };
        await assert.rejects(store.open(key), refused);
        await assert.rejects(
          store.withLocalPath(key, (path) => readFile(path)),
          refused,
        );
        await assert.rejects(store.exists(key), refused);
        await assert.rejects(store.remove(key), refused);
      });
    }

    test('two uploads of the same bytes are two objects', async () => {
      const bytes = randomBytes(1000);
      const [one, two] = [await put(store, bytes), await put(store, bytes)];
      assert.notEqual(one, two);
      await store.remove(one);
      await store.remove(one);
      assert.deepEqual(await buffer(await store.open(two)), bytes);
    });

    test('many uploads at once do not mix', async () => {
      const contents = Array.from({ length: 40 }, () => randomBytes(20_000));
      const keys = await Promise.all(contents.map((bytes) => put(store, bytes, 7000)));
      for (const [index, key] of keys.entries()) {
        assert.deepEqual(await buffer(await store.open(key)), contents[index]);
      }
    });

    const steps: [name: string, run: (staged: Staged) => Promise<unknown>][] = [
      ['staging', async () => {}],
      ['writing', (staged) => staged.write(Buffer.from('x'))],
      ['sealing', (staged) => staged.seal()],
      ['publishing', (staged) => staged.publish()],
    ];
    for (const [index, [name]] of steps.entries()) {
      test(`discarded after ${name}, nothing is left`, async () => {
        const staged = await store.stage();
        for (const [, run] of steps.slice(0, index + 1)) await run(staged);
        await staged.discard();
        await staged.discard();
        await assertGone(`${sha256('x')}/${staged.id}`);
      });

      test(`discarded while ${name}, nothing is left`, async () => {
        const staged = await store.stage();
        const under = steps.slice(0, index + 1).map(([, run]) => run(staged));
        await Promise.all([...under, staged.discard()]);
        await assertGone(`${sha256('x')}/${staged.id}`);
      });
    }

    test('a released upload cannot be discarded', async () => {
      const staged = await written(store, Buffer.from('x'));
      await staged.seal();
      const key = await staged.publish();
      await staged.release();
      await staged.discard();
      assert.equal(await store.exists(key), true);
    });

    test('steps out of order are refused', async () => {
      const staged = await written(store, Buffer.from('x'));
      await assert.rejects(staged.publish(), /writing, not sealed/);
      await staged.seal();
      await assert.rejects(staged.write(Buffer.from('y')), /sealed, not writing/);
      await assert.rejects(staged.release(), /sealed, not published/);
      await staged.discard();
      await assert.rejects(staged.publish(), /discarded, not sealed/);
    });

    test('uploads in transit share a quota', async () => {
      const half = Buffer.alloc(QUOTA / 2);
      const [one, two] = [await written(store, half), await store.stage()];
      await two.write(half.subarray(1));
      const full = { code: 'ESTAGINGFULL', status: 503, retryAfter: 5 };
      await assert.rejects(two.write(Buffer.alloc(2)), full);
      await assert.rejects(two.seal(), /discarded/, 'the upload that met the limit is gone');

      const three = await written(store, half);
      await assert.rejects(store.stage(), full);
      await one.seal();
      await one.publish(); // an object now
      await three.discard();
      await three.discard();
      const four = await written(store, Buffer.alloc(QUOTA));
      await assert.rejects(store.stage(), full);
      await Promise.all([one.discard(), four.discard()]);
    });

    test('recover settles what a dead process left', async () => {
      await written(store, Buffer.from('writing'));
      await (await written(store, Buffer.from('sealed'))).seal();
      const orphan = await published(store, Buffer.from('published, without a row'));
      const committed = await published(store, Buffer.from('published and committed'));
      const released = await put(store, Buffer.from('released'));

      const next = await open();
      const asked: string[] = [];
      const isReferenced = async (key: string) => {
        asked.push(key);
        return key === committed;
      };
      assert.deepEqual(await next.recover(isReferenced), { removed: 3 });
      assert.deepEqual(asked.toSorted(), [orphan, committed].toSorted());
      assert.equal(await next.exists(orphan), false);
      for (const key of [committed, released]) assert.equal(await next.exists(key), true);
      assert.deepEqual(await next.recover(NEVER), { removed: 0 }, 'all is settled');
    });

    test('recover leaves the uploads of its own process alone', async () => {
      const [under, bytes] = [await store.stage(), Buffer.from('still arriving')];
      const pending = await written(store, Buffer.from('in its transaction'));
      await pending.seal();
      const key = await pending.publish();
      assert.deepEqual(await store.recover(NEVER), { removed: 0 });
      await under.write(bytes);
      await under.seal();
      assert.equal(await store.exists(await under.publish()), true);
      assert.equal(await store.exists(key), true);
      await Promise.all([under.release(), pending.release()]);
    });

    test('recover settles the others when one cannot be asked about, and it at the next start', async () => {
      const unknown = await published(store, Buffer.from('unknown'));
      const orphan = await published(store, Buffer.from('orphan'));
      const isReferenced = async (key: string) => {
        if (key === unknown) throw new Error('The database is down.');
        return false;
      };
      const next = await open();
      await assert.rejects(next.recover(isReferenced), /The database is down/);
      assert.equal(await next.exists(orphan), false);
      assert.equal(await next.exists(unknown), true);
      assert.deepEqual(await (await open()).recover(async () => true), { removed: 0 });
      assert.equal(await next.exists(unknown), true);
    });

    test('closing discards what is not published, and takes nothing more', async () => {
      const under = await written(store, Buffer.from('under way'));
      const key = await published(store, Buffer.from('in its transaction'));
      await store.close();
      await assert.rejects(under.seal(), /discarded/);
      await assert.rejects(store.stage(), { status: 503 });
      assert.equal(await store.exists(key), true);
      assert.deepEqual(await (await open()).recover(async () => true), { removed: 0 });
    });

    test('a store that works says so', () => store.check());
  });
}

async function written(store: BlobStore, bytes: Uint8Array, chunk = bytes.length): Promise<Staged> {
  const staged = await store.stage();
  for (let at = 0; at < bytes.length; at += chunk) await staged.write(bytes.subarray(at, at + chunk));
  return staged;
}

/** Published, and neither released nor discarded. */
async function published(store: BlobStore, bytes: Uint8Array): Promise<string> {
  const staged = await written(store, bytes);
  await staged.seal();
  return staged.publish();
}

async function put(store: BlobStore, bytes: Uint8Array, chunk?: number): Promise<string> {
  const staged = await written(store, bytes, chunk);
  await staged.seal();
  const key = await staged.publish();
  await staged.release();
  return key;
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
