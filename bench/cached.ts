/**
 * A rendition of about 40 kB from memory, 32 connections of wrk, against a bare server that answers the same bytes and
 * the same headers; its 304 likewise. Beside each, the processor time a request costs the server: wrk works on the same
 * cores, so that requests a second say less on a small machine.
 */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startServer } from '../test/server.ts';
import type { BareAnswer } from './bare-http.ts';
import { store } from './client.ts';
import { median, medianOfRounds } from './load.ts';
import { photograph } from './photos.ts';
import { cpuMs } from './process.ts';
import type { Row } from './row.ts';

const TARGET = 'tr:w-370,f-jpg/a.jpg';
const ROUNDS = 5;
const WRK = ['-t1', '-c32', '-d5s'];
/** These each server writes by itself. */
const OF_THE_CONNECTION = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

export async function cached(): Promise<readonly Row[]> {
  const server = await startServer();
  const bare = fork(fileURLToPath(new URL('./bare-http.ts', import.meta.url)), { serialization: 'advanced' });
  try {
    await store(server, '/', 'a.jpg', await photograph(0, { width: 2040, height: 1356 }));
    const url = `${server.urlEndpoint}/${TARGET}`;
    await answerOf(url);
    const { headers, body } = await answerOf(url);
    const etag = headers[headers.indexOf('etag') + 1] ?? '';
    const notModified = await answerOf(url, { 'if-none-match': etag });
    const answer: BareAnswer = { headers, notModifiedHeaders: notModified.headers, etag, body };
    bare.send(answer);
    const [port] = (await once(bare, 'message')) as [number];
    const bareUrl = `http://127.0.0.1:${port}/${TARGET}`;

    const rows: Row[] = [];
    const kinds = [
      { name: `cached ${(body.length / 1000).toFixed(0)} kB`, wrk: WRK },
      { name: 'cached 304', wrk: [...WRK, '-H', `If-None-Match: ${etag}`] },
    ];
    for (const { name, wrk } of kinds) {
      const cost = { ours: [] as number[], baseline: [] as number[] };
      await measure(server.process, [...wrk, url], []);
      await measure(bare, [...wrk, bareUrl], []);
      const figures = await medianOfRounds(
        ROUNDS,
        () => measure(server.process, [...wrk, url], cost.ours),
        () => measure(bare, [...wrk, bareUrl], cost.baseline),
      );
      rows.push({ name, ...figures, unit: '1/s', atLeast: 0.8 });
      const [ours, baseline] = [median(cost.ours), median(cost.baseline)];
      rows.push({ name: `${name}, processor time`, ours, baseline, unit: 'µs' });
    }
    return rows;
  } finally {
    bare.kill();
    await server.remove();
  }
}

/** Requests a second; the microseconds of the server that each cost go to `costs`. */
async function measure(server: ChildProcess, wrk: readonly string[], costs: number[]): Promise<number> {
  const pid = server.pid ?? 0;
  const before = await cpuMs(pid);
  const { stdout } = await promisify(execFile)('wrk', wrk);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  costs.push((((await cpuMs(pid)) - before) * 1000) / requests);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}

async function answerOf(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ headers: string[]; body: Buffer }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers }, resolve).on('error', reject);
  });
  const body = await buffer(response);
  const kept: string[] = [];
  for (let index = 0; index < response.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = response.rawHeaders.slice(index, index + 2);
    if (!OF_THE_CONNECTION.has(name.toLowerCase())) kept.push(name, value);
  }
  return { headers: kept, body };
}
