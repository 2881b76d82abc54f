/**
 * Cached deliveries while searches run at a fixed rate that is worth a fifth of a core, against the same without: 32
 * connections of wrk, the whole server over a filled SQLite library. Of the processor time of the server, what the
 * searches cost alone is taken off: the rest is that of the deliveries.
 */
import { constants, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type Random } from '../test/crash/random.ts';
import { startServer, type TestServer } from '../test/server.ts';
import { type Client, createClient, store } from './client.ts';
import { filledFile } from './library.ts';
import { type Folder, foldersOf } from './library-data.ts';
import { KINDS } from './library-queries.ts';
import { median } from './load.ts';
import { photograph } from './photos.ts';
import { cpuMs } from './process.ts';
import type { Options, Row } from './row.ts';
import { type Load, wrk } from './wrk.ts';

const FILES = 100_000;
const ROUNDS = 5;
const WRK = ['-t1', '-c32', '-d6s'];
const SHARE_OF_A_CORE = 0.2;
/** To learn what one costs. */
const ALONE = 200;
const PAGE = 100;
const SLOWEST_MS = 50;

export async function libraryLoad(options: Options): Promise<readonly Row[]> {
  const files = Number(options.assets ?? FILES);
  const kept = options.data ?? (await mkdtemp(join(tmpdir(), 'halftone-bench-')));
  const dataDir = await mkdtemp(join(tmpdir(), 'halftone-bench-'));
  let server: TestServer | undefined;
  const client = createClient();
  try {
    await mkdir(dataDir, { recursive: true });
    const filled = await filledFile(kept, files);
    await copyFile(filled, join(dataDir, 'halftone.sqlite'), constants.COPYFILE_FICLONE);
    server = await startServer({ HALFTONE_DATA_DIR: dataDir });
    return await measure(server, client, { files, folders: foldersOf(files) });
  } finally {
    client.close();
    await server?.remove();
    await rm(dataDir, { recursive: true, force: true });
    if (options.data === undefined) await rm(kept, { recursive: true, force: true });
  }
}

type Library = { readonly files: number; readonly folders: readonly Folder[] };

async function measure(server: TestServer, client: Client, library: Library): Promise<readonly Row[]> {
  const pid = server.process.pid ?? 0;
  await store(server, '/', 'a.jpg', await photograph(0, { width: 2040, height: 1356 }));
  const url = `${server.urlEndpoint}/tr:w-370,f-jpg/a.jpg`;
  await client.get(url);
  await wrk(url, ['-t1', '-c32', '-d2s']);

  const random = createRandom(7);
  const search = () => searchOnce(server, client, random, library);
  for (let count = 0; count < ALONE / 4; count += 1) await search();
  const before = await cpuMs(pid);
  for (let count = 0; count < ALONE; count += 1) await search();
  const costMs = ((await cpuMs(pid)) - before) / ALONE;
  const rate = (SHARE_OF_A_CORE * 1000) / costMs;
  console.error(
    `${library.files} assets: a search costs ${costMs.toFixed(1)} ms of processor time, ${rate.toFixed(1)} a second are a fifth of a core`,
  );

  const rounds: { alone: Loaded; beside: Loaded }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const alone = await loaded(pid, url, async () => 0, costMs);
    const beside = await loaded(pid, url, (stop) => atRate(rate, search, stop), costMs);
    rounds.push({ alone, beside });
  }
  const of = (kind: 'alone' | 'beside', figure: keyof Loaded) =>
    median(rounds.map((round) => round[kind][figure]));
  const searched = of('beside', 'searched');
  return [
    {
      name: 'searches (1/s), as many as were meant',
      ours: searched,
      baseline: rate,
      unit: '1/s',
      atLeast: 0.9,
    },
    {
      name: 'cached deliveries beside searches',
      ours: of('beside', 'perSecond'),
      baseline: of('alone', 'perSecond'),
      unit: '1/s',
      atLeast: 0.8,
    },
    {
      name: '– processor time',
      ours: of('beside', 'costUs'),
      baseline: of('alone', 'costUs'),
      unit: 'µs',
      atMost: 1.1,
    },
    { name: '– p99', ours: of('beside', 'p99'), baseline: SLOWEST_MS, unit: 'ms', atMost: 1 },
    { name: '– p99 without searches', ours: of('alone', 'p99'), baseline: SLOWEST_MS, unit: 'ms' },
  ];
}

type Loaded = Load & {
  /** Microseconds of the server for a delivery. */
  readonly costUs: number;
  /** Searches a second. */
  readonly searched: number;
};

async function loaded(
  pid: number,
  url: string,
  beside: (stop: AbortSignal) => Promise<number>,
  costMs: number,
): Promise<Loaded> {
  const stop = new AbortController();
  const [start, before] = [performance.now(), await cpuMs(pid)];
  const searching = beside(stop.signal);
  const load = await wrk(url, WRK);
  stop.abort();
  const searches = await searching;
  const busyMs = (await cpuMs(pid)) - before - searches * costMs;
  const seconds = (performance.now() - start) / 1000;
  return { ...load, costUs: (busyMs * 1000) / load.requests, searched: searches / seconds };
}

/** Answers how many were done. A search that is due while 8 others wait is not asked. */
async function atRate(rate: number, search: () => Promise<void>, stop: AbortSignal): Promise<number> {
  const waiting = new Set<Promise<void>>();
  let done = 0;
  const timer = setInterval(() => {
    if (waiting.size >= 8) return;
    const one: Promise<void> = search().then(() => {
      done += 1;
      waiting.delete(one);
    });
    waiting.add(one);
  }, 1000 / rate);
  await new Promise((resolve) => stop.addEventListener('abort', resolve));
  clearInterval(timer);
  await Promise.all(waiting);
  return done;
}

async function searchOnce(
  server: TestServer,
  client: Client,
  random: Random,
  library: Library,
): Promise<void> {
  const kind = random.pick(KINDS.filter((kind) => kind.isExtra === undefined));
  const { searchQuery, path, sort } = kind.ask(random, library);
  const parameters = new URLSearchParams({
    sort,
    limit: String(PAGE),
    skip: String(PAGE * random.integer(0, 9)),
    ...(searchQuery === undefined ? {} : { searchQuery }),
    ...(path === undefined ? {} : { path }),
  });
  const authorization = `Basic ${Buffer.from(`${server.privateKey}:`).toString('base64')}`;
  await client.get(`${server.baseUrl}/v1/files?${parameters}`, { authorization });
}
