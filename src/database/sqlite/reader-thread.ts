/** A thread that reads: one statement a request. */
import { workerData } from 'node:worker_threads';
import { type Connection, openConnection } from './connection.ts';
import { isReadOnly, translate } from './errors.ts';
import { type Outcome, serve } from './serve.ts';

export type ReaderData = { readonly file: string; readonly busyTimeoutMs: number };

/** How long what was read may wait for what is read after it, to be told in one message. Milliseconds. */
const GATHER_MS = 1;

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
      let outcomes = new Map<number, Outcome>();
      let until = performance.now() + GATHER_MS;
      for (const { id, body } of requests) {
        outcomes.set(id, read(body));
        if (performance.now() < until) continue;
        answer(outcomes);
        outcomes = new Map();
        until = performance.now() + GATHER_MS;
      }
      if (outcomes.size > 0) answer(outcomes);
    },
    close: () => connection?.close(),
  };
});
