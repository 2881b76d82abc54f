/**
 * The outbox: what has happened to the library, written in the transaction that made it happen (rest-api.md 5.1), and
 * sent out by `webhooks/`. A row holds ids, of which the payload is made when it is sent, or all of the payload. An
 * event that nobody listens to is not written at all: what has no webhooks pays nothing for them.
 */
import { sql } from 'kysely';
import { type Tx, unitOfWork } from '../database/index.ts';
import { CALLBACK } from '../webhooks/index.ts';

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

/** Events of what cannot be looked up later: they bring their payload along. */
export type PayloadEventType =
  | `upload.${'pre' | 'post'}-transform.${'success' | 'error'}`
  | `video.transformation.${'accepted' | 'ready' | 'error'}`;

/** All of an event but its type, id and time, in the API's names. */
export type EventPayload = {
  readonly request: object;
  readonly timings?: object;
  readonly data: object;
};

export type PayloadEvent = { readonly type: PayloadEventType; readonly payload: EventPayload };

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
export async function recordEvent(
  tx: Tx,
  event: (LibraryEvent | PayloadEvent) & { readonly now: number },
): Promise<void> {
  await recordEvents(tx, [event], event.now);
}

/** Many at once. Those that a job holds are told to nobody before `releaseEvents`. */
export async function recordEvents(
  tx: Tx,
  events: readonly (LibraryEvent | PayloadEvent)[],
  now: number,
  heldBy: string | null = null,
): Promise<void> {
  // What is held happens when it is let go, to those who listen then.
  if (heldBy === null && !(await isAnybodyListening(tx))) return;
  for (let first = 0; first < events.length; first += INSERT_ROWS) {
    await tx
      .insertInto('events')
      .values(
        events.slice(first, first + INSERT_ROWS).map((event) => ({
          type: event.type,
          data: JSON.stringify('payload' in event ? event.payload : event.data),
          state: heldBy === null ? 'pending' : 'held',
          job_id: heldBy,
          created_at: now,
        })),
      )
      .execute();
  }
}

/**
 * Has something sent to a URL that the user gave with a request: the end of an extension (rest-api.md 2.14). It is
 * tried again until it is answered 200.
 *
 * @param callback `body`: JSON, sent as it is; with `fileId`, the file as it is when this is sent is its `fileObject`
 */
export async function recordCallback(
  tx: Tx,
  callback: {
    readonly url: string;
    readonly body: unknown;
    readonly fileId?: string | undefined;
    readonly now: number;
  },
): Promise<void> {
  const { now, ...data } = callback;
  await tx
    .insertInto('events')
    .values({ type: CALLBACK, data: JSON.stringify(data), state: 'pending', job_id: null, created_at: now })
    .execute();
}

/** Whether there is a webhook to tell. One that is made while this transaction runs may miss what it does. */
export async function isAnybodyListening(tx: Tx): Promise<boolean> {
  const webhook = await tx
    .selectFrom('webhooks')
    .select('id')
    .where('enabled', '=', 1)
    .limit(1)
    .executeTakeFirst();
  return webhook !== undefined;
}

/** Forgets events from before a time, a bounded number of them; answers how many. */
export const pruneEvents = unitOfWork(
  'library.pruneEvents',
  async (tx: Tx, { before }: { readonly before: number }): Promise<number> => {
    const old = await tx
      .selectFrom('events')
      .select('id')
      .where('state', 'in', ['pending', 'held'])
      .where('created_at', '<', before)
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
  if (await isAnybodyListening(tx)) {
    const { numUpdatedRows } = await tx
      .updateTable('events')
      .set({ state: 'pending' })
      .where('id', 'in', held)
      .executeTakeFirstOrThrow();
    return numUpdatedRows < BigInt(BATCH_ROWS);
  }
  const { numDeletedRows } = await tx.deleteFrom('events').where('id', 'in', held).executeTakeFirstOrThrow();
  return numDeletedRows < BigInt(BATCH_ROWS);
}
