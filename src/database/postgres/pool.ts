import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import { type CustomTypesConfig, Pool, types } from 'pg';
import type { Tables } from '../schema.ts';
import { translate } from './errors.ts';

/** How long to wait for a connection: a client that waits longer is better told to come again. Milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;

/** A transaction whose node died or hangs gives its locks back after this. Milliseconds. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * Kysely over a pool of at most `connections`, opened when first needed. It never keeps the process alive by itself,
 * and failures of the connection arrive as `databaseUnavailable`.
 */
export function openPool(url: string, connections: number): Kysely<Tables> {
  const pool = new Pool({
    connectionString: url,
    application_name: 'halftone',
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    allowExitOnIdle: true,
    types: numbers,
  });
  // A connection was lost while it was idle, or held between two statements. The pool drops it, and a statement that
  // still wants it fails; without a listener the process would end.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: translating(pool) }) });
}

const INT8 = 20;
const NUMERIC = 1700;

/**
 * 64-bit integers, and the sums of them, as numbers. Beyond 2^53 they would be rounded, which throws instead, as
 * node:sqlite does.
 */
const numbers: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 || oid === NUMERIC ? exactNumber : types.getTypeParser(oid, format),
};

function exactNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError(`${text} is too large for a number`);
  }
  return value;
}

function translating(pool: Pool): PostgresPool {
  const clients = new WeakMap<object, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client: PostgresPoolClient & object = await pool.connect().catch(rethrow);
      const known = clients.get(client);
      if (known !== undefined) return known;
      const translated = translatingClient(client);
      clients.set(client, translated);
      return translated;
    },
  };
}

/** The same client; Kysely asks it for nothing but `query`, `release` and `processID`. */
function translatingClient(client: PostgresPoolClient): PostgresPoolClient {
  return {
    get processID() {
      return client.processID;
    },
    query: (async (sql: string, parameters: readonly unknown[]) =>
      client.query(sql, parameters).catch(rethrow)) as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  };
}

function rethrow(error: unknown): never {
  throw translate(error);
}
