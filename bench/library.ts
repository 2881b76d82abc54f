/**
 * Lists and searches of 100,000 and of 1,000,000 assets (`--assets 5000,20000` for others), on SQLite and PostgreSQL:
 * pages of 100 by `library.list`, one after another, p95 against 50 ms. What matches a thousand files however many
 * there are is compared with itself in the smallest library.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../src/database/index.ts';
import { startPostgres } from '../src/database/testing.ts';
import { listAssets } from '../src/library/list.ts';
import { searchableFields } from '../src/library/searchable-fields.ts';
import { parseSearch } from '../src/search/index.ts';
import { createRandom } from '../test/crash/random.ts';
import { END, foldersOf, GENERATION } from './library-data.ts';
import { fillPostgres, fillSqlite, UNITS } from './library-fill.ts';
import { KINDS, type Kind } from './library-queries.ts';
import type { Options, Row } from './row.ts';

const SIZES = [100_000, 1_000_000];
const PAGE = 100;
const RUNS = 60;
/** Of the same pages before: the first time some come from a disk that has not been read since the library was filled. */
const WARM_UPS = 1;
const PROMISED_MS = 50;
const PROMISED_GROWTH = 2;

export async function library(options: Options): Promise<readonly Row[]> {
  const sizes = options.assets?.split(',').map(Number) ?? SIZES;
  const folder = options.data ?? (await mkdtemp(join(tmpdir(), 'halftone-bench-')));
  const server = options.postgres ?? (await startPostgres({ durable: true }));
  try {
    const rows: Row[] = [];
    for (const dialect of ['sqlite', 'postgres'] as const) {
      if (options.only !== undefined && options.only !== dialect) continue;
      let smallest: ReadonlyMap<string, Times> | undefined;
      for (const files of sizes) {
        const start = performance.now();
        const place =
          dialect === 'sqlite'
            ? { file: await filledFile(folder, files) }
            : { url: await fillPostgres(typeof server === 'string' ? server : server.url, files) };
        console.error(
          `${dialect}: ${files} assets are there after ${Math.round((performance.now() - start) / 1000)} s`,
        );
        const database = await openDatabase({ ...place, units: UNITS });
        const times = await measure(database, files, options.kind);
        await database.close();
        smallest ??= times;
        rows.push(...rowsOf(`${dialect} ${thousands(files)}`, times, smallest));
      }
    }
    return rows;
  } finally {
    if (options.data === undefined) await rm(folder, { recursive: true, force: true });
    if (typeof server !== 'string') await server.stop();
  }
}

/** The file of a filled library, made in the folder unless it is there. */
export async function filledFile(folder: string, files: number): Promise<string> {
  const file = join(folder, `library-${GENERATION}-${files}.sqlite`);
  if (!existsSync(file)) console.error(`filling ${file}`);
  await fillSqlite(file, files);
  return file;
}

/** Milliseconds. */
type Times = { readonly kind: Kind; readonly p50: number; readonly p95: number; readonly found: number };

async function measure(
  database: Database,
  files: number,
  only: string | undefined,
): Promise<ReadonlyMap<string, Times>> {
  const library = { files, folders: foldersOf(files) };
  const fields = await searchableFields(database.reader);
  const all = new Map<string, Times>();
  // The processor time is that of this process: of SQLite's threads, not of PostgreSQL.
  console.error(
    `${''.padEnd(46)}${['p50', 'p95', 'max', 'cpu p50', 'cpu p95'].map((name) => name.padStart(8)).join('')}  (ms)`,
  );
  for (const kind of KINDS.filter(({ name }) => name.includes(only ?? ''))) {
    const times: number[] = [];
    const busy: number[] = [];
    let found = 0;
    let random = createRandom(1);
    for (let run = -WARM_UPS * RUNS; run < RUNS; run += 1) {
      if (run % RUNS === 0) random = createRandom(1);
      const { searchQuery, ...asked } = kind.ask(random, library);
      const skip = PAGE * (random.integer(1, kind.pages ?? 10) - 1);
      const [start, before] = [performance.now(), process.cpuUsage()];
      const search = searchQuery === undefined ? undefined : parseSearch(searchQuery, fields, END);
      const page = await listAssets(database.reader, {
        type: 'file',
        fileType: 'all',
        limit: PAGE,
        skip,
        ...asked,
        search,
      });
      if (run < 0) continue;
      times.push(performance.now() - start);
      const { user, system } = process.cpuUsage(before);
      busy.push((user + system) / 1000);
      found += page.length;
    }
    if (kind.isConstant && found !== RUNS * PAGE) throw new Error(`${kind.name}: found ${found}`);
    const at = (share: number, of = times) =>
      of.toSorted((a, b) => a - b)[Math.ceil(of.length * share) - 1] ?? Number.NaN;
    const measured = { kind, p50: at(0.5), p95: at(0.95), found: found / RUNS };
    const shown = [at(0.5), at(0.95), at(1), at(0.5, busy), at(0.95, busy)].map((ms) =>
      ms.toFixed(1).padStart(8),
    );
    console.error(`${kind.name.padEnd(46)}${shown.join('')} ${(found / RUNS).toFixed(0).padStart(4)} rows`);
    all.set(kind.name, measured);
  }
  return all;
}

function rowsOf(
  where: string,
  times: ReadonlyMap<string, Times>,
  smallest: ReadonlyMap<string, Times>,
): Row[] {
  return [...times.values()].flatMap(({ kind, p95 }): Row[] => {
    const row: Row = { name: `${where}: ${kind.name}`, ours: p95, baseline: PROMISED_MS, unit: 'ms' };
    if (kind.isExtra) return [row];
    const promised = { ...row, atMost: 1 };
    const own = smallest.get(kind.name);
    if (!kind.isConstant || own === undefined || smallest === times) return [promised];
    return [
      promised,
      { ...row, name: '– over its own in the smallest', baseline: own.p95, atMost: PROMISED_GROWTH },
    ];
  });
}

function thousands(files: number): string {
  return files % 1_000_000 === 0 ? `${files / 1_000_000}M` : `${files / 1_000}k`;
}
