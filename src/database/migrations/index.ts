import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { errors } from '../errors.ts';
import type { Tables } from '../schema.ts';
import { library } from './0001-library.ts';
import { namedTransformations } from './0002-named-transformations.ts';
import { jobs } from './0003-jobs.ts';
import { customMetadata } from './0004-custom-metadata.ts';
import { search } from './0005-search.ts';
import { addMissingWords, searchOrder } from './0006-search-order.ts';
import { settings } from './0007-settings.ts';
import { accounts } from './0008-accounts.ts';
import { outbox } from './0009-outbox.ts';
import { extensions } from './0010-extensions.ts';
import { usage } from './0011-usage.ts';
import { type Portable, portable, type Script } from './portable.ts';

export { portable } from './portable.ts';

/** All migrations by name, in the order of their names. A new one is a new file and a new line. */
export const scripts: Readonly<Record<string, Script>> = {
  '0001-library': library,
  '0002-named-transformations': namedTransformations,
  '0003-jobs': jobs,
  '0004-custom-metadata': customMetadata,
  '0005-search': search,
  '0006-search-order': searchOrder,
  '0007-settings': settings,
  '0008-accounts': accounts,
  '0009-outbox': outbox,
  '0010-extensions': extensions,
  '0011-usage': usage,
};

/** What a migration does after its statements, where that is more than SQL can say. */
const completions: Readonly<Record<string, (db: Kysely<unknown>) => Promise<void>>> = {
  '0006-search-order': addMissingWords,
};

/**
 * Brings the schema up to date; does nothing when it is. The caller has opened a transaction that keeps other nodes
 * out, so that all migrations take effect together or none does.
 *
 * Throws `databaseTooNew` when a newer version of the program has been here.
 */
export async function migrate(db: Kysely<Tables>, dialect: keyof typeof portable): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations(portable[dialect]) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const unknown = (await executed(db)).find((name) => !Object.hasOwn(scripts, name));
  throw unknown === undefined ? error : errors.databaseTooNew(unknown);
}

async function executed(db: Kysely<Tables>): Promise<readonly string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
    return rows.map(({ name }) => name);
  } catch {
    return []; // The failure that made the caller ask has aborted the transaction, and says more.
  }
}

function migrations(types: Portable): Record<string, Migration> {
  const entries = Object.entries(scripts).map(([name, script]) => [name, migration(name, script(types))]);
  return Object.fromEntries(entries);
}

function migration(name: string, statements: readonly string[]): Migration {
  return {
    async up(db) {
      for (const statement of statements) await sql.raw(statement).execute(db);
      await completions[name]?.(db);
    },
  };
}
