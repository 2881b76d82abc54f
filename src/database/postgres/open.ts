import { sql } from 'kysely';
import type { Database, Reader } from '../database.ts';
import { errors, whyNotOpened } from '../errors.ts';
import { migrate } from '../migrations/index.ts';
import { openPool } from './pool.ts';
import { write } from './write.ts';

/**
 * Connections a node may hold for each purpose. Three pools, so that slow searches take no connection from uploads or
 * delivery; three nodes fit into PostgreSQL's default of 100.
 */
const CONNECTIONS = 8;

/** The advisory lock of the node that migrates: "halftone" in ASCII. */
const MIGRATION_LOCK = 0x68616c66746f6e65n;

/** PostgreSQL: units of work run in this process, readers have pools of their own. */
export async function openPostgres(options: { readonly url: string }): Promise<Database> {
  const writer = openPool(options.url, CONNECTIONS);
  const reader = openPool(options.url, CONNECTIONS);
  const deliveryReader = openPool(options.url, CONNECTIONS);
  const pools = [writer, reader, deliveryReader];

  const writing = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  const database: Database = {
    dialect: 'postgres',
    reader,
    deliveryReader,
    async write(unit, input) {
      if (closing !== undefined) throw errors.databaseUnavailable().because(new Error('closed'));
      const written = write(writer, unit, input);
      writing.add(written);
      return written.finally(() => writing.delete(written));
    },
    async ping() {
      await Promise.all(pools.map((pool) => sql`select 1`.execute(pool)));
    },
    close() {
      // The pools would drop writes that still wait for a connection.
      closing ??= Promise.allSettled(writing).then(async () => {
        await Promise.all(pools.map((pool) => pool.destroy()));
      });
      return closing;
    },
  };

  try {
    await migrateAlone(writer);
    await database.ping();
  } catch (error) {
    await database.close();
    throw whyNotOpened(withoutPassword(options.url), error);
  }
  return database;
}

/** All in one transaction; a node that starts at the same time waits for it, then finds nothing to do. */
async function migrateAlone(writer: Reader): Promise<void> {
  await writer.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(tx);
    await migrate(tx, 'postgres');
  });
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return '(HALFTONE_DATABASE_URL is not a URL)';
  const shown = new URL(url);
  shown.password = '';
  shown.search = '';
  return shown.href;
}
