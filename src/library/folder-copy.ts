/**
 * Building the copy of a folder, a slice at a time, below the hidden folder: nobody sees it before it is whole. Each
 * slice also writes down how far the job is, so that each thing is copied once however often the job is started.
 */
import { hasRowLocks, type Reader, type Tables, type Tx, unitOfWork } from '../database/index.ts';
import { type Lease, saveProgress } from '../jobs/index.ts';
import { BELONGINGS } from './belongings.ts';
import { touchBlobs } from './blobs.ts';
import { chunks } from './chunks.ts';
import { createdAtOf } from './created-at.ts';
import { errors } from './errors.ts';
import { recordEvents } from './events.ts';
import type { FreshVersion } from './history.ts';
import { termsOf } from './search-terms.ts';

/**
 * Folders of one transaction, and versions, roughly: some 10 ms on a machine that has nothing else to do, where these are
 * photographs, each with some 35 rows of words and values. The first transactions of a job have fewer: what they run may
 * not be compiled yet.
 */
export const COPIED_FOLDERS = 100;
export const COPIED_VERSIONS = 10;
export const FIRST_COPIED_VERSIONS = 2;
/** Versions that files may have gained since they were counted. */
const SPARE_VERSIONS = 100;

/** What every slice says of the job it is a part of. */
export type Slice = {
  readonly lease: Lease;
  /** The job from now on, if the slice is committed. */
  readonly payload: unknown;
  readonly now: number;
};

export type FolderCopy = {
  readonly sourceId: string;
  readonly targetId: string;
  readonly targetParentId: string;
  readonly name: string;
  /** Levels below the folder that is copied. */
  readonly depth: number;
};

/** Parents come before what is in them. */
export const copyFoldersUnit = unitOfWork(
  'library.copyFolders',
  async (tx: Tx, slice: Slice & { readonly folders: readonly FolderCopy[] }): Promise<void> => {
    const { lease, folders, now } = slice;
    await saveProgress(tx, lease, slice.payload, now);
    await tx
      .insertInto('assets')
      .values(
        folders.map(({ targetId, targetParentId, name }) => ({
          id: targetId,
          kind: 'folder',
          parent_id: targetParentId,
          name,
          version_id: null,
          version_counter: 0,
          created_at: now,
          updated_at: now,
        })),
      )
      .execute();
    for (const level of Map.groupBy(folders, (folder) => folder.depth).values()) {
      await addLevelToClosure(
        tx,
        level.map((folder) => folder.targetId),
      );
    }
    await tx
      .insertInto('folder_copies')
      .values(
        folders.map(({ sourceId, targetId }) => ({
          job_id: lease.jobId,
          source_id: sourceId,
          target_id: targetId,
        })),
      )
      .execute();
    await insertNameTerms(
      tx,
      folders.map((folder) => ({ id: folder.targetId, name: folder.name })),
    );
    await recordEvents(
      tx,
      folders.map(({ targetId }) => ({
        type: 'folder.created',
        data: { assetId: targetId, folderId: targetId },
      })),
      now,
      lease.jobId,
    );
  },
);

/** New folders whose parents are in the closure already. */
async function addLevelToClosure(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .insertInto('folder_closure')
    .columns(['ancestor_id', 'descendant_id', 'depth'])
    .expression((from) =>
      from
        .selectFrom('assets')
        .innerJoin('folder_closure', 'folder_closure.descendant_id', 'assets.parent_id')
        .select((is) => [
          'folder_closure.ancestor_id',
          'assets.id as descendant_id',
          is('folder_closure.depth', '+', 1).as('depth'),
        ])
        .where('assets.id', 'in', ids),
    )
    .execute();
  await tx
    .insertInto('folder_closure')
    .values(ids.map((id) => ({ ancestor_id: id, descendant_id: id, depth: 0 })))
    .execute();
}

export type FileCopy = { readonly sourceId: string; readonly targetId: string; readonly folderId: string };

export type CopyFilesInput = Slice & {
  readonly files: readonly FileCopy[];
  /** Older versions come along. */
  readonly includeVersions: boolean;
  readonly fresh: readonly FreshVersion[];
};

/** Files that are gone by now are left out. The copies have the rules of `appendVersions`. */
export const copyFilesUnit = unitOfWork(
  'library.copyFiles',
  async (tx: Tx, slice: CopyFilesInput): Promise<void> => {
    const { lease, now } = slice;
    await saveProgress(tx, lease, slice.payload, now);
    const bySource = new Map(slice.files.map((file) => [file.sourceId, file]));
    const sources = await lockSources(tx, [...bySource.keys()]);
    const added = await addFiles(
      tx,
      sources.map(({ id, name }) => ({ ...(bySource.get(id) as FileCopy), name })),
      now,
    );
    if (added.length === 0) return;

    let originals = tx
      .selectFrom('versions')
      .selectAll()
      .where(
        'asset_id',
        'in',
        added.map((file) => file.sourceId),
      );
    if (!slice.includeVersions) originals = originals.where('is_current', '=', 1);
    const versions = await originals.orderBy('is_current').orderBy('number').execute();
    await touchBlobs(
      tx,
      versions.map((version) => version.blob_id),
      now,
    );
    await insertCopies(tx, added, versions, slice);
    await insertNameTerms(
      tx,
      added.map((file) => ({ id: file.targetId, name: file.name })),
    );
    await recordEvents(
      tx,
      added.map(({ targetId }) => ({ type: 'file.created', data: { fileId: targetId } })),
      now,
      lease.jobId,
    );
  },
);

async function lockSources(tx: Tx, ids: readonly string[]) {
  const sources = tx
    .selectFrom('assets')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .where('kind', '=', 'file')
    .orderBy('id');
  return (hasRowLocks(tx) ? sources.forShare() : sources).execute();
}

