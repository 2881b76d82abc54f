/** The tables of a library as they stand at one moment, read past the server. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { HIDDEN_FOLDER_ID } from '../../src/database/index.ts';

export type Tables = {
  readonly blobs: readonly { id: string; key: string; size: number; state: string }[];
  readonly files: readonly { id: string; name: string; versionId: string; counter: number }[];
  readonly versions: readonly {
    id: string;
    assetId: string;
    blobId: string;
    number: number;
    size: number;
    isCurrent: number;
  }[];
  readonly folders: readonly { id: string; parentId: string | null }[];
  readonly closure: readonly { descendantId: string }[];
  readonly tags: readonly { versionId: string; isCurrent: number }[];
};

export type ReadTables = () => Promise<Tables>;

const QUERIES: Readonly<Record<keyof Tables, string>> = {
  blobs: 'select id, object_key as key, cast(size as integer) as size, state from blobs',
  files: `select id, name, version_id as "versionId", version_counter as counter from assets where kind = 'file'`,
  versions: `select id, asset_id as "assetId", blob_id as "blobId", number, cast(size as integer) as size,
    is_current as "isCurrent" from versions`,
  // But for the hidden folder, which nothing reaches and which is below itself.
  folders: `select id, parent_id as "parentId" from assets where kind = 'folder' and id <> '${HIDDEN_FOLDER_ID}'`,
  closure: `select descendant_id as "descendantId" from folder_closure where descendant_id <> '${HIDDEN_FOLDER_ID}'`,
  tags: 'select version_id as "versionId", is_current as "isCurrent" from tags',
};

export function readSqlite(dataDir: string): ReadTables {
  return async () => {
    const database = new DatabaseSync(join(dataDir, 'halftone.sqlite'), { readOnly: true });
    try {
      database.exec('begin');
      return await readEach(async (sql) => database.prepare(sql).all());
    } finally {
      database.close();
    }
  };
}

export function readPostgres(url: string): ReadTables {
  return async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query('begin isolation level repeatable read read only');
      return await readEach(async (sql) => (await client.query(sql)).rows);
    } finally {
      await client.end();
    }
  };
}

async function readEach(read: (sql: string) => Promise<unknown[]>): Promise<Tables> {
  const tables: Record<string, unknown[]> = {};
  for (const [name, sql] of Object.entries(QUERIES)) tables[name] = await read(sql);
  return tables as unknown as Tables;
}
