/** Settings, keys and rate limits of a whole server: what is changed through the API holds everywhere else. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import ImageKit from '@imagekit/nodejs';
import sharp from 'sharp';
import { type Answer, api, upload } from './client.ts';
import { createPostgresDatabase } from './postgres.ts';
import { runToEnd, startServer, type TestServer } from './server.ts';
import { until } from './until.ts';

const NO_KEYS = { HALFTONE_PRIVATE_KEY: '', HALFTONE_PUBLIC_KEY: '' };
const IMAGE = new Uint8Array(
  await sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer(),
);

function change(server: Pick<TestServer, 'baseUrl' | 'privateKey'>, settings: object): Promise<Answer> {
  return api(server, '/_halftone/v1/settings', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
}

async function deliver(server: TestServer, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.urlEndpoint}/${path}`, { headers });
  await response.arrayBuffer();
  return response;
}

describe('on one server', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ HALFTONE_DEFAULT_QUALITY: '60', HALFTONE_RATE_LIMITS: '' });
    assert.equal((await upload(server, 'a.jpg', IMAGE)).status, 200);
  });
  after(() => server.remove());

  test('a change is in the next delivery, though the URL was asked for before', async () => {
    const type = async () =>
      (await deliver(server, 'a.jpg', { accept: 'image/avif,image/webp' })).headers.get('content-type');
    const policy = async () => (await deliver(server, 'a.jpg')).headers.get('cache-control');
    assert.equal(await type(), 'image/webp');
    assert.equal((await change(server, { autoAvif: true, cacheControl: 'public, max-age=7' })).status, 200);
    assert.equal(await type(), 'image/avif');
    assert.equal(await policy(), 'public, max-age=7');
    await change(server, { defaultFormat: 'original' });
    assert.equal(await type(), 'image/jpeg');
    const explained = await api(server, '/_halftone/v1/explain?url=/demo/a.jpg&accept=image/webp');
    assert.equal(explained.body.output.format, 'jpg');
    await change(server, { autoAvif: null, cacheControl: null, defaultFormat: null });
    assert.equal(await type(), 'image/webp');

    await change(server, { restrictUnsignedImages: 'all' });
    assert.equal((await deliver(server, 'a.jpg')).status, 401);
    await change(server, { restrictUnsignedImages: null, blockedUserAgents: ['badbot'] });
    assert.equal((await deliver(server, 'a.jpg', { 'user-agent': 'BadBot' })).status, 403);
    assert.equal((await deliver(server, 'a.jpg')).status, 200);
    await change(server, { blockedUserAgents: null });
  });

  test('what a transformation may take in is a setting', async () => {
    const resize = () => deliver(server, 'a.jpg?tr=w-10');
    assert.equal((await resize()).status, 200);
    await change(server, { maxImageBytes: 10 });
    assert.match((await resize()).headers.get('ik-error') ?? '', /^ELIMIT - /);
    await change(server, { maxImageBytes: null });
    assert.equal((await resize()).status, 200);
  });

  test('a setting of the environment is fixed', async () => {
    const { body } = await api(server, '/_halftone/v1/settings');
    assert.deepEqual([body.fixed, body.settings.defaultQuality], [['defaultQuality'], 60]);
    const refused = await change(server, { defaultQuality: 70 });
    assert.equal(refused.status, 409);
    assert.equal(refused.headers.get('x-should-retry'), 'false');
  });

  test('an upload beyond what can be staged is not made possible', async () => {
    const refused = await change(server, { maxUploadBytes: 2 ** 50 });
    assert.equal(refused.status, 400);
    assert.match(refused.body.message, /maxUploadBytes/);
  });

  test('the SDK waits when it is told to, and gets its answer', async () => {
    const statuses: number[] = [];
    const client = new ImageKit({
      privateKey: server.privateKey,
      baseURL: server.baseUrl,
      maxRetries: 5,
      fetch: async (input: string | URL | Request, init?: RequestInit) => {
        const response = await fetch(input, init);
        statuses.push(response.status);
        return response;
      },
    });
    await change(server, { rateLimits: { reads: [{ limit: 1, intervalMs: 300 }] } });
    const first = await client.assets.list();
    const second = await client.assets.list();
    assert.deepEqual(second, first);
    assert.equal(statuses.at(-1), 200);
    assert.ok(statuses.includes(429), `${statuses}`);

    await change(server, { rateLimits: { reads: [{ limit: 1, intervalMs: 3_600_000 }] } });
    const impatient = new ImageKit({ privateKey: server.privateKey, baseURL: server.baseUrl, maxRetries: 0 });
    await impatient.assets.list();
    await assert.rejects(impatient.assets.list(), (error) => error instanceof ImageKit.RateLimitError);
    await change(server, { rateLimits: null });
    await impatient.assets.list();
  });

  test('every change is in the audit log, without secrets, also after a restart', async (t) => {
    const first = await startServer();
    t.after(() => first.remove());
    const { body } = await upload(first, 'b.jpg', IMAGE);
    await change(first, { autoAvif: true });
    assert.equal(await first.stop(), 0);
    const second = await startServer({ HALFTONE_DATA_DIR: first.dataDir });
    t.after(() => second.stop());
    const log = await api(second, '/_halftone/v1/audit-log');
    assert.deepEqual(
      log.body.map(({ target }: { target: string }) => target),
      ['autoAvif', body.fileId],
    );
    assert.ok(!JSON.stringify(log.body).includes(first.privateKey));
    assert.equal((await api(second, '/_halftone/v1/settings')).body.settings.autoAvif, true);
  });

  test('keys are rolled while the old ones still work, and signatures of both are good', async (t) => {
    const fresh = await startServer(NO_KEYS);
    t.after(() => fresh.remove());
    const { readFile } = await import('node:fs/promises');
    const note = await readFile(`${fresh.dataDir}/keys`, 'utf8');
    const old = { ...fresh, privateKey: /PRIVATE_KEY=(\S+)/.exec(note)?.[1] ?? '' };
    await upload(old, 'p.jpg', IMAGE, { isPrivateFile: 'true' });
    const roll = (id: string, expireOldAfter: string, by: { baseUrl: string; privateKey: string }) =>
      api(by, `/_halftone/v1/keys/${id}/roll`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ expireOldAfter }),
      });
    const [{ id }] = (await api(old, '/_halftone/v1/keys')).body;
    const rolled = await roll(id, '1h', old);
    assert.equal(rolled.status, 201);
    const next = { ...fresh, privateKey: rolled.body.key.privateKey as string };
    for (const { privateKey } of [old, next]) {
      const client = new ImageKit({ privateKey, baseURL: fresh.baseUrl, maxRetries: 0 });
      assert.equal((await client.assets.list()).length, 1);
      const src = client.helper.buildSrc({ urlEndpoint: fresh.urlEndpoint, src: '/p.jpg', signed: true });
      assert.equal((await fetch(src)).status, 200);
    }
    assert.equal((await roll(rolled.body.key.id, 'now', next)).status, 201);
    const expired = await api(next, '/v1/files');
    assert.deepEqual(
      [expired.status, expired.body.message],
      [403, 'Your request contains expired private API key.'],
    );
    assert.equal((await api(old, '/v1/files')).status, 200);
  });
});

test('a default for uploads that no upload could have stops the start', async () => {
  const { code, output } = await runToEnd({
    HALFTONE_PORT: '0',
    HALFTONE_DEFAULT_UPLOAD: '{"isPrivateFile": "perhaps"}',
  });
  assert.equal(code, 1);
  assert.match(output, /The setting defaultUpload is not valid: .*isPrivateFile/);
});

test('a change on one node is in the deliveries of another by itself', async (t) => {
  const env = {
    HALFTONE_DATABASE_URL: await createPostgresDatabase(t),
    HALFTONE_SECRET: '5a'.repeat(32),
  };
  const one = await startServer(env);
  t.after(() => one.remove());
  const other = await startServer(env);
  t.after(() => other.remove());
  await upload(one, 'a.jpg', IMAGE);
  // Of a missing file it shows as well: the two nodes do not share their files.
  await change(one, { blockedUserAgents: ['badbot'] });
  const status = async () => (await deliver(other, 'a.jpg', { 'user-agent': 'badbot' })).status;
  await until('the other node has the setting', async () => (await status()) === 403);
});
