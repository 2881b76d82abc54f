/**
 * Putting a folder into another one: the moment at which a copy, a move or a rename is seen. Without a namesake there
 * the whole folder goes at once, whatever is in it. Where there is one, the two become one: what has no namesake is put
 * over, files with one get the versions appended, folders are merged in turn, as much of it in one transaction as
 * does not keep other writers waiting. What is left of the source says where to go on.
 */
import { sql } from 'kysely';
import { lock, type Tx, unitOfWork } from '../database/index.ts';
import { finishJob, saveProgress } from '../jobs/index.ts';
import { recordEvent } from './events.ts';
import type { Slice } from './folder-copy.ts';
import { tellFiles, tellTree } from './folder-tell.ts';
import { putFolder } from './folder-tree.ts';
import { type Telling, TOLD_AT_ONCE } from './folder-untold.ts';
import { type FreshVersion, historyOf, overwriteWith } from './history.ts';
import { MAX_VERSIONS } from './ingest-unit.ts';
import { lockFile } from './lock-files.ts';
import { uniqueName } from './names.ts';
import { type Purge, recordPurge } from './purges.ts';
import { removeLocked } from './remove.ts';
import { writeNameTerms } from './search-terms.ts';

/** Work of one transaction: a file put over counts 1, a folder 5, a merged file 9 and 1 for each version. */
export const MERGE_BUDGET = 200;

export const MERGED_FILE = 9;
const PUT_FOLDER = 5;
/** Folders that one transaction puts over, at most. */
export const MOVED_FOLDERS = MERGE_BUDGET / PUT_FOLDER;

/** `copy`: the source is the hidden copy, whose events are held back. `rename`: folders keep the ids they show. */
export type PutMode = 'copy' | 'move' | 'rename';

export type PutInput = Omit<Slice, 'payload'> & {
  /** The job from now on; what is left to tell is added to it. */
  readonly payload: object;
  readonly mode: PutMode;
  readonly sourceId: string;
  readonly parentId: string;
  readonly name: string;
  readonly fresh: {
    /** As many as one transaction may need. */
    readonly versions: readonly FreshVersion[];
    /** The starts of new folder ids, one for each tree: 20 hex digits. */
    readonly folderIdStarts: readonly string[];
    readonly suffixes: readonly string[];
  };
  /** What is to be purged when this was all. */
  readonly purge: Omit<Purge, 'now'> | undefined;
  /** What the job answers when this was all; undefined where it has more to do. */
  readonly result: object | undefined;
};

type Merge = PutInput & {
  left: number;
  usedVersions: number;
  usedSuffixes: number;
  usedFolderIdStarts: number;
  /** Folders and files that this transaction may tell of yet, in trees that it puts over. */
  leftToTell: number;
  /** Files that it puts over one by one. */
  readonly moved: string[];
  /** Trees that stand elsewhere now and are too much to be told of at once. */
  readonly untold: string[];
};

type Folder = { readonly id: string; readonly name: string; readonly folder_id: string | null };

/** Whether all is done; then a job with a `result` is over. Where something is left to tell, it never is. */
export type PutOutcome = { readonly done: boolean; readonly telling?: Telling };

export const putFolderUnit = unitOfWork(
  'library.putFolder',
  async (tx: Tx, input: PutInput): Promise<PutOutcome> => {
    await saveProgress(tx, input.lease, input.payload, input.now);
    await lock(tx, 'folders', 'alone');
    const merge: Merge = {
      ...input,
      left: MERGE_BUDGET,
      usedVersions: 0,
      usedSuffixes: 0,
      usedFolderIdStarts: 0,
      leftToTell: TOLD_AT_ONCE,
      moved: [],
      untold: [],
    };
    const done = await put(tx, merge);
    // Of a copy they are created, as nobody has heard yet.
    if (input.mode !== 'copy') await tellFiles(tx, merge.moved, input.now);
    if (merge.untold.length > 0) {
      const telling: Telling = { trees: merge.untold, after: '', until: input.now };
      await saveProgress(tx, input.lease, { ...input.payload, telling }, input.now);
      return { done: false, telling };
    }
    if (done && input.purge !== undefined) await recordPurge(tx, { ...input.purge, now: input.now });
    if (done && input.result !== undefined) await finishJob(tx, input.lease, input.result, input.now);
    return { done };
  },
);

async function put(tx: Tx, merge: Merge): Promise<boolean> {
  const source = await tx
    .selectFrom('assets')
    .select(['id', 'name', 'folder_id', 'parent_id'])
    .where('id', '=', merge.sourceId)
    .where('kind', '=', 'folder')
    .executeTakeFirst();
  // An earlier start of the job has done it.
  if (source === undefined) return true;
  if (source.parent_id === merge.parentId && source.name === merge.name) return true;
  const namesake = await tx
    .selectFrom('assets')
    .select('id')
    .where('kind', '=', 'folder')
    .where('parent_id', '=', merge.parentId)
    .where('name', '=', merge.name)
    .executeTakeFirst();
  if (namesake !== undefined) return mergeInto(tx, merge, source, namesake.id);
  await putWhole(tx, merge, source, merge.parentId, merge.name);
  return true;
}

