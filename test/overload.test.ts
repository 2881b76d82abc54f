/** Renditions under pressure: a full line, clients that leave, a server that is told to stop. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { upload } from './client.ts';
import { childrenOf, isRunning, renditionDrafts } from './data-dir.ts';
import { startServer, type TestServer } from './server.ts';
import { until } from './until.ts';

/** One process, and one rendition that waits for it. */
const NARROW = { HALFTONE_WORKERS: '1', HALFTONE_RENDER_QUEUE: '1' };
/** What the process takes at once (two light renditions or a heavier one), and the one that waits. */
const MOST_ADMITTED = 3;

const WIDTHS = Array.from({ length: 12 }, (_, index) => 400 - index);

const IMAGE = await sharp(randomBytes(800 * 600 * 3), { raw: { width: 800, height: 600, channels: 3 } })
  .jpeg()
  .toBuffer();

describe('renditions under pressure', {
  skip: process.platform !== 'linux' && 'finds processes in /proc',
}, () => {
  test('a full line answers 503 at once, the rest of the server goes on', async (t) => {
    const server = await startWithImage(t);
    const { answers, release } = await jam(server);
    const original = await fetch(`${server.urlEndpoint}/image.jpg?tr=orig-true`);
    assert.equal(original.status, 200);
    assert.ok(IMAGE.equals(Buffer.from(await original.arrayBuffer())));
    for (const path of ['/health', '/ready']) assert.equal((await fetch(server.baseUrl + path)).status, 200);

    release();
    const refused: number[] = [];
    for (const [index, response] of (await Promise.all(answers)).entries()) {
      const width = WIDTHS[index] as number;
      if (response.status === 200) {
        await assertRendition(response, width);
        continue;
      }
      refused.push(width);
      assert.equal(response.status, 503);
      assert.match(response.headers.get('retry-after') ?? '', /^[1-9]/);
      assert.match(response.headers.get('ik-error') ?? '', /^EBUSY/);
      assert.match(response.headers.get('cache-control') ?? '', /no-store|max-age=0/);
    }
    assert.ok(refused.length < WIDTHS.length, 'those that were admitted got their rendition');
    for (const width of refused) await assertRendition(await fetch(urlOf(server, width)), width);
  });

  test('clients that leave poison nothing', async (t) => {
    const server = await startWithImage(t);
    for (let round = 0; round < 3; round += 1) {
      const leaving = new AbortController();
      const { answers, release } = await jam(server, leaving.signal);
      leaving.abort();
      await Promise.allSettled(answers);
      release();
    }
    for (const width of WIDTHS) await assertRendition(await fetch(urlOf(server, width)), width);
    assert.deepEqual(await renditionDrafts(server.dataDir), []);
    assert.doesNotMatch(server.output(), /"level"/, 'a client that left is nothing to log');
  });

  test('SIGTERM lets renditions finish, then nothing of the server is left', async (t) => {
    const server = await startWithImage(t);
    const children = await childrenOf(server.process.pid as number);
    const { answers, release } = await jam(server);
    const stopped = server.stop();
    await until('the server was told', () => server.output().includes('SIGTERM'));
    release();
    const admitted = (await Promise.all(answers)).entries().filter(([, { status }]) => status !== 503);
    let finished = 0;
    for (const [index, response] of admitted) {
      await assertRendition(response, WIDTHS[index] as number);
      finished += 1;
    }
    assert.ok(finished > 0);
    assert.equal(await stopped, 0);
    for (const child of children) assert.ok(!(await isRunning(child)), 'its children have ended');
    assert.deepEqual(await renditionDrafts(server.dataDir), []);
  });
});

async function startWithImage(t: { after(close: () => Promise<void>): void }): Promise<TestServer> {
  const server = await startServer(NARROW);
  t.after(() => server.remove());
  const { status, body } = await upload(server, 'image.jpg', new Uint8Array(IMAGE));
  assert.equal(status, 200, JSON.stringify(body));
  return server;
}

/**
 * Halts the process that renders and asks for more than the line holds. Resolves once the rest has been refused: then
 * all that could be admitted is. `release` lets the process go on.
 */
async function jam(
  server: TestServer,
  signal?: AbortSignal,
): Promise<{ answers: Promise<Response>[]; release(): void }> {
  const children = await until('there is a process', async () => {
    const found = await childrenOf(server.process.pid as number);
    return found.length > 0 ? found : undefined;
  });
  const all = (sent: NodeJS.Signals) => {
    for (const child of children) process.kill(child, sent);
  };
  all('SIGSTOP');
  let refused = 0;
  const answers = WIDTHS.map(async (width) => {
    const response = await fetch(urlOf(server, width), { signal: signal ?? null });
    if (response.status === 503) refused += 1;
    return response;
  });
  for (const answer of answers) answer.catch(() => {}); // its client may leave
  await until('the line is full', () => refused >= WIDTHS.length - MOST_ADMITTED);
  return { answers, release: () => all('SIGCONT') };
}

const urlOf = (server: TestServer, width: number) => `${server.urlEndpoint}/tr:w-${width},f-webp/image.jpg`;

async function assertRendition(response: Response, width: number): Promise<void> {
  assert.equal(response.status, 200, response.headers.get('ik-error') ?? '');
  const image = sharp(Buffer.from(await response.arrayBuffer()), { failOn: 'truncated' });
  await image.stats(); // every pixel can be decoded
  assert.equal((await image.metadata()).width, width);
}
