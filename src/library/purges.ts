/** Requests to forget what caches hold of a URL (rest-api.md 2.10). */
import type { Tx } from '../database/index.ts';

export type Purge = {
  readonly id: string;
  /** The path whose old contents nobody may get any more. */
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
