import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Connection } from './connection.ts';

/** Kysely over a thread that reads: statements may overlap, `query` sends one there. */
export function readerDialect(
  query: (sql: string, parameters: readonly unknown[]) => Promise<unknown[]>,
): Dialect {
  const connection: DatabaseConnection = {
    async executeQuery<Row>(compiled: CompiledQuery) {
      return { rows: (await query(compiled.sql, compiled.parameters)) as Row[] };
    },
    streamQuery: refuseStream,
  };
  return dialect(new OverlappingAdapter(), {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: refuseTransaction,
    commitTransaction: refuseTransaction,
    rollbackTransaction: refuseTransaction,
    destroy: async () => {},
  });
}

/**
 * Kysely over a connection of the same thread. Its transactions are savepoints: the thread itself begins and commits
 * the real transaction around several of them.
 */
export function writerDialect(connection: Connection): Dialect {
  const kyselyConnection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery) {
      const { rows, changes } = connection.run(sql, parameters);
      return { rows: rows as Row[], numAffectedRows: BigInt(changes) };
    },
    streamQuery: refuseStream,
  };
  return dialect(new SqliteAdapter(), {
    init: async () => {},
    acquireConnection: async () => kyselyConnection,
    releaseConnection: async () => {},
    beginTransaction: async () => connection.exec('savepoint unit'),
    commitTransaction: async () => connection.exec('release unit'),
    rollbackTransaction: async () => {
      // Some failures, a full disk for one, have made SQLite undo the whole transaction already.
      if (connection.isTransaction) connection.exec('rollback to unit; release unit');
    },
    destroy: async () => {},
  });
}

class OverlappingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

function dialect(adapter: SqliteAdapter, driver: Driver): Dialect {
  return {
    createAdapter: () => adapter,
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

async function refuseTransaction(): Promise<never> {
  throw new Error('a reader has no transactions: use one statement, or a unit of work');
}

function refuseStream(): never {
  throw new Error('streaming is not supported: read in pages');
}
