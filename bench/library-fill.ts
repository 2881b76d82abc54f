/** Fills a database with a generated library, past everything that makes writing safe and slow: minutes a million. */
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Client, type Connection, type Submittable } from 'pg';
import { openDatabase } from '../src/database/index.ts';
import { type Batch, FILLED, GENERATION, libraryOf } from './library-data.ts';

export const UNITS = new URL('../src/units.ts', import.meta.url);

/** Makes the SQLite file unless it is there, whole. @param last what is done in the end */
export async function fillSqlite(file: string, files: number, last = ''): Promise<void> {
  if (existsSync(file)) return;
  const draft = `${file}.draft`;
  await mkdir(dirname(file), { recursive: true });
  for (const rest of ['', '-wal', '-shm']) await rm(draft + rest, { force: true });
  await (await openDatabase({ file: draft, units: UNITS })).close();

  const database = new DatabaseSync(draft, { enableForeignKeyConstraints: false });
  database.exec(
    'pragma journal_mode = delete; pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1000000',
  );
  const indexes = database
    .prepare(`select name, sql from sqlite_schema where type = 'index' and sql is not null`)
    .all() as { name: string; sql: string }[];
  for (const { name } of indexes) database.exec(`drop index ${name}`);
  database.exec('begin');
  const inserts = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  for (const batch of libraryOf(files)) {
    for (const table of FILLED) {
      for (const row of batch[table]) {
        const columns = Object.keys(row);
        const sql = `insert into ${table} (${columns}) values (${columns.map(() => '?')})`;
        const insert = inserts.get(sql) ?? database.prepare(sql);
        inserts.set(sql, insert);
        insert.run(...(Object.values(row) as SQLInputValue[]));
      }
    }
  }
  database.exec('commit');
  for (const { sql } of indexes) database.exec(sql);
  database.exec(last);
  database.exec('pragma journal_mode = wal');
  database.close();
  // Or the first flush of what is measured would wait for all that was written here.
  await flush(draft);
  await rename(draft, file);
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a database on a server of PostgreSQL unless it is there, whole; answers its URL. */
export async function fillPostgres(server: string, files: number): Promise<string> {
  const name = `halftone_bench_${GENERATION}_${files}`;
  const at = (database: string) => Object.assign(new URL(server), { pathname: `/${database}` }).href;
  const isThere = await withClient(server, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount !== 0) return true;
    await client.query(`drop database if exists ${name}_draft with (force)`);
    await client.query(`create database ${name}_draft template template0`);
    return false;
  });
  if (isThere) return at(name);
  await (await openDatabase({ url: at(`${name}_draft`), units: UNITS })).close();
  await withClient(at(`${name}_draft`), async (client) => {
    await client.query(`set maintenance_work_mem = '512MB'`);
    const restore = await dropIndexes(client);
    for (const batch of libraryOf(files)) {
      for (const table of FILLED) if (batch[table].length > 0) await copyIn(client, table, batch[table]);
    }
    for (const statement of restore) await client.query(statement);
    // As the server does by itself in time.
    await client.query('vacuum analyze');
  });
  await withClient(server, (client) => client.query(`alter database ${name}_draft rename to ${name}`));
  return at(name);
}

/** Constraints and indexes; answers the statements that make them again. */
async function dropIndexes(client: Client): Promise<readonly string[]> {
  const constraints = await client.query<{ owner: string; name: string; definition: string }>(`
    select conrelid::regclass::text as owner, conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype in ('p', 'u', 'f') and connamespace = 'public'::regnamespace
    order by contype = 'f'`);
  for (const { owner, name } of constraints.rows.toReversed()) {
    await client.query(`alter table ${owner} drop constraint ${name}`);
  }
  const indexes = await client.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes where schemaname = 'public'`,
  );
  for (const { name } of indexes.rows) await client.query(`drop index ${name}`);
  return [
    ...indexes.rows.map(({ definition }) => definition),
    ...constraints.rows.map(
      ({ owner, name, definition }) => `alter table ${owner} add constraint ${name} ${definition}`,
    ),
  ];
}

function copyIn<Table extends keyof Batch>(client: Client, table: Table, rows: Batch[Table]): Promise<void> {
  const text = rows.map((row) => Object.values(row).map(copyText).join('\t')).join('\n');
  return new Promise((resolve, reject) => {
    const copy: Submittable & Record<string, unknown> = {
      submit: (connection: Connection) =>
        connection.query(`copy ${table} (${Object.keys(rows[0] ?? {})}) from stdin`),
      handleCopyInResponse(connection: { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }) {
        connection.sendCopyFromChunk(Buffer.from(`${text}\n`));
        connection.endCopyFrom();
      },
      handleCommandComplete: () => {},
      handleReadyForQuery: () => resolve(),
      handleError: reject,
    };
    client.query(copy);
  });
}

function copyText(value: unknown): string {
  if (value === null) return '\\N';
  return String(value).replace(
    /[\\\t\n\r]/g,
    (char) => ({ '\t': '\\t', '\n': '\\n', '\r': '\\r' })[char] ?? '\\\\',
  );
}

export async function withClient<Result>(
  url: string,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
