/** How far a bulk job of folders is (rest-api.md 2.9). */
import type { Reader } from '../database/index.ts';
import { isObjectId } from '../kernel/index.ts';
import { errors } from './errors.ts';
import { FOLDER_JOBS, type FolderJobResult } from './folder-start.ts';

export type BulkJob = {
  readonly jobId: string;
  readonly type: (typeof FOLDER_JOBS)[keyof typeof FOLDER_JOBS];
  /** A job that was given up is over too: clients wait for nothing else. */
  readonly isOver: boolean;
  /** Of a rename with `purge`, once it is over. */
  readonly purgeRequestId: string | undefined;
  /** The rename is done, but what was cached under the old paths could not be purged. */
  readonly purgeFailed: boolean;
};

/** Errors: 404, also for an id of another shape. */
export async function getBulkJob(reader: Reader, jobId: string): Promise<BulkJob> {
  const row = isObjectId(jobId)
    ? await reader
        .selectFrom('jobs')
        .select(['kind', 'state', 'result'])
        .where('id', '=', jobId)
        .executeTakeFirst()
    : undefined;
  const type = Object.values(FOLDER_JOBS).find((kind) => kind === row?.kind);
  if (row === undefined || type === undefined) throw errors.jobNotFound();
  const result = JSON.parse(row.result ?? 'null') as FolderJobResult | null;
  return {
    jobId,
    type,
    isOver: row.state === 'done' || row.state === 'dead',
    purgeRequestId: result?.purgeRequestId,
    purgeFailed: result?.purgeFailed === true,
  };
}
