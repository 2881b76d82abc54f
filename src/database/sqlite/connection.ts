import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import { errors } from '../errors.ts';

/** Older versions can corrupt a database in WAL mode ("WAL-reset bug"). */
const OLDEST_SQLITE = '3.51.3';

/** Prepared statements kept by a connection. The program has a few hundred; `in (…)` lists make more. */
const MAX_STATEMENTS = 500;

/**
 * Pages of 4 KiB in the log before they are moved into the database file: what uploads touch again and again is moved
 * once for many of them, and nobody waits longer than some 40 ms while it is moved and flushed.
 */
const CHECKPOINT_PAGES = 2_000;

/** What the log is cut back to once its content is in the database file: twice what it usually holds. Bytes. */
const JOURNAL_SIZE_LIMIT = 16 * 1024 * 1024;

/** Pages kept in memory by each connection. KiB. */
const CACHE_SIZE = 16 * 1024;

export type Connection = {
  /** Runs one statement. `changes` is how many rows it wrote. */
  run(sql: string, parameters: readonly unknown[]): { rows: unknown[]; changes: number };
  /** Runs a statement that is never worth keeping, such as `begin`. */
  exec(sql: string): void;
  readonly isTransaction: boolean;
  close(): void;
};

/**
 * Opens the SQLite file, made if it is missing by a connection that may write.
 *
 * `synchronous = full`: a commit is on the disk before it is acknowledged. A lock of another process is waited for
 * `busyTimeoutMs`. Throws `sqliteTooOld`.
 */
export function openConnection(
  file: string,
  options: { readonly readOnly: boolean; readonly busyTimeoutMs: number },
): Connection {
  refuseOldSqlite();
  const database = new DatabaseSync(file, { readOnly: options.readOnly, timeout: options.busyTimeoutMs });
  try {
    if (!options.readOnly) {
      database.exec('pragma journal_mode = wal');
      database.exec('pragma synchronous = full');
      database.exec('pragma foreign_keys = on');
      database.exec(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
      database.exec(`pragma journal_size_limit = ${JOURNAL_SIZE_LIMIT}`);
    }
    database.exec(`pragma cache_size = -${CACHE_SIZE}`);
    database.exec('pragma temp_store = memory');
  } catch (error) {
    database.close();
    throw error;
  }

  const statements = new LRUCache<string, Statement>({ max: MAX_STATEMENTS });
  const prepare = (sql: string): Statement => {
    const kept = statements.get(sql);
    if (kept !== undefined) return kept;
    const prepared = database.prepare(sql);
    const statement = { prepared, hasRows: prepared.columns().length > 0 };
    statements.set(sql, statement);
    return statement;
  };

  return {
    run(sql, parameters) {
      const { prepared, hasRows } = prepare(sql);
      // Kysely types parameters as unknown; SQLite itself refuses what it cannot bind.
      const values = parameters as readonly SQLInputValue[];
      if (hasRows) {
        const rows = prepared.all(...values);
        return { rows, changes: rows.length };
      }
      return { rows: [], changes: Number(prepared.run(...values).changes) };
    },
    exec: (sql) => database.exec(sql),
    get isTransaction() {
      return database.isTransaction;
    },
    close: () => database.close(),
  };
}

type Statement = { readonly prepared: StatementSync; readonly hasRows: boolean };

function refuseOldSqlite(): void {
  const found = process.versions.sqlite ?? '0';
  if (found.localeCompare(OLDEST_SQLITE, 'en', { numeric: true }) < 0) {
    throw errors.sqliteTooOld(found, OLDEST_SQLITE);
  }
}
