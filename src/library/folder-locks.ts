/** What bulk jobs have to themselves: subtrees, by path, until the job is over (rest-api.md 2.9). */
import type { Tx } from '../database/index.ts';

/** Whether a running job has a folder, one above it or one below it to itself. Few jobs run at once. */
export async function isFolderLocked(tx: Tx, path: string): Promise<boolean> {
  const locks = await tx
    .selectFrom('folder_locks')
    .innerJoin('jobs', 'jobs.id', 'folder_locks.job_id')
    .select('folder_locks.path')
    .where('jobs.state', 'in', ['pending', 'running'])
    .execute();
  return locks.some((lock) => isInside(lock.path, path) || isInside(path, lock.path));
}

/** The job has been enqueued in this transaction. */
export async function lockFolders(tx: Tx, jobId: string, paths: readonly string[]): Promise<void> {
  await tx
    .insertInto('folder_locks')
    .values([...new Set(paths)].map((path) => ({ job_id: jobId, path })))
    .execute();
}

/** Whether a path is another one or below it. */
export function isInside(path: string, other: string): boolean {
  return path === other || other === '/' || path.startsWith(`${other}/`);
}
