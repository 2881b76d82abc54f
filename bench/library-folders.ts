/**
 * Jobs of a folder of 10,000 files, and how long another writer waits meanwhile: a small write every 10 ms, the longest
 * wait against 50 ms. Beside it the longest wait while nothing else is done. And the transactions of 50 bulk-tagged
 * files, counted.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../src/database/index.ts';
import { startPostgres } from '../src/database/testing.ts';
import { createJobs } from '../src/jobs/index.ts';
import { systemClock } from '../src/kernel/index.ts';
import { createLibrary, type Library } from '../src/library/index.ts';
import { openDiskStore } from '../src/storage/index.ts';
import { fillPostgres, fillSqlite, UNITS, withClient } from './library-fill.ts';
import type { Options, Row } from './row.ts';

const FILES = 10_000;
const EVERY_MS = 10;
const LONGEST_WAIT_MS = 50;
const TAGGED = 50;
/** The folder of a library that all of its files are put into, but for one. */
const FOLDER = '/thousand';

export async function folders(options: Options): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-bench-'));
  const server = options.only === 'sqlite' ? undefined : await startPostgres({ durable: true });
  try {
    const rows: Row[] = [];
    for (const dialect of ['sqlite', 'postgres'] as const) {
      if (options.only !== undefined && options.only !== dialect) continue;
      const place =
        dialect === 'sqlite'
          ? { file: await filledFile(join(folder, 'halftone.sqlite')) }
          : { url: await filledUrl(server?.url ?? '') };
      rows.push(...(await measure(dialect, place, folder)));
    }
    return rows;
  } finally {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const GATHER = `update assets set parent_id = (select id from assets where name = 'thousand')
  where kind = 'file' and id <> (select min(id) from assets where kind = 'file')`;

async function filledFile(file: string): Promise<string> {
  await fillSqlite(file, FILES, GATHER);
  return file;
}

async function filledUrl(server: string): Promise<string> {
  const url = await fillPostgres(server, FILES);
  await withClient(url, (client) => client.query(GATHER));
  return url;
}

async function measure(
  dialect: string,
  place: { file: string } | { url: string },
  folder: string,
): Promise<Row[]> {
  const opened = await openDatabase({ ...place, units: UNITS });
  let transactions = 0;
  const database: Database = {
    ...opened,
    write: (unit, input) => {
      transactions += 1;
      return opened.write(unit, input);
    },
  };
  const store = await openDiskStore({
    folder: join(folder, dialect),
    stagingQuotaBytes: 2 ** 30,
    reserveBytes: 0,
    clock: systemClock,
  });
  const log = { debug: () => {}, info: () => {}, warn: console.error, error: console.error };
  const jobs = createJobs({ database, clock: systemClock, log });
  const refuse = () => Promise.reject(new Error('nothing is uploaded'));
  const library = createLibrary({
    database,
    store,
    jobs,
    clock: systemClock,
    inspect: refuse,
    examine: refuse,
    probe: refuse,
    limits: { maxUploadBytes: 1 },
  });
  try {
    await jobs.start();
    const { id } = await database.reader
      .selectFrom('assets')
      .select('id')
      .where('kind', '=', 'file')
      .where('name', 'like', 'zebra-0.%')
      .executeTakeFirstOrThrow();
    const writing = (work: () => Promise<void>) => whileWriting(library, id, work);

    const rows: Row[] = [];
    const row = (name: string, ours: number, more: Partial<Row>) =>
      rows.push({ name: `${dialect}: ${name}`, ours, baseline: ours, unit: 'ms', ...more });
    const alone = await writing(() => pause(3_000));
    row('longest wait of a write, nothing else done', alone.longest, { baseline: LONGEST_WAIT_MS });
    const kinds: [name: string, start: () => Promise<string>][] = [
      [
        'copy',
        () =>
          library.copyFolder({ sourceFolderPath: FOLDER, destinationPath: '/copies', includeVersions: true }),
      ],
      ['move', () => library.moveFolder({ sourceFolderPath: FOLDER, destinationPath: '/elsewhere' })],
      [
        'rename',
        () =>
          library.renameFolder({ folderPath: `/elsewhere${FOLDER}`, newFolderName: 'renamed', purge: false }),
      ],
      [
        'merge',
        () => library.moveFolder({ sourceFolderPath: `/copies${FOLDER}`, destinationPath: '/elsewhere' }),
      ],
    ];
    for (const [name, start] of kinds) {
      const { ms, longest } = await writing(async () => finished(library, await start()));
      row(`${name} ${FILES} files`, ms, {});
      row('– longest wait of a write', longest, { baseline: LONGEST_WAIT_MS, atMost: 1 });
    }
    const tagged = await database.reader
      .selectFrom('assets')
      .select('id')
      .where('kind', '=', 'file')
      .where(sql<boolean>`version_id is not null`)
      .orderBy('created_at')
      .limit(TAGGED)
      .execute();
    transactions = 0;
    const start = performance.now();
    await library.editTags(
      tagged.map((file) => file.id),
      { kind: 'add', tags: ['a tag', 'another'] },
    );
    const ms = performance.now() - start;
    row(`transactions of ${TAGGED} bulk-tagged files`, transactions, {
      baseline: 1,
      unit: 'count',
      atMost: 1,
    });
    row(`${TAGGED} bulk-tagged files`, ms, {});
    return rows;
  } finally {
    await jobs.close();
    await store.close();
    await opened.close();
  }
}

/** How long the work takes, and the longest of the small writes beside it: from when each was due to its answer. */
async function whileWriting(
  library: Library,
  fileId: string,
  work: () => Promise<void>,
): Promise<{ readonly ms: number; readonly longest: number }> {
  const writes: Promise<void>[] = [];
  let longest = 0;
  let count = 0;
  const timer = setInterval(() => {
    const start = performance.now();
    const write = library.update(fileId, { description: `number ${count++}` });
    writes.push(
      write.then(() => {
        longest = Math.max(longest, performance.now() - start);
      }),
    );
  }, EVERY_MS);
  const start = performance.now();
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const ms = performance.now() - start;
  await Promise.all(writes);
  return { ms, longest };
}

async function finished(library: Library, jobId: string): Promise<void> {
  while (!(await library.bulkJob(jobId)).isOver) await pause(5);
}
