/**
 * Who changed what, when, by which request. Entries wait in memory for a moment and are written many at once, so that
 * the request that caused one does not wait for it; a process that dies may lose those of its last half second.
 */
import { type Database, type Tables, type Tx, unitOfWork } from '../database/index.ts';
import { type Clock, randomHex } from '../kernel/index.ts';
import { errors } from './errors.ts';

export type AuditEntry = {
  /** Sorts by time. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Of the pair of keys, which may be gone. */
  readonly keyId: string;
  readonly publicKey: string;
  readonly method: string;
  /** The path of the API with the names of its parameters. */
  readonly route: string;
  /** Ids or paths of what was changed, as far as one text tells. */
  readonly target: string;
  readonly requestId: string;
  /** Of the answer. */
  readonly status: number;
};

export type AuditLog = {
  /** Costs no more than the memory of it. */
  record(entry: Omit<AuditEntry, 'id' | 'at'>): void;
  /**
   * The newest first. What was recorded on this node before the call is among them.
   * @param page.before the id of an entry: only older ones
   * Errors: `invalidBefore` (400).
   */
  list(page: {
    readonly before?: string | undefined;
    readonly limit: number;
  }): Promise<readonly AuditEntry[]>;
  /** Writes what waits. */
  flush(): Promise<void>;
  /** Forgets entries that are older than 90 days, and the oldest where there are too many. */
  prune(): Promise<void>;
  /** Writes what waits, and takes no more. */
  close(): Promise<void>;
};

export type AuditDeps = {
  readonly database: Database;
  readonly clock: Clock;
  /** A batch could not be written; it is tried again, until there are too many to wait. */
  readonly onError: (error: unknown) => void;
  /** Entries that are kept however young they are; a million by default. */
  readonly mostKept?: number | undefined;
};

/** Less than a gigabyte: whoever writes ten times a second fills it in a day, and must not fill the disk. */
const MOST_KEPT = 1_000_000;
const FLUSH_AFTER_MS = 500;
/** Rows of one insert: their values stay far below what a statement may have. */
const BATCH = 500;
/** While the database does not answer so many wait; older ones go. A few megabytes. */
const MOST_WAITING = 20_000;
const KEPT_MS = 90 * 24 * 3600 * 1000;
/** Rows that one statement may remove: other writes wait no longer than it takes. */
const PRUNED_AT_ONCE = 1000;

export function createAuditLog({ database, clock, onError, mostKept = MOST_KEPT }: AuditDeps): AuditLog {
  let waiting: Row[] = [];
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();
  const nextId = createIds();

  async function writeWaiting(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      await database.write(recordUnit, batch);
      // What came in the meantime stands behind them; what there was no room for, before.
      const written = new Set(batch);
      waiting = waiting.filter((row) => !written.has(row));
    }
  }

  /** One after the other: two would write the same rows. */
  const flush = () => {
    flushing = flushing.catch(() => {}).then(writeWaiting);
    return flushing;
  };
  const later = () => {
    timer ??= setTimeout(() => {
      flush().catch((error) => {
        onError(error);
        later();
      });
    }, FLUSH_AFTER_MS).unref();
  };

  return {
    record(entry) {
      const at = clock();
      waiting.push(toRow({ ...entry, id: nextId(at), at }));
      if (waiting.length > MOST_WAITING) waiting.splice(0, waiting.length - MOST_WAITING);
      later();
    },
    async list({ before, limit }) {
      if (before !== undefined && !/^[0-9a-f]{24}$/.test(before)) throw errors.invalidBefore();
      await flush();
      const rows = await database.reader
        .selectFrom('audit_log')
        .selectAll()
        .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },
    flush,
    async prune() {
      const oldest = await database.reader
        .selectFrom('audit_log')
        .select('id')
        .orderBy('id', 'desc')
        .offset(mostKept - 1)
        .limit(1)
        .executeTakeFirst();
      const tooOld = timePrefix(clock() - KEPT_MS);
      const before = oldest !== undefined && oldest.id > tooOld ? oldest.id : tooOld;
      while ((await database.write(pruneUnit, before)) === PRUNED_AT_ONCE);
    },
    close: flush,
  };
}

type Row = Tables['audit_log'];

export const recordUnit = unitOfWork('accounts.recordAudit', async (tx: Tx, rows: readonly Row[]) => {
  await tx
    .insertInto('audit_log')
    .values(rows)
    // A batch whose outcome was not known comes again.
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
});

/** How many went. */
export const pruneUnit = unitOfWork(
  'accounts.pruneAudit',
  async (tx: Tx, before: string): Promise<number> => {
    const { numDeletedRows } = await tx
      .deleteFrom('audit_log')
      .where('id', 'in', (from) =>
        from
          .selectFrom('audit_log')
          .select('id')
          .where('id', '<', before)
          .orderBy('id')
          .limit(PRUNED_AT_ONCE),
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
);

/** 24 hex digits that sort by time, and within a millisecond by the order in which they were made. */
function createIds(): (at: number) => string {
  let count = 0;
  let last = 0;
  return (at) => {
    // A clock that is set back does not make later entries look older.
    count = at > last ? 0 : count + 1;
    last = Math.max(at, last);
    return timePrefix(last) + count.toString(16).padStart(4, '0').slice(-4) + randomHex(4);
  };
}

function timePrefix(at: number): string {
  return at.toString(16).padStart(12, '0');
}

function toRow({ keyId, publicKey, requestId, ...entry }: AuditEntry): Row {
  return { ...entry, key_id: keyId, public_key: publicKey, request_id: requestId };
}

function fromRow({ key_id, public_key, request_id, ...row }: Row): AuditEntry {
  return { ...row, keyId: key_id, publicKey: public_key, requestId: request_id };
}
