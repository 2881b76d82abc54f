/** A whole server whose clients, disk or database fail it. It says so, keeps nothing half done, and recovers. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { type Answer, api, openUpload, upload } from './client.ts';
import { stagedSizes, storedObjects } from './data-dir.ts';
import { openDatabaseGate } from './database-gate.ts';
import { createPostgresDatabase } from './postgres.ts';
import { startServer, type TestServer } from './server.ts';
import { until } from './until.ts';

const MB = 1024 * 1024;

async function start(t: TestContext, env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const server = await startServer(env);
  t.after(() => server.remove());
  return server;
}

/** The quota holds one upload of the largest size, never less. */
const withQuota = (bytes: number) => ({
  HALFTONE_STAGING_QUOTA_BYTES: String(bytes),
  HALFTONE_MAX_UPLOAD_BYTES: String(bytes),
});

function assertComeBackLater({ status, headers, body }: Answer, message?: RegExp): void {
  assert.equal(status, 503, JSON.stringify(body));
  assert.match(headers.get('content-type') ?? '', /^application\/json/);
  assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/);
  assert.equal(typeof body.help, 'string');
  assert.match(body.message, message ?? /./);
}

async function assertDelivers(server: TestServer, name: string, bytes: Buffer): Promise<void> {
  const response = await fetch(`${server.urlEndpoint}/${name}?tr=orig-true`);
  assert.equal(response.status, 200, response.headers.get('ik-error') ?? '');
  assert.ok(bytes.equals(Buffer.from(await response.arrayBuffer())), 'the bytes are those that were sent');
}

async function statusOf(server: TestServer, path: '/health' | '/ready'): Promise<number> {
  const response = await fetch(server.baseUrl + path);
  await response.arrayBuffer();
  return response.status;
}

test('a client that leaves in the middle of an upload leaves nothing', async (t) => {
  const quota = 4 * MB;
  const server = await start(t, withQuota(quota));
  const size = 3 * MB;
  for (const percent of [0, 50, 99]) {
    const name = `left-${percent}.bin`;
    const leaving = openUpload(server, name);
    const sent = Math.floor((size * percent) / 100);
    await leaving.send(randomBytes(sent));
    // The reader of the form may hold back what could be the start of a boundary.
    await until(
      'the bytes are staged',
      async () => sent === 0 || ((await stagedSizes(server.dataDir))[0] ?? 0) > sent - 100,
    );
    leaving.leave();
    await until('nothing is staged', async () => (await stagedSizes(server.dataDir)).length === 0);
    assert.deepEqual((await api(server, `/v1/files?name=${name}`)).body, []);
  }
  const whole = randomBytes(quota);
  assert.equal((await upload(server, 'whole.bin', whole)).status, 200, 'the whole quota is free again');
  await assertDelivers(server, 'whole.bin', whole);
  assert.equal((await storedObjects(server.dataDir)).size, 1);
});

test('an upload beyond the staging quota is asked to come later, the one that fills it goes on', async (t) => {
  const server = await start(t, withQuota(4 * MB));
  const slow = openUpload(server, 'slow.bin');
  const first = randomBytes(3 * MB);
  await slow.send(first);
  await until('it is staged', async () => ((await stagedSizes(server.dataDir))[0] ?? 0) > first.length - 100);

  const bytes = randomBytes(2 * MB);
  assertComeBackLater(await upload(server, 'second.bin', bytes), /too many uploads/);
  const endless = openUpload(server, 'third.bin');
  await endless.send(bytes);
  assert.equal((await endless.answer).statusCode, 503, 'answered while its client still sends');
  endless.leave();
  assert.equal((await stagedSizes(server.dataDir)).length, 1);

  const last = randomBytes(1000);
  await slow.send(last);
  assert.equal((await slow.finish()).status, 200);
  await assertDelivers(server, 'slow.bin', Buffer.concat([first, last]));
  assert.equal((await upload(server, 'second.bin', bytes)).status, 200);
  await assertDelivers(server, 'second.bin', bytes);
});

test('below the reserve of free disk nothing is taken, and everything else works', async (t) => {
  const first = await start(t);
  const bytes = randomBytes(10_000);
  const { body: file } = await upload(first, 'kept.bin', bytes);
  assert.equal(await first.stop(), 0);
  const server = await start(t, {
    HALFTONE_DATA_DIR: first.dataDir,
    HALFTONE_DISK_RESERVE_BYTES: String(2 ** 50),
  });
  assertComeBackLater(await upload(server, 'refused.bin', bytes), /no room/);
  assert.deepEqual(await stagedSizes(server.dataDir), []);
  await assertDelivers(server, 'kept.bin', bytes);
  assert.equal((await api(server, '/v1/files')).body.length, 1);
  assert.equal((await api(server, `/v1/files/${file.fileId}`, { method: 'DELETE' })).status, 204);
  assert.equal(await statusOf(server, '/health'), 200);
});

