/**
 * The details of a file, 32 connections of wrk, against a bare fastify route that runs the same SELECT on the same
 * database file with the same settings, and answers its row. Ours checks the key and the limits of its rate, and makes
 * a File of the row.
 */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { authorization, upload } from '../test/client.ts';
import { startServer } from '../test/server.ts';
import type { BareApi } from './bare-api.ts';
import { median, medianOfRounds } from './load.ts';
import { photograph } from './photos.ts';
import { cpuMs } from './process.ts';
import type { Row } from './row.ts';

const ROUNDS = 5;
const WRK = ['-t1', '-c32', '-d4s'];

export async function apiRead(): Promise<readonly Row[]> {
  const server = await startServer({ HALFTONE_RATE_LIMITS: 'off' });
  const file = join(server.dataDir, 'halftone.sqlite');
  const bare = {
    thread: await openBare({ file, inThread: true }),
    loop: await openBare({ file, inThread: false }),
  };
  try {
    const photo = new Uint8Array(await photograph(0, { width: 640, height: 480 }));
    const { body } = await upload(server, 'a.jpg', photo, { folder: '/a/b', tags: 'red,blue' });
    const path = `/v1/files/${body.fileId}/details`;
    const ours = [...WRK, '-H', `Authorization: ${authorization(server)}`, server.baseUrl + path];
    await measure(server.process, ours, []);

    const rows: Row[] = [];
    for (const [where, { child, url }] of Object.entries(bare)) {
      const cost = { ours: [] as number[], baseline: [] as number[] };
      await measure(child, [...WRK, url + path], []);
      const figures = await medianOfRounds(
        ROUNDS,
        () => measure(server.process, ours, cost.ours),
        () => measure(child, [...WRK, url + path], cost.baseline),
      );
      const name = `file details, bare route reads in its ${where}`;
      rows.push({ name, ...figures, unit: '1/s', atLeast: 0.5 });
      rows.push({
        name: `${name}, processor time`,
        ours: median(cost.ours),
        baseline: median(cost.baseline),
        unit: 'µs',
      });
    }
    return rows;
  } finally {
    for (const { child } of Object.values(bare)) child.kill();
    await server.remove();
  }
}

async function openBare(task: BareApi): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = fork(fileURLToPath(new URL('./bare-api.ts', import.meta.url)), { serialization: 'advanced' });
  child.send(task);
  const [port] = (await once(child, 'message')) as [number];
  return { child, url: `http://127.0.0.1:${port}` };
}

/** Requests a second; the microseconds of the server that each cost go to `costs`. */
async function measure(server: ChildProcess, wrk: readonly string[], costs: number[]): Promise<number> {
  const pid = server.pid ?? 0;
  const before = await cpuMs(pid);
  const { stdout } = await promisify(execFile)('wrk', [...wrk]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  costs.push((((await cpuMs(pid)) - before) * 1000) / Number(/(\d+) requests in/.exec(stdout)?.[1]));
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}
