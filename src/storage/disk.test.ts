import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { link, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { systemClock } from '../kernel/index.ts';
import { blobStoreContract } from './contract.ts';
import { type BlobStore, openDiskStore } from './index.ts';

const MB = 1024 * 1024;

function open(folder: string, options: { stagingQuotaBytes?: number; reserveBytes?: number } = {}) {
  return openDiskStore({ folder, stagingQuotaBytes: 1e9, reserveBytes: 0, clock: systemClock, ...options });
}

blobStoreContract('disk', open);

describe('disk', () => {
  async function temporary(context: TestContext): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'halftone-disk-'));
    context.after(() => rm(folder, { recursive: true }));
    return folder;
  }

  test('files are for the owner only, an object in the folder of its prefix', async (context) => {
    const folder = await temporary(context);
    const store = await open(folder);
    const staged = await store.stage();
    assert.equal(((await stat(staged.path)).mode & 0o777).toString(8), '600');
    await staged.seal();
    const key = await staged.publish();
    await staged.release();
    const prefix = join(folder, 'objects', key.slice(0, 2));
    assert.deepEqual(await readdir(prefix), [key.replace('/', '.')]);
    for (const path of [join(folder, 'objects'), join(folder, 'staging'), prefix]) {
      assert.equal(((await stat(path)).mode & 0o777).toString(8), '700', path);
    }
    await store.close();
    assert.deepEqual(await readdir(join(folder, 'staging')), [], 'a store that is closed leaves no folder');
  });

  test('a large upload arrives whole', async (context) => {
    const store = await open(await temporary(context));
    const staged = await store.stage();
    const chunk = randomBytes(MB + 1);
    for (let index = 0; index < 40; index += 1) await staged.write(chunk);
    await staged.seal();
    const key = await staged.publish();
    await staged.release();
    const stored = await buffer(await store.open(key));
    assert.equal(stored.length, 40 * chunk.length);
    assert.ok(stored.subarray(-chunk.length).equals(chunk));
    await store.close();
  });

  test('a copy of the data folder by hard links does not make a staged file an object', async (context) => {
    const folder = await temporary(context);
    const dead = await open(folder);
    const staged = await dead.stage();
    await staged.write(Buffer.from('half an upl'));
    await link(staged.path, join(folder, 'backup'));
    const store = await open(folder);
    assert.deepEqual(await store.recover(async () => false), { removed: 1 });
    await Promise.all([store.close(), dead.close()]);
  });

  test('uploads leave the reserve of the volume alone', async (context) => {
    const store = await open(await temporary(context), { reserveBytes: Number.MAX_SAFE_INTEGER });
    await assert.rejects(store.stage(), { code: 'ENOSPC', status: 503, retryAfter: 60 });
    await store.check(); // reading goes on
    await store.close();
  });

  test('a store whose folder is gone is not ready, and refuses uploads', async (context) => {
    const folder = await temporary(context);
    const store = await open(folder);
    await rm(join(folder, 'staging'), { recursive: true });
    await assert.rejects(store.check(), { code: 'ESTORAGE', status: 503 });
    await assert.rejects(store.stage(), { code: 'ESTORAGE', status: 503 });
    await store.close();
  });

  test('no descriptor stays open', { skip: process.platform !== 'linux' }, async (context) => {
    const folder = await temporary(context);
    const store = await open(folder, { stagingQuotaBytes: 1000 });
    const before = await descriptors();
    const key = await put(store, Buffer.alloc(1000));
    const half = await store.open(key);
    half.destroy();
    await new Promise((resolve) => half.once('close', resolve));
    await assert.rejects(put(store, Buffer.alloc(1001)), { code: 'ESTAGINGFULL' });
    await (await store.stage()).discard();
    await buffer(await store.open(key, { start: 0, end: 5 }));
    await assert.rejects(store.open(key.replace(/.$/, '_')));
    await store.remove(key);
    await assert.rejects(store.open(key), { code: 'EBLOBMISSING' });
    await rm(join(folder, 'objects'), { recursive: true });
    await assert.rejects(put(store, Buffer.alloc(10)), { code: 'ESTORAGE' });
    await store.stage(); // closed with the store
    await store.close();
    assert.equal(await descriptors(), before);
  });

  test('a process out of descriptors answers 503 and goes on when it has some again', {
    skip: process.platform === 'win32',
  }, async (context) => {
    const folder = await temporary(context);
    const script = `
      const { openDiskStore } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url))});
      const store = await openDiskStore({ folder: ${JSON.stringify(folder)}, stagingQuotaBytes: 1e9, reserveBytes: 0, clock: Date.now });
      const staged = [];
      let error;
      while (error === undefined) await store.stage().then((one) => staged.push(one), (failure) => { error = failure; });
      await staged.pop().discard();
      const last = staged.pop();
      await last.seal();
      await last.publish();
      console.log(JSON.stringify([error.code, error.status, error.cause.code, staged.length > 10]));
      process.exit();`;
    const shell = ['-c', 'ulimit -n 64; exec "$0" --input-type=module --eval "$1"', process.execPath, script];
    const { stdout } = await promisify(execFile)('sh', shell);
    assert.deepEqual(JSON.parse(stdout), ['ESTORAGE', 503, 'EMFILE', true]);
  });

  test('a full or read-only volume answers 503, keeps nothing half done, and recovers', async (context) => {
    const folder = await temporary(context);
    const mount = (...options: string[]) => execFileSync('mount', options, { stdio: 'ignore' });
    try {
      mount('-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder);
    } catch {
      return context.skip('needs the right to mount a small file system');
    }
    const store = await open(folder);
    try {
      const kept = await put(store, Buffer.alloc(MB, 'kept'));
      await assert.rejects(put(store, Buffer.alloc(4 * MB)), { code: 'ENOSPC', status: 503 });
      const again = await put(store, Buffer.alloc(MB, 'again')); // nothing of the failed one takes room
      await store.remove(again);

      mount('-o', 'remount,ro', folder);
      const readOnly = { code: 'ESTORAGE', status: 503 };
      await assert.rejects(store.stage(), readOnly);
      await assert.rejects(store.remove(kept), readOnly);
      await assert.rejects(store.check(), readOnly);
      assert.equal((await buffer(await store.open(kept))).length, MB);
      mount('-o', 'remount,rw', folder);
      await put(store, Buffer.alloc(MB));
      assert.equal((await readdir(join(folder, 'staging'), { recursive: true })).length, 1);
    } finally {
      await store.close();
      execFileSync('umount', [folder]);
    }
  });
});

async function put(store: BlobStore, bytes: Uint8Array): Promise<string> {
  const staged = await store.stage();
  await staged.write(bytes);
  await staged.seal();
  const key = await staged.publish();
  await staged.release();
  return key;
}

async function descriptors(): Promise<number> {
  return (await readdir('/proc/self/fd')).length;
}
