/** What large uploads and downloads cost in memory: nothing that grows with the file (Linux: the figures are in /proc). */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { openUpload, upload } from './client.ts';
import { createRandom } from './crash/random.ts';
import { startServer, type TestServer } from './server.ts';

const MB = 1024 * 1024;
/** Buffers of sockets and streams, and garbage that nobody has had to collect yet. */
const BOUND_BYTES = 120 * MB;

const skip = process.platform !== 'linux' && 'the figures are in /proc';

test('300 MB of bytes, up and down', { skip }, async (t) => {
  const server = await startWarm(t);
  const before = await memory(server);
  const digest = createHash('sha256');
  const sending = openUpload(server, 'large.bin');
  const chunk = createRandom(1).bytes(MB);
  for (let count = 0; count < 300; count += 1) {
    chunk.writeUInt32BE(count);
    digest.update(chunk);
    await sending.send(Buffer.from(chunk));
  }
  const { status, body } = await sending.finish();
  assert.equal(status, 200, JSON.stringify(body));
  const afterUpload = await memory(server);
  t.diagnostic(`upload: ${figures(before.now, afterUpload.peak)}`);
  assert.ok(afterUpload.peak - before.now < BOUND_BYTES, figures(before.now, afterUpload.peak));

  const delivered = createHash('sha256');
  const response = await fetch(`${server.urlEndpoint}/large.bin?tr=orig-true`);
  for await (const bytes of response.body ?? []) delivered.update(bytes);
  assert.equal(delivered.digest('hex'), digest.digest('hex'));
  const afterDownload = await memory(server);
  t.diagnostic(`download: ${figures(before.now, afterDownload.peak)}`);
  assert.ok(afterDownload.peak - before.now < BOUND_BYTES, figures(before.now, afterDownload.peak));
});

test('a text field of 40 MB of base64', { skip }, async (t) => {
  const server = await startWarm(t);
  const before = await memory(server);
  const sending = openUpload(server, 'large.bin', 'text');
  const bytes = createRandom(2).bytes(300_000);
  const text = bytes.toString('base64');
  const count = (40 * MB) / text.length;
  const digest = createHash('sha256');
  for (let sent = 0; sent < count; sent += 1) {
    digest.update(bytes);
    await sending.send(text);
  }
  const { status, body } = await sending.finish();
  assert.equal(status, 200, JSON.stringify(body));
  const { peak } = await memory(server);
  t.diagnostic(figures(before.now, peak));
  assert.ok(peak - before.now < BOUND_BYTES, figures(before.now, peak));

  const delivered = createHash('sha256');
  const response = await fetch(`${server.urlEndpoint}/large.bin?tr=orig-true`);
  for await (const chunk of response.body ?? []) delivered.update(chunk);
  assert.equal(delivered.digest('hex'), digest.digest('hex'));
});

/** A server that has loaded and compiled what an upload and a download need. */
async function startWarm(t: { after(close: () => Promise<void>): void }): Promise<TestServer> {
  const server = await startServer();
  t.after(() => server.remove());
  await upload(server, 'warm.bin', new Uint8Array(MB));
  await (await fetch(`${server.urlEndpoint}/warm.bin?tr=orig-true`)).arrayBuffer();
  return server;
}

/** Resident bytes of the server's own process: now, and the most there ever were. */
async function memory(server: TestServer): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${server.process.pid}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}

function figures(before: number, peak: number): string {
  return `${Math.round(before / MB)} MB before, ${Math.round(peak / MB)} MB at the peak`;
}
