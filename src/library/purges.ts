/** Requests to forget what caches hold of a URL (rest-api.md 2.10). */
import { type Database, type Reader, type Tx, unitOfWork } from '../database/index.ts';
import { type Clock, isObjectId, objectId } from '../kernel/index.ts';
import { errors } from './errors.ts';

export type Purge = {
  readonly id: string;
  /** The path whose old contents nobody may get any more; or the URL, as a client asked for it. */
  readonly path: string;
  readonly now: number;
};

/** The kind of the row that keeps a purge among the jobs. */
export const PURGE = 'purge';

/**
 * Writes a purge down as done: every cache of ours finds its contents by version, so nothing in one can be out of
 * date. What clients get is the id, to ask for it.
 */
export async function recordPurge(tx: Tx, { id, path, now }: Purge): Promise<void> {
  await tx
    .insertInto('jobs')
    .values({
      id,
      kind: PURGE,
      payload: JSON.stringify({ path }),
      state: 'done',
      attempts: 0,
      run_at: now,
      lease_token: null,
      lease_until: null,
      result: null,
      created_at: now,
      updated_at: now,
    })
    .execute();
}

export const purgeUnit = unitOfWork('library.purge', recordPurge);

/** Writes down the request to purge a URL; answers its id. */
export async function requestPurge(
  { database, clock }: { readonly database: Pick<Database, 'write'>; readonly clock: Clock },
  url: string,
): Promise<string> {
  const now = clock();
  const id = objectId(now);
  await database.write(purgeUnit, { id, path: url, now });
  return id;
}

/** Whether a purge is over; records are kept as long as those of jobs. Errors: 400 for an id that is none or unknown. */
export async function isPurged(reader: Reader, id: string): Promise<boolean> {
  if (!isObjectId(id)) throw errors.invalidPurgeId();
  const row = await reader
    .selectFrom('jobs')
    .select('state')
    .where('id', '=', id)
    .where('kind', '=', PURGE)
    .executeTakeFirst();
  if (row === undefined) throw errors.purgeNotFound();
  return row.state === 'done' || row.state === 'dead';
}
