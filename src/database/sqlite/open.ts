import { Kysely } from 'kysely';
import type { Database, Reader } from '../database.ts';
import { errors, whyNotOpened } from '../errors.ts';
import type { Tables } from '../schema.ts';
import { readerDialect } from './dialects.ts';
import { ping } from './ping.ts';
import type { Query, ReaderData } from './reader-thread.ts';
import { Thread } from './thread.ts';
import type { Order, WriterData } from './writer-thread.ts';

/** How long a lock of another process, such as a backup, is waited for. Milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * SQLite in three threads: one that writes and two that read, so that neither a commit nor a slow search ever stands
 * on the event loop or before delivery.
 */
export async function openSqlite(options: {
  readonly file: string;
  readonly units: URL;
  readonly busyTimeoutMs?: number;
}): Promise<Database> {
  const { file, units, busyTimeoutMs = BUSY_TIMEOUT_MS } = options;
  const writer = new Thread<Order>({
    role: 'writer',
    data: { file, units: units.href, busyTimeoutMs } satisfies WriterData,
    whenLost: (cause) => errors.outcomeUnknown().because(cause),
  });
  const api = readerThread({ file, busyTimeoutMs });
  const delivery = readerThread({ file, busyTimeoutMs });
  const reader = readerOver(api);
  const deliveryReader = readerOver(delivery);

  const database: Database = {
    dialect: 'sqlite',
    reader,
    deliveryReader,
    write: (unit, input) => writer.call({ unit: unit.name, input }),
    async ping() {
      const read = { sql: 'select 1', parameters: [] };
      await Promise.all([database.write(ping, undefined), api.call(read), delivery.call(read)]);
    },
    async close() {
      // The writer last: the last connection moves the log into the database file.
      await Promise.all([api.close(), delivery.close()]);
      await writer.close();
    },
  };

  try {
    for (const thread of [writer, api, delivery]) thread.start();
    await database.write(ping, undefined); // The writer makes and migrates the file, which readers need.
    await database.ping();
  } catch (error) {
    await database.close();
    throw whyNotOpened(file, error);
  }
  return database;
}

function readerThread(data: ReaderData): Thread<Query> {
  return new Thread({
    role: 'reader',
    data,
    whenLost: (cause) => errors.databaseUnavailable().because(cause),
  });
}

function readerOver(thread: Thread<Query>): Reader {
  return new Kysely<Tables>({
    dialect: readerDialect((sql, parameters) => thread.call({ sql, parameters })),
  });
}
