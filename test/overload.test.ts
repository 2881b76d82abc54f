/** Renditions under pressure: a full line, clients that leave, a server that is told to stop. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import sharp from 'sharp';
import { upload } from './client.ts';
import { childrenOf, isRunning, renditionDrafts } from './data-dir.ts';
import { startServer, type TestServer } from './server.ts';
import { until } from './until.ts';

/** One process, and one rendition that waits for it. */
const NARROW = { HALFTONE_WORKERS: '1', HALFTONE_RENDER_QUEUE: '1', HALFTONE_LOG_LEVEL: 'error' };

/** Noise: nothing that an encoder could make short work of. */
const width = 1600;
const height = 1200;
const NOISE = await sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
  .jpeg({ quality: 90 })
  .toBuffer();

async function startWithImage(
  t: { after(close: () => Promise<void>): void },
  env: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const server = await startServer(env);
  t.after(() => server.remove());
  const { status, body } = await upload(server, 'noise.jpg', new Uint8Array(NOISE));
  assert.equal(status, 200, JSON.stringify(body));
  return server;
}

const urlOf = (server: TestServer, width: number) => `${server.urlEndpoint}/tr:w-${width},f-webp/noise.jpg`;

async function assertRendition(response: Response, width: number): Promise<void> {
  assert.equal(response.status, 200, response.headers.get('ik-error') ?? '');
  const image = sharp(Buffer.from(await response.arrayBuffer()), { failOn: 'truncated' });
  await image.stats(); // every pixel can be decoded
  assert.equal((await image.metadata()).width, width);
}

const rendering = (server: TestServer) =>
  until('a child renders', async () => (await renditionDrafts(server.dataDir)).length > 0);

test('a full line of renditions answers 503 at once, the rest of the server goes on', async (t) => {
  const server = await startWithImage(t, NARROW);
  const widths = Array.from({ length: 12 }, (_, index) => 1500 - index);
  const all = Promise.all(widths.map((width) => fetch(urlOf(server, width))));
  await rendering(server);
  const original = await fetch(`${server.urlEndpoint}/noise.jpg?tr=orig-true`);
  assert.equal(original.status, 200);
  await original.arrayBuffer();
  assert.equal((await fetch(`${server.baseUrl}/health`)).status, 200);

  const refused: number[] = [];
  for (const [index, response] of (await all).entries()) {
    const width = widths[index] as number;
    if (response.status === 200) await assertRendition(response, width);
    else {
      refused.push(width);
      assert.equal(response.status, 503);
      assert.match(response.headers.get('retry-after') ?? '', /^[1-9]/);
      assert.match(response.headers.get('ik-error') ?? '', /^EBUSY/);
      assert.match(response.headers.get('cache-control') ?? '', /no-store|max-age=0/);
      await response.arrayBuffer();
    }
  }
  assert.ok(refused.length > 0 && refused.length < widths.length, `${refused.length} were refused`);
  for (const width of refused.slice(0, 2)) await assertRendition(await fetch(urlOf(server, width)), width);
});

test('clients that leave poison nothing', async (t) => {
  const server = await startWithImage(t, { ...NARROW, HALFTONE_RENDER_QUEUE: '20' });
  const widths = [1401, 1402, 1403];
  for (let round = 0; round < 3; round += 1) {
    const leaving = new AbortController();
    const asked = widths.map((width) => fetch(urlOf(server, width), { signal: leaving.signal }));
    await rendering(server);
    leaving.abort();
    await Promise.allSettled(asked);
  }
  for (const width of widths) await assertRendition(await fetch(urlOf(server, width)), width);
  await until('no draft is left', async () => (await renditionDrafts(server.dataDir)).length === 0);
  assert.doesNotMatch(server.output(), /"level"/, 'nobody logs an error for a client that left');
});

test('SIGTERM lets renditions finish, then nothing of the server is left running', async (t) => {
  const server = await startWithImage(t, { HALFTONE_WORKERS: '1' });
  const widths = [1301, 1302, 1303];
  const asked = widths.map((width) => fetch(urlOf(server, width)));
  await rendering(server);
  const children = await childrenOf(server.process.pid as number);
  const stopped = server.stop();
  for (const [index, response] of (await Promise.all(asked)).entries()) {
    await assertRendition(response, widths[index] as number);
  }
  assert.equal(await stopped, 0);
  for (const child of children) assert.ok(!(await isRunning(child)), 'the children have ended');
  assert.deepEqual(await renditionDrafts(server.dataDir), []);
});
