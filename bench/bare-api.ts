/**
 * The least that a read of the API costs: fastify, and the statement of the server on its own database file with the
 * same settings, either on the event loop or, as in the server, in a thread of its own. Told by its parent what to run,
 * it tells its port.
 */
import Fastify from 'fastify';
import { Kysely } from 'kysely';
import type { Tables } from '../src/database/index.ts';
import { openConnection } from '../src/database/sqlite/connection.ts';
import { readerDialect } from '../src/database/sqlite/dialects.ts';
import { Thread } from '../src/database/sqlite/thread.ts';
import { createFileReader } from '../src/library/file-by-id.ts';

export type BareApi = { readonly file: string; readonly inThread: boolean };

type Run = (sql: string, parameters: readonly unknown[]) => Promise<unknown[]>;

process.once('message', async ({ file, inThread }: BareApi) => {
  const run = inThread ? threaded(file) : onTheLoop(file);
  const sql = await statementOfDetails();
  const app = Fastify();
  app.get('/v1/files/:fileId/details', async (request) => {
    const [row] = await run(sql, [(request.params as { readonly fileId: string }).fileId, 'file']);
    return row;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  process.send?.((app.server.address() as { readonly port: number }).port);
});

/** What the server's own reader asks, whatever that is. */
async function statementOfDetails(): Promise<string> {
  const asked: string[] = [];
  const reader = new Kysely<Tables>({
    dialect: readerDialect(async (sql) => {
      asked.push(sql);
      return [];
    }),
  });
  const get = createFileReader({ reader, dialect: 'sqlite' });
  await get('0'.repeat(24)).catch(() => undefined);
  const [sql, ...more] = asked;
  if (sql === undefined || more.length > 0)
    throw new Error(`One statement was expected, not ${asked.length}.`);
  return sql;
}

function onTheLoop(file: string): Run {
  const connection = openConnection(file, { readOnly: true, busyTimeoutMs: 5_000 });
  return async (sql, parameters) => connection.run(sql, parameters).rows;
}

function threaded(file: string): Run {
  const thread = new Thread<{ readonly sql: string; readonly parameters: readonly unknown[] }>({
    role: 'reader',
    data: { file, busyTimeoutMs: 5_000 },
    whenLost: (cause) => new Error('The thread was lost.', { cause }) as never,
  });
  thread.start();
  return (sql, parameters) => thread.call({ sql, parameters });
}
