/** The thread that writes: one unit of work a request, found by its name in the module of units. */
import { workerData } from 'node:worker_threads';
import { Kysely } from 'kysely';
import { migrate } from '../migrations/index.ts';
import type { Tables } from '../schema.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { commitTogether } from './commit-together.ts';
import { type Connection, openConnection } from './connection.ts';
import { writerDialect } from './dialects.ts';
import { translate } from './errors.ts';
import { ping } from './ping.ts';
import { serve } from './serve.ts';
import { withPatience } from './with-patience.ts';

export type WriterData = { readonly file: string; readonly units: string; readonly busyTimeoutMs: number };

export type Order = { readonly unit: string; readonly input: unknown };

await serve<Order>(async () => {
  const { file, units, busyTimeoutMs } = workerData as WriterData;
  const byName = await loadUnits(units);
  const { connection, db } = await openMigrated(file, busyTimeoutMs);

  const run = async ({ unit: name, input }: Order): Promise<unknown> => {
    const unit = byName.get(name);
    if (unit === undefined) throw new Error(`the unit of work "${name}" is missing from the module of units`);
    return db.transaction().execute((tx) => unit.run(tx, input as never));
  };

  return { handle: commitTogether(connection, run), close: connection.close };
});

async function loadUnits(url: string): Promise<ReadonlyMap<string, UnitOfWork<never, unknown>>> {
  const { units } = (await import(url)) as { readonly units: readonly UnitOfWork<never, unknown>[] };
  const byName = new Map([ping, ...units].map((unit) => [unit.name, unit]));
  if (byName.size !== units.length + 1) throw new Error('two units of work have the same name');
  return byName;
}

async function openMigrated(file: string, busyTimeoutMs: number) {
  let connection: Connection | undefined;
  try {
    connection = withPatience(() => openConnection(file, { readOnly: false, busyTimeoutMs }));
    const db = new Kysely<Tables>({ dialect: writerDialect(connection) });
    withPatience(() => connection?.exec('begin immediate'));
    await migrate(db, 'sqlite');
    connection.exec('commit');
    return { connection, db };
  } catch (error) {
    connection?.close();
    throw translate(error);
  }
}
