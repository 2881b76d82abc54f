/** What the account has used (rest-api.md 6.1, 6.2): counted in memory, kept by day every few seconds. */
import { type Database, isDatabaseUnavailable } from '../../database/index.ts';
import { type Clock, createSingleFlight } from '../../kernel/index.ts';
import { type CountedDelivery, type CountRow, createCounter, type Dimension, dayOf } from './counter.ts';
import { type Days, largestOf, type NamedCount, storedBytes, sumOf } from './read.ts';
import { addCountsUnit, clearCountsUnit } from './units.ts';
import { createUserAgentReader } from './user-agents.ts';

export type Usage = {
  /** Counts an answered delivery. Costs a microsecond or two; nothing of it waits for a disk. */
  count(delivery: CountedDelivery): void;
  /** Counts operations of an extension, and the units they cost. */
  countExtension(name: string, units: number, operations?: number): void;
  /** Keeps what was counted. Never rejects: what cannot be kept now is kept with the next. */
  flush(): Promise<void>;
  /** Begins to flush every few seconds. */
  start(): void;
  /** Flushes for the last time. */
  close(): Promise<void>;
  /** Includes what this node has counted up to now. Errors: 503 of a database that is down. */
  totals(days: Days): Promise<UsageTotals>;
  /** The same for the names of one dimension: those with the most requests and with the most bytes. */
  top(days: Days, dimension: Dimension, limit: number): Promise<UsageTop>;
};

export type UsageTotals = {
  readonly requests: number;
  readonly bytes: number;
  readonly extensionUnits: number;
  /** Of all versions of all files, now. */
  readonly storedBytes: number;
};

export type UsageTop = {
  readonly byRequests: readonly NamedCount[];
  readonly byBytes: readonly NamedCount[];
};

const FLUSH_EVERY_MS = 5_000;
/** Flushes between two clearings: about once a minute. */
const CLEAR_EVERY = 12;
const KEEP_DAYS = 400;
const DAY_MS = 86_400_000;
/** Each takes tens of microseconds of the event loop. */
const MAX_NEW_AGENTS = 300;

export function createUsage(deps: {
  readonly database: Database;
  readonly clock: Clock;
  /** Told when counts could not be kept. */
  readonly onError: (error: unknown) => void;
}): Usage {
  const { database, clock } = deps;
  const counter = createCounter(clock);
  const agents = createUserAgentReader();
  const storage = createSingleFlight<number>();
  let timer: NodeJS.Timeout | undefined;
  let flushes = 0;
  let last = Promise.resolve();

  async function flushNow(): Promise<void> {
    const rows = withAgents(counter.take());
    try {
      if (rows.length > 0) await database.write(addCountsUnit, { rows });
    } catch (error) {
      deps.onError(error);
      // A commit whose outcome is unknown may have been one: rather too few than twice as many.
      if (isDatabaseUnavailable(error)) counter.restore(rows.filter(isOwn));
      return;
    }
    if (flushes++ % CLEAR_EVERY === 0 && rows.length > 0) await clear();
  }

  async function clear(): Promise<void> {
    const now = clock();
    const [before, since] = [dayOf(now - KEEP_DAYS * DAY_MS), dayOf(now - DAY_MS)];
    await database.write(clearCountsUnit, { before, since }).catch(deps.onError);
  }

  /** Browsers and devices, of the user agents that were counted. */
  function withAgents(rows: readonly CountRow[]): CountRow[] {
    const seen = rows.filter(({ dimension }) => dimension === 'agent');
    const read = agents.readAll(
      seen.map(({ name }) => name),
      MAX_NEW_AGENTS,
    );
    const sums = new Map<string, CountRow>();
    for (const row of seen) {
      const { browser = '', device = '' } = read.get(row.name) ?? {};
      addTo(sums, { ...row, dimension: 'browser', name: browser });
      addTo(sums, { ...row, dimension: 'device', name: device });
    }
    return [...rows, ...sums.values()];
  }

  const flush = () => {
    last = last.then(flushNow);
    return last;
  };

  return {
    count: counter.count,
    countExtension: (name, units, operations = 1) => counter.add('extension', name, operations, units),
    flush,
    start() {
      timer ??= setInterval(flush, FLUSH_EVERY_MS).unref();
    },
    async close() {
      clearInterval(timer);
      await flush();
    },
    async totals(days) {
      await flush();
      const { reader } = database;
      const [delivered, extensions, stored] = await Promise.all([
        sumOf(reader, days, 'total'),
        sumOf(reader, days, 'extension'),
        storage.run('', () => storedBytes(reader)),
      ]);
      return { ...delivered, extensionUnits: extensions.bytes, storedBytes: stored };
    },
    async top(days, dimension, limit) {
      await flush();
      const [byRequests, byBytes] = await Promise.all([
        largestOf(database.reader, days, dimension, 'requests', limit),
        largestOf(database.reader, days, dimension, 'bytes', limit),
      ]);
      return { byRequests, byBytes };
    },
  };
}

function addTo(sums: Map<string, CountRow>, row: CountRow): void {
  const key = `${row.day} ${row.dimension} ${row.name}`;
  const known = sums.get(key);
  const requests = row.requests + (known?.requests ?? 0);
  sums.set(key, { ...row, requests, bytes: row.bytes + (known?.bytes ?? 0) });
}

/** What is made of the user agents is made again. */
function isOwn({ dimension }: CountRow): boolean {
  return dimension !== 'browser' && dimension !== 'device';
}