test('a full volume refuses writes, keeps nothing half done, and recovers', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'halftone-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', dataDir], { stdio: 'ignore' });
  } catch {
    await rm(dataDir, { recursive: true });
    return t.skip('needs the right to mount a small file system');
  }
  const server = await startServer({ HALFTONE_DATA_DIR: dataDir, HALFTONE_DISK_RESERVE_BYTES: '0' });
  t.after(async () => {
    await server.stop();
    execFileSync('umount', [dataDir]);
    await server.remove();
  });

  const bytes = randomBytes(MB);
  const { body: file } = await upload(server, 'kept.bin', bytes);
  await fill(join(dataDir, 'filler'));
  assertComeBackLater(await upload(server, 'refused.bin', bytes));
  assertComeBackLater(await api(server, `/v1/files/${file.fileId}`, { method: 'DELETE' }));
  await assertDelivers(server, 'kept.bin', bytes);
  assert.equal((await api(server, '/v1/files')).body.length, 1);
  assert.equal(await statusOf(server, '/health'), 200);

  await rm(join(dataDir, 'filler'));
  const again = randomBytes(MB);
  assert.equal((await upload(server, 'again.bin', again)).status, 200);
  await assertDelivers(server, 'again.bin', again);
  assert.equal((await api(server, `/v1/files/${file.fileId}`, { method: 'DELETE' })).status, 204);
  assert.equal((await storedObjects(dataDir)).size, 2);
  assert.deepEqual(await stagedSizes(dataDir), []);
  assert.equal(await statusOf(server, '/ready'), 200);
});

/** Writes until there is no room for another byte. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let size = MB; size >= 1; ) {
      await file.write(Buffer.alloc(size)).catch(() => (size = Math.floor(size / 2)));
    }
  } finally {
    await file.close();
  }
}

test('a SQLite file that another process holds: writes are refused, reads go on', async (t) => {
  const server = await start(t);
  const bytes = randomBytes(10_000);
  await upload(server, 'kept.bin', bytes);
  const other = new DatabaseSync(join(server.dataDir, 'halftone.sqlite'));
  t.after(() => other.close());
  other.exec('begin immediate');
  const [refused, ready] = await Promise.all([
    upload(server, 'refused.bin', bytes),
    statusOf(server, '/ready'),
    assertDelivers(server, 'kept.bin', bytes),
    statusOf(server, '/health').then((status) => assert.equal(status, 200)),
  ]);
  assertComeBackLater(refused, /database is not available/);
  assert.equal(ready, 503);
  assert.equal((await api(server, '/v1/files')).body.length, 1);
  assert.deepEqual(await stagedSizes(server.dataDir), []);

  other.exec('rollback');
  assert.equal((await upload(server, 'again.bin', randomBytes(10_000))).status, 200);
  assert.equal(await statusOf(server, '/ready'), 200);
  assert.equal((await storedObjects(server.dataDir)).size, 2);
});

test('a PostgreSQL server that is gone: 503 until it is back', async (t) => {
  const gate = await openDatabaseGate(t, await createPostgresDatabase(t));
  const server = await start(t, {
    HALFTONE_DATABASE_URL: gate.url,
    HALFTONE_SECRET: randomBytes(32).toString('hex'),
  });
  const bytes = randomBytes(10_000);
  const { body: file } = await upload(server, 'kept.bin', bytes);
  assert.equal(await statusOf(server, '/ready'), 200);

  await gate.shut();
  assertComeBackLater(await api(server, '/v1/files'), /database is not available/);
  assertComeBackLater(await api(server, `/v1/files/${file.fileId}/details`), /database is not available/);
  assertComeBackLater(await api(server, `/v1/files/${file.fileId}`, { method: 'DELETE' }));
  assertComeBackLater(await upload(server, 'refused.bin', randomBytes(10_000)));
  const media = await fetch(`${server.urlEndpoint}/kept.bin?tr=orig-true`);
  await media.arrayBuffer();
  assert.equal(media.status, 503);
  assert.match(media.headers.get('retry-after') ?? '', /^[1-9]/);
  assert.equal(await statusOf(server, '/ready'), 503);
  assert.equal(await statusOf(server, '/health'), 200);
  assert.deepEqual(await stagedSizes(server.dataDir), [], 'what was refused is gone');
  assert.equal((await storedObjects(server.dataDir)).size, 1);

  await gate.open();
  assert.equal(await statusOf(server, '/ready'), 200);
  await assertDelivers(server, 'kept.bin', bytes);
  assert.equal((await upload(server, 'again.bin', bytes)).status, 200);
  assert.equal((await api(server, '/v1/files')).body.length, 2);
});
