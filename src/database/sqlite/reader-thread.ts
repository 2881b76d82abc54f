/** A thread that reads: one statement a request. */
import { workerData } from 'node:worker_threads';
import { type Connection, openConnection } from './connection.ts';
import { isReadOnly, translate } from './errors.ts';
import { type Outcome, serve } from './serve.ts';

export type ReaderData = { readonly file: string; readonly busyTimeoutMs: number };

export type Query = { readonly sql: string; readonly parameters: readonly unknown[] };

await serve<Query>(async () => {
  const { file, busyTimeoutMs } = workerData as ReaderData;
  // Opened by the first query: the thread starts while the writer still makes the file.
  let connection: Connection | undefined;

  const read = ({ sql, parameters }: Query): Outcome => {
    try {
      connection ??= openConnection(file, { readOnly: true, busyTimeoutMs });
      return { value: connection.run(sql, parameters).rows };
    } catch (error) {
      // A statement that writes is a mistake here, not a fault of the disk.
      return { error: isReadOnly(error) ? error : translate(error) };
    }
  };

  return {
    async handle(requests, answer) {
      for (const { id, body } of requests) answer(id, read(body));
    },
    close: () => connection?.close(),
  };
});