type AddedFile = FileCopy & { readonly name: string };

/** Without versions yet. A file that took the name of one that is copied already is left out. */
async function addFiles(tx: Tx, files: readonly AddedFile[], now: number): Promise<AddedFile[]> {
  if (files.length === 0) return [];
  const rows = await tx
    .insertInto('assets')
    .values(
      files.map((file) => ({
        id: file.targetId,
        kind: 'file',
        parent_id: file.folderId,
        name: file.name,
        version_id: file.targetId,
        version_counter: 1,
        created_at: now,
        updated_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['kind', 'parent_id', 'name']).doNothing())
    .returning('id')
    .execute();
  const ids = new Set(rows.map((row) => row.id));
  return files.filter((file) => ids.has(file.targetId));
}

async function insertCopies(
  tx: Tx,
  files: readonly AddedFile[],
  originals: readonly Tables['versions'][],
  { fresh, now }: CopyFilesInput,
): Promise<void> {
  const byFile = Map.groupBy(originals, (version) => version.asset_id);
  const copies = new Map<string, Tables['versions']>();
  let used = 0;
  for (const { sourceId, targetId } of files) {
    const history = byFile.get(sourceId) ?? [];
    for (const [index, original] of history.entries()) {
      const isLast = index === history.length - 1;
      const { id, token } = fresh[used++] ?? fail();
      copies.set(original.id, {
        ...original,
        id: index === 0 ? targetId : id,
        asset_id: targetId,
        number: index + 1,
        token,
        is_current: isLast ? 1 : 0,
        created_at: now,
        updated_at: now,
      });
      if (isLast && index > 0) {
        await tx
          .updateTable('assets')
          .set({ version_id: id, version_counter: index + 1 })
          .where('id', '=', targetId)
          .execute();
      }
    }
  }
  for (const some of chunks([...copies.values()])) await tx.insertInto('versions').values(some).execute();
  for (const table of Object.keys(BELONGINGS) as (keyof typeof BELONGINGS)[]) {
    const rows = await tx
      .selectFrom(table)
      .selectAll()
      .where('version_id', 'in', [...copies.keys()])
      .execute();
    const copied = rows.map((row) => {
      const copy = copies.get(row.version_id) ?? fail();
      const own = { version_id: copy.id, asset_id: copy.asset_id, is_current: copy.is_current };
      return { ...row, ...own, ...('created_at' in row ? { created_at: now } : {}) };
    });
    // The rows are those of the table, whichever it is.
    for (const some of chunks(copied))
      await tx
        .insertInto(table)
        .values(some as never)
        .execute();
  }
}

async function insertNameTerms(tx: Tx, assets: readonly { id: string; name: string }[]): Promise<void> {
  const rows = assets.flatMap(({ id, name }) => {
    const created_at = createdAtOf(id);
    return termsOf([name]).map((term) => ({ asset_id: id, ...term, created_at }));
  });
  for (const some of chunks(rows)) await tx.insertInto('name_terms').values(some).execute();
}

/** The job is tried again, with fresh counts. */
function fail(): never {
  throw errors.contended();
}

/** The folders of a source, parents first, with what the job has made of each so far. */
export function sourceFolders(reader: Reader, jobId: string, sourceId: string) {
  return reader
    .selectFrom('folder_closure')
    .innerJoin('assets', 'assets.id', 'folder_closure.descendant_id')
    .leftJoin('folder_copies', (join) =>
      join.onRef('folder_copies.source_id', '=', 'assets.id').on('folder_copies.job_id', '=', jobId),
    )
    .select([
      'assets.id',
      'assets.parent_id',
      'assets.name',
      'folder_closure.depth',
      'folder_copies.target_id',
    ])
    .where('folder_closure.ancestor_id', '=', sourceId)
    .orderBy('folder_closure.depth')
    .orderBy('assets.id')
    .execute();
}

export type FileCursor = { readonly createdAt: number; readonly id: string };

/** The next files of a source folder that were there when the job began, with how many versions each has. */
export async function nextFiles(
  reader: Reader,
  folderId: string,
  after: FileCursor,
  until: number,
): Promise<{ id: string; createdAt: number; versions: number }[]> {
  const files = await reader
    .selectFrom('assets')
    .select(['id', 'created_at as createdAt'])
    .select((is) =>
      is
        .selectFrom('versions')
        .select((version) => version.fn.countAll<number>().as('count'))
        .whereRef('versions.asset_id', '=', 'assets.id')
        .as('versions'),
    )
    .where('kind', '=', 'file')
    .where('parent_id', '=', folderId)
    .where((is) =>
      is.or([
        is('created_at', '>', after.createdAt),
        is.and([is('created_at', '=', after.createdAt), is('id', '>', after.id)]),
      ]),
    )
    .where('created_at', '>=', after.createdAt)
    .where('created_at', '<=', until)
    .orderBy('created_at')
    .orderBy('id')
    .limit(COPIED_VERSIONS)
    .execute();
  return files.map((file) => ({ ...file, versions: file.versions ?? 0 }));
}

/** The first few of the files that one transaction copies, of so many versions, and how many fresh versions to give it. */
export function sliceOf<File extends { readonly versions: number }>(
  files: readonly File[],
  includeVersions: boolean,
  most: number,
): { readonly files: readonly File[]; readonly freshVersions: number } {
  let sum = 0;
  const end = files.findIndex((file) => {
    sum += includeVersions ? file.versions : 1;
    return sum > most;
  });
  const few = end < 0 ? files : files.slice(0, Math.max(end, 1));
  return { files: few, freshVersions: sum + SPARE_VERSIONS };
}
