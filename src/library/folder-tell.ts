/**
 * What a tree shows and tells once it stands elsewhere (rest-api.md 5.1, 7.43): one event for each folder, which has a
 * new id after a move, and one for each file, whose path is another one. Of a small tree that is part of the transaction
 * which puts it there. Of a large one it follows in slices, so that nobody who writes waits for it; the job is over when
 * all of it is done.
 */
import { type RawBuilder, sql } from 'kysely';
import { type Tx, unitOfWork } from '../database/index.ts';
import { saveProgress } from '../jobs/index.ts';
import { isAnybodyListening, recordEvents } from './events.ts';
import type { Slice } from './folder-copy.ts';
import { nextToTell, type Part, type Telling, TOLD_AT_ONCE } from './folder-untold.ts';

export type TellMode = 'move' | 'rename';

type Given = { readonly mode: TellMode; readonly folderIdStart: string; readonly now: number };

/**
 * Tells of a whole tree, if it has no more than `most` folders and files. Answers how many it has; undefined where it
 * is more, and nothing is told yet.
 */
export async function tellTree(
  tx: Tx,
  folderId: string,
  given: Given & { readonly most: number },
): Promise<number | undefined> {
  if (given.most <= 0) return undefined;
  const part = await nextToTell(tx, { trees: [folderId], after: '', until: given.now }, given.most);
  if (part.left !== undefined) return undefined;
  await tell(tx, part, given);
  return part.folderIds.length + part.fileIds.length;
}

/** Tells of what is next; answers what is left. */
export const tellTreesUnit = unitOfWork(
  'library.tellTrees',
  async (
    tx: Tx,
    input: Omit<Slice, 'payload'> &
      Given & {
        /** The job, whose `telling` this is. */
        readonly payload: { readonly telling?: Telling };
      },
  ): Promise<Telling | undefined> => {
    const { lease, payload, now } = input;
    const { telling, ...rest } = payload;
    if (telling === undefined) return undefined;
    const part = await nextToTell(tx, telling, TOLD_AT_ONCE);
    await saveProgress(tx, lease, part.left === undefined ? rest : { ...rest, telling: part.left }, now);
    await tell(tx, part, input);
    return part.left;
  },
);

async function tell(tx: Tx, { folderIds, fileIds }: Part, given: Given): Promise<void> {
  if (folderIds.length > 0) await tellFolders(tx, folderIds, given);
  await tellFiles(tx, fileIds, given.now);
}

/** Of files that have another path now. */
export async function tellFiles(tx: Tx, fileIds: readonly string[], now: number): Promise<void> {
  if (fileIds.length === 0) return;
  await recordEvents(
    tx,
    fileIds.map((fileId) => ({ type: 'file.updated', data: { fileId } })),
    now,
  );
}

async function tellFolders(
  tx: Tx,
  ids: readonly string[],
  { mode, folderIdStart, now }: Given,
): Promise<void> {
  if (mode === 'rename') return record(tx, ids, 'folder.updated', now);
  await record(tx, ids, 'folder.deleted', now);
  await renewFolderIds(tx, ids, folderIdStart);
  await record(tx, ids, 'folder.created', now);
}

/** One event for each folder, in one statement. Its JSON is as `JSON.stringify` would write it. */
async function record(
  tx: Tx,
  ids: readonly string[],
  type: 'folder.created' | 'folder.updated' | 'folder.deleted',
  now: number,
): Promise<void> {
  if (!(await isAnybodyListening(tx))) return;
  const asset = type === 'folder.deleted' ? sql`''` : sql`'"assetId":"' || id || '",'`;
  await sql`
    insert into events (type, data, state, created_at)
    select ${sql.lit(type)}, '{' || ${asset} || '"folderId":"' || coalesce(folder_id, id) || '"}', 'pending',
      ${sql.lit(now)}
    from assets where id in ${list(ids)}
    order by id`.execute(tx);
}

/** The start that was given, and a number. */
async function renewFolderIds(tx: Tx, ids: readonly string[], folderIdStart: string): Promise<void> {
  const digits = 24 - folderIdStart.length;
  await sql`
    update assets
    set folder_id = ${sql.lit(folderIdStart)} || substr(cast(${sql.lit(10 ** digits)} + numbered.n as text), 2)
    from (select id, row_number() over (order by id) as n from assets where id in ${list(ids)}) as numbered
    where assets.id = numbered.id`.execute(tx);
}

function list(ids: readonly string[]): RawBuilder<unknown> {
  return sql`(${sql.join(ids.map((id) => sql.val(id)))})`;
}
