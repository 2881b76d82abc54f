/** For tests of folders: what is in the library, as a client sees it, and the end of jobs. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/index.ts';
import type { Library } from './index.ts';

/** Waits until a bulk job is over. */
export async function finished(library: Library, jobId: string): Promise<void> {
  while (!(await library.bulkJob(jobId)).isOver) await pause(5);
}

/** Waits until nothing is left of what was deleted. */
export async function cleared(database: Database): Promise<void> {
  const left = () =>
    database.reader
      .selectFrom('jobs')
      .select('id')
      .where('state', 'in', ['pending', 'running'])
      .executeTakeFirst();
  while ((await left()) !== undefined) await pause(5);
}

/** Paths of all files with their number of versions (where it is not 1) and of all folders (with a slash). */
export async function tree(library: Library): Promise<string[]> {
  const all = await library.list({ type: 'all', sort: 'ASC_NAME', fileType: 'all', limit: 1000, skip: 0 });
  const lines = await Promise.all(
    all.map(async (asset) => {
      if (asset.kind === 'folder') return `${asset.path}/`;
      const versions = await library.versions(asset.assetId);
      return versions.length === 1 ? asset.path : `${asset.path} x${versions.length}`;
    }),
  );
  return lines.sort();
}

/** Events told so far, without the ids in them. */
export async function told(database: Database): Promise<Record<string, number>> {
  const rows = await database.reader
    .selectFrom('events')
    .select(['type'])
    .where('state', '=', 'pending')
    .execute();
  const counts: Record<string, number> = {};
  for (const { type } of rows) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
