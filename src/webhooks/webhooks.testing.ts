/** For tests of this room: a database with webhooks in it, receivers on this machine, and a clock that tests set. */
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/index.ts';
import { createSafePost } from '../net/index.ts';
import { createWebhooks, type OutboxEvent, type Webhooks } from './index.ts';
import { addEvents, putWebhook } from './units.testing.ts';

export const SECRET = 'whsec_c2VjcmV0Cg==';

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string; readonly url: string };

export type Receiver = {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** Resolves when there are so many. */
  count(requests: number): Promise<void>;
};

/** A server that notes what is sent to it, then answers as `answer` does. */
export async function receiver(t: TestContext, answer: RequestListener): Promise<Receiver> {
  const received: Received[] = [];
  let news = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body, url: request.url ?? '' });
    answer(request, response);
    news.resolve();
    news = Promise.withResolvers();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    async count(requests) {
      while (received.length < requests) await news.promise;
    },
  };
}

export const answer =
  (status: number, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, headers).end();

export type TestWebhooks = {
  readonly webhooks: Webhooks;
  readonly database: Database;
  /** The time, which moves only when a test sets it. */
  readonly time: { now: number };
  put(webhook: { id: string; endpoint: string; events?: string[]; enabled?: boolean }): Promise<void>;
  /** Records events of a type; answers their ids. */
  happen(type: string, ...fileIds: string[]): Promise<string[]>;
  /** Waits until nothing is left of the outbox and nothing is due; answers the jobs by their state. */
  settled(): Promise<Record<string, number>>;
};

export const units = new URL('./units.testing.ts', import.meta.url);

export async function openTestWebhooks(
  t: TestContext,
  database: Database,
  options: {
    readonly allow?: readonly string[];
    readonly timeoutMs?: number;
    /** The first look at the webhooks is out of date: there are none. */
    readonly stale?: boolean;
  } = {},
): Promise<TestWebhooks> {
  const time = { now: Date.parse('2026-01-02T03:04:05.678Z') };
  const post = createSafePost({ allow: options.allow ?? ['127.0.0.1'] });
  t.after(() => post.close());
  let { stale = false } = options;
  const silent = () => {};
  const webhooks = createWebhooks({
    database,
    clock: () => time.now,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    post,
    activeWebhooks: async () => {
      if (stale) {
        stale = false;
        return [];
      }
      const rows = await database.reader
        .selectFrom('webhooks')
        .select(['id', 'endpoint'])
        .where('enabled', '=', 1)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({ ...row, secret: SECRET }));
    },
    makeBodies: async (events) => new Map(events.map((event) => [event.id, bodyOf(event)])),
    timeoutMs: options.timeoutMs,
  });
  t.after(() => webhooks.close());
  return {
    webhooks,
    database,
    time,
    put: ({ events = ['file.created'], enabled = true, ...webhook }) =>
      database.write(putWebhook, { ...webhook, events, enabled: enabled ? 1 : 0 }),
    happen: (type, ...fileIds) =>
      database.write(
        addEvents,
        fileIds.map((fileId) => ({ type, data: { fileId }, now: time.now })),
      ),
    async settled() {
      for (;;) {
        webhooks.wake();
        const events = await database.reader.selectFrom('events').select('id').execute();
        const jobs = await database.reader.selectFrom('jobs').select(['state', 'run_at']).execute();
        const due = jobs.filter(
          ({ state, run_at }) => state === 'running' || (state === 'pending' && run_at <= time.now),
        );
        if (events.length + due.length === 0) {
          const counts: Record<string, number> = {};
          for (const { state } of jobs) counts[state] = (counts[state] ?? 0) + 1;
          return counts;
        }
        await pause(5);
      }
    },
  };
}

function bodyOf({ id, type, data }: OutboxEvent): string {
  return JSON.stringify({ type, id, data });
}
