/** For tests only: every test of what uses the database runs on each of them. */
import { after, afterEach, describe } from 'node:test';
import type { Database } from './database.ts';
import { openDatabase } from './open.ts';
import { createTestDatabase as createOnPostgres } from './postgres/database.testing.ts';
import {
  DEFAULT_URL_ENDPOINT_ID,
  HIDDEN_FOLDER_ID,
  ORIGINAL_DATE_FIELD_ID,
  ROOT_FOLDER_ID,
  type Tables,
} from './schema.ts';
import { createTestDatabase as createOnSqlite } from './sqlite/database.testing.ts';

export { startPostgres, type TestServer } from './postgres/server.testing.ts';

export type TestDatabase = {
  readonly name: 'sqlite' | 'postgres' | 'postgres-icu';
  /**
   * An empty database with the current schema, for the test (or `beforeEach`) that opens it: after the test it is
   * taken back. It may have served another test before, so the schema itself must be left as it is.
   */
  open(units: URL): Promise<Database>;
};

/**
 * Runs the tests that `define` declares on SQLite, on PostgreSQL and on PostgreSQL with an ICU locale.
 *
 * PostgreSQL is the server at HALFTONE_TEST_POSTGRES_URL, which `npm test` starts for all test files; without it the
 * test file starts one of its own when it first needs it.
 */
export function onEachDatabase(define: (database: TestDatabase) => void): void {
  for (const name of ['sqlite', 'postgres', 'postgres-icu'] as const) {
    describe(name, () => {
      const inUse: Loan[] = [];
      const idle: Loan[] = [];
      afterEach(async () => {
        for (const loan of inUse.splice(0)) if (await loan.empty()) idle.push(loan);
      });
      after(async () => {
        for (const loan of idle) await loan.remove();
      });
      define({
        name,
        async open(units) {
          // Starting threads and copying databases costs more than most tests do.
          const ready = idle.findIndex((loan) => loan.units === units.href);
          const loan = ready < 0 ? await lend(name, units) : idle.splice(ready, 1)[0];
          if (loan === undefined) throw new Error('unreachable: the index was found');
          inUse.push(loan);
          return loan.database;
        },
      });
    });
  }
}

type Loan = {
  readonly units: string;
  readonly database: Database;
  /** Removes the rows; false, and the database is gone, when the test has closed it. */
  empty(): Promise<boolean>;
  remove(): Promise<void>;
};

async function lend(name: TestDatabase['name'], units: URL): Promise<Loan> {
  const place = name === 'sqlite' ? await createOnSqlite() : await createOnPostgres(name);
  const database = await openDatabase({ ...place.options, units });
  let closed = false;
  const close = () => {
    closed = true;
    return database.close();
  };
  const remove = async () => {
    await close();
    await place.remove();
  };
  return {
    units: units.href,
    database: { ...database, close },
    async empty() {
      if (!closed) await place.execute(Object.values(EMPTYING).join(';'));
      else await remove();
      return !closed;
    },
    remove,
  };
}

/** What the migrations inserted. */
const OWN_FOLDERS = `('${ROOT_FOLDER_ID}', '${HIDDEN_FOLDER_ID}')`;

/** How each table gets back to what the migrations put there, in an order the foreign keys allow. */
const EMPTYING: Readonly<Record<keyof Tables, string>> = {
  meta: 'delete from meta',
  settings: 'delete from settings',
  api_keys: 'delete from api_keys',
  audit_log: 'delete from audit_log',
  upload_tokens: 'delete from upload_tokens',
  named_transformations: 'delete from named_transformations',
  url_endpoint_origins: 'delete from url_endpoint_origins',
  origins: 'delete from origins',
  url_endpoints: `delete from url_endpoints where id <> '${DEFAULT_URL_ENDPOINT_ID}';
    update url_endpoints set description = 'Default URL-endpoint', rewriter = null, created_at = 0, updated_at = 0`,
  webhooks: 'delete from webhooks',
  saved_extensions: 'delete from saved_extensions',
  usage_counts: 'delete from usage_counts',
  tags: 'delete from tags',
  name_terms: 'delete from name_terms',
  search_terms: 'delete from search_terms',
  custom_values: 'delete from custom_values',
  embedded_values: 'delete from embedded_values',
  custom_fields: `delete from custom_fields where id <> '${ORIGINAL_DATE_FIELD_ID}'`,
  versions: 'delete from versions',
  events: 'delete from events',
  folder_locks: 'delete from folder_locks',
  folder_copies: 'delete from folder_copies',
  jobs: 'delete from jobs',
  folder_closure: `delete from folder_closure where descendant_id not in ${OWN_FOLDERS}`,
  assets: `delete from assets where id not in ${OWN_FOLDERS};
    update assets set version_counter = 0, created_at = 0, updated_at = 0`,
  blobs: 'delete from blobs',
};
