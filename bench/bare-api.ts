/**
 * The least that a read of the API costs: fastify, and one statement on the server's own database file with the same
 * settings, either on the event loop or, as in the server, in a thread of its own. Told by its parent what to run, it
 * tells its port.
 */
import Fastify from 'fastify';
import { Kysely } from 'kysely';
import type { Tables } from '../src/database/index.ts';
import { openConnection } from '../src/database/sqlite/connection.ts';
import { readerDialect } from '../src/database/sqlite/dialects.ts';
import { Thread } from '../src/database/sqlite/thread.ts';
import { selectAssets } from '../src/library/rows.ts';

export type BareApi = { readonly file: string; readonly inThread: boolean };

type Run = (sql: string, parameters: readonly unknown[]) => Promise<unknown[]>;

process.once('message', async ({ file, inThread }: BareApi) => {
  const run = inThread ? threaded(file) : onTheLoop(file);
  // The text of the statement is made once: what Kysely costs is the server's.
  const { sql } = fileById(new Kysely<Tables>({ dialect: readerDialect(run) })).compile();
  const app = Fastify();
  app.get('/v1/files/:fileId/details', async (request) => {
    const [row] = await run(sql, [(request.params as { readonly fileId: string }).fileId, 'file']);
    return row;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  process.send?.((app.server.address() as { readonly port: number }).port);
});

function fileById(reader: Kysely<Tables>) {
  return selectAssets(reader).where('assets.id', '=', '').where('assets.kind', '=', 'file');
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
