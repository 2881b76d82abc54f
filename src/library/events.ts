/**
 * The outbox: what has happened to the library, written in the transaction that made it happen (rest-api.md 5.1).
 * A row holds ids only; whoever delivers it makes the payload of what is there then.
 */
import { sql } from 'kysely';
import { type Tx, unitOfWork } from '../database/index.ts';

/** Types of events with the ids each one carries. */
export type EventData = {
  'file.created': { readonly fileId: string };
  'file.updated': { readonly fileId: string };
  'file.deleted': { readonly fileId: string };
  'file-version.created': { readonly fileId: string; readonly versionId: string };
  'file-version.deleted': { readonly fileId: string; readonly versionId: string };
  /** `assetId` finds the row; `folderId` is what the API shows. */
  'folder.created': { readonly assetId: string; readonly folderId: string };
  'folder.updated': { readonly assetId: string; readonly folderId: string };
  'folder.deleted': { readonly folderId: string };
};

export type EventType = keyof EventData;

export type LibraryEvent<Type extends EventType = EventType> = {
  readonly [Each in Type]: {
    readonly type: Each;
    readonly data: EventData[Each];
  };
}[Type];

/** How long an event is kept when nobody fetches it. */
export const KEEP_EVENTS_MS = 7 * 24 * 60 * 60 * 1000;
/** Rows of one insert: SQLite takes 32,766 parameters. */
const INSERT_ROWS = 1000;
const BATCH_ROWS = 1000;

/** Writes one event down. `now` in milliseconds; the database makes its id. */
export async function recordEvent(tx: Tx, event: LibraryEvent & { readonly now: number }): Promise<void> {
  await recordEvents(tx, [event], event.now);
}

/** Many at once. Those that a job holds are told to nobody before `releaseEvents`. */
export async function recordEvents(
  tx: Tx,
  events: readonly LibraryEvent[],
  now: number,
  heldBy: string | null = null,
): Promise<void> {
  for (let first = 0; first < events.length; first += INSERT_ROWS) {
    await tx
      .insertInto('events')
      .values(
        events.slice(first, first + INSERT_ROWS).map(({ type, data }) => ({
          type,
          data: JSON.stringify(data),
          state: heldBy === null ? 'pending' : 'held',
          job_id: heldBy,
          created_at: now,
        })),
      )
      .execute();
  }
}

/** Forgets the oldest events from before a time, a bounded number of them; answers how many. */
export const pruneEvents = unitOfWork(
  'library.pruneEvents',
  async (tx: Tx, { before }: { readonly before: number }): Promise<number> => {
    const old = await tx
      .selectFrom('events')
      .select('id')
      .where('created_at', '<', before)
      .orderBy('created_at')
      .orderBy('id')
      .limit(BATCH_ROWS)
      .execute();
    if (old.length > 0) {
      await tx
        .deleteFrom('events')
        .where(
          'id',
          'in',
          old.map((row) => row.id),
        )
        .execute();
    }
    return old.length;
  },
);

/** Lets go of events that a job has held back, a bounded number of them; answers whether those were all. */
export async function releaseEvents(tx: Tx, jobId: string): Promise<boolean> {
  const held = tx
    .selectFrom('events')
    .select('id')
    .where('job_id', '=', jobId)
    .where('state', '=', sql.lit('held'))
    .limit(BATCH_ROWS);
  const { numUpdatedRows } = await tx
    .updateTable('events')
    .set({ state: 'pending' })
    .where('id', 'in', held)
    .executeTakeFirstOrThrow();
  return numUpdatedRows < BigInt(BATCH_ROWS);
}