/** False where the budget did not suffice. */
async function mergeInto(tx: Tx, merge: Merge, source: Folder, targetId: string): Promise<boolean> {
  for (const child of await childrenWithNamesakes(tx, 'folder', source.id, targetId, merge.left + 1)) {
    if (merge.left <= 0) return false;
    if (child.namesake === null) {
      await putWhole(tx, merge, child, targetId, child.name);
      merge.left -= PUT_FOLDER;
    } else if (!(await mergeInto(tx, merge, child, child.namesake))) return false;
  }
  for (const file of await childrenWithNamesakes(tx, 'file', source.id, targetId, merge.left + 1)) {
    if (merge.left <= 0) return false;
    if (file.namesake === null) {
      await tx.updateTable('assets').set({ parent_id: targetId }).where('id', '=', file.id).execute();
      merge.moved.push(file.id);
      merge.left -= 1;
    } else if (!(await mergeFile(tx, merge, file, file.namesake, targetId))) return false;
  }
  if (merge.left <= 0) return false;
  await removeEmptied(tx, merge, source);
  return true;
}

function childrenWithNamesakes(
  tx: Tx,
  kind: 'file' | 'folder',
  sourceId: string,
  targetId: string,
  limit: number,
) {
  return tx
    .selectFrom('assets as child')
    .leftJoin('assets as other', (join) =>
      join
        .on('other.kind', '=', kind)
        .on('other.parent_id', '=', targetId)
        .onRef('other.name', '=', 'child.name'),
    )
    .select(['child.id', 'child.name', 'child.folder_id', 'other.id as namesake'])
    .where('child.kind', '=', kind)
    .where('child.parent_id', '=', sourceId)
    .orderBy('child.name')
    .limit(limit)
    .execute();
}

async function putWhole(tx: Tx, merge: Merge, folder: Folder, parentId: string, name: string): Promise<void> {
  const { mode, now } = merge;
  if (name !== folder.name) await writeNameTerms(tx, folder.id, name, 'renamed');
  await putFolder(tx, folder.id, parentId, name, now);
  if (mode === 'copy') return;
  const folderIdStart = merge.fresh.folderIdStarts[merge.usedFolderIdStarts++] as string;
  const told = await tellTree(tx, folder.id, { mode, folderIdStart, now, most: merge.leftToTell });
  if (told === undefined) merge.untold.push(folder.id);
  // What comes after a tree that is too much follows it: each look at a tree takes its time, too.
  merge.leftToTell -= told ?? merge.leftToTell;
}

/** False where the transaction has no versions left to give. */
async function mergeFile(
  tx: Tx,
  merge: Merge,
  source: { readonly id: string; readonly name: string },
  targetFileId: string,
  folderId: string,
): Promise<boolean> {
  const target = await lockFile(tx, targetFileId);
  // A hidden copy is nobody else's.
  if (merge.mode !== 'copy') await lockFile(tx, source.id);
  const history = await historyOf(tx, source.id);
  const fresh = merge.fresh.versions.slice(merge.usedVersions, merge.usedVersions + history.length);
  const suffix = merge.fresh.suffixes[merge.usedSuffixes];
  if (fresh.length < history.length || suffix === undefined) return false;
  merge.left -= MERGED_FILE + history.length;
  if ((await countVersions(tx, target.id)) + history.length > MAX_VERSIONS) {
    // Nothing may be lost, and a job cannot be refused half-way: the file comes under a name of its own.
    const name = uniqueName(source.name, suffix);
    merge.usedSuffixes += 1;
    await tx.updateTable('assets').set({ parent_id: folderId, name }).where('id', '=', source.id).execute();
    await writeNameTerms(tx, source.id, name, 'renamed');
    merge.moved.push(source.id);
    return true;
  }
  merge.usedVersions += history.length;
  await overwriteWith(tx, target, history, fresh, merge.now);
  if (merge.mode === 'copy') {
    await tx.deleteFrom('assets').where('id', '=', source.id).execute();
    await forgetHeld(tx, merge, { fileId: source.id });
  } else {
    await removeLocked(tx, [source.id], merge.now);
  }
  return true;
}

async function countVersions(tx: Tx, fileId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('versions')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('asset_id', '=', fileId)
    .executeTakeFirstOrThrow();
  return count;
}

async function removeEmptied(tx: Tx, merge: Merge, folder: Folder): Promise<void> {
  await tx.deleteFrom('assets').where('id', '=', folder.id).execute();
  if (merge.mode === 'copy') {
    await forgetHeld(tx, merge, { assetId: folder.id, folderId: folder.id });
  } else {
    const folderId = folder.folder_id ?? folder.id;
    await recordEvent(tx, { type: 'folder.deleted', data: { folderId }, now: merge.now });
  }
}

/** What was copied has become part of something else: it was never created. */
async function forgetHeld(tx: Tx, merge: Merge, data: object): Promise<void> {
  await tx
    .deleteFrom('events')
    .where('state', '=', sql.lit('held'))
    .where('job_id', '=', merge.lease.jobId)
    .where('data', '=', JSON.stringify(data))
    .execute();
}
