/**
 * Deleting a folder: it is taken out of reach in one small transaction, so that nobody ever sees half of it, and a job
 * clears it away afterwards, a few files at a time.
 */
import { HIDDEN_FOLDER_ID, lock, type Reader, type Tx, unitOfWork } from '../database/index.ts';
import { enqueue, type Lease, type RunningJob, saveProgress } from '../jobs/index.ts';
import { objectId } from '../kernel/index.ts';
import { touchBlobs } from './blobs.ts';
import { errors } from './errors.ts';
import { type LibraryEvent, recordEvents } from './events.ts';
import { isFolderLocked } from './folder-locks.ts';
import { foldersBelow, putFolder } from './folder-tree.ts';
import { findFolder } from './folders.ts';
import type { LibraryDeps } from './library.ts';

/** The job that clears a deleted folder away. */
export const CLEAR_FOLDER = 'library.clearFolder';

/** Files of one transaction: with their versions and tags some 20 ms. */
const FILES = 30;
const VERSIONS = 100;
const FOLDERS = 50;
const ABANDONED = 10;

/** `silent`: nobody was ever told that it was there. */
type ClearFolder = { readonly folderId: string; readonly silent?: boolean };

export type DeleteFolderInput = {
  /** Normalised; `sent` as the client wrote it. */
  readonly path: string;
  readonly sent: string;
  readonly jobId: string;
  readonly now: number;
};

export const deleteFolderUnit = unitOfWork(
  'library.deleteFolder',
  async (tx: Tx, { path, sent, jobId, now }: DeleteFolderInput): Promise<void> => {
    await lock(tx, 'folders', 'alone');
    const folderId = await findFolder(tx, path);
    if (folderId === undefined) throw errors.folderNotFound(sent);
    if (await isFolderLocked(tx, path)) throw errors.folderLocked();
    await putFolder(tx, folderId, HIDDEN_FOLDER_ID, jobId, now);
    const payload: ClearFolder = { folderId };
    await enqueue(tx, { id: jobId, kind: CLEAR_FOLDER, payload, now });
  },
);

/** Has a few folders cleared away that jobs have left behind: see `clearAbandonedUnit`. */
export async function clearAbandoned({
  database,
  clock,
  jobs,
}: Pick<LibraryDeps, 'database' | 'clock' | 'jobs'>): Promise<void> {
  const now = clock();
  const jobIds = Array.from({ length: ABANDONED }, () => objectId(now));
  if ((await database.write(clearAbandonedUnit, { jobIds, now })) > 0) jobs.wake();
}

/** Goes on wherever a dead process left off: what is cleared is not there any more. */
export async function clearFolder(
  { database, clock }: Pick<LibraryDeps, 'database' | 'clock'>,
  job: RunningJob,
): Promise<void> {
  const { folderId } = job.payload as ClearFolder;
  const { reader } = database;
  const slice = () => ({ lease: job.lease, payload: job.payload, now: clock() });
  for (;;) {
    job.signal.throwIfAborted();
    const fileIds = await filesToClear(reader, folderId);
    if (fileIds.length === 0) break;
    await database.write(clearFilesUnit, { ...slice(), fileIds });
  }
  const folderIds = await foldersToClear(reader, folderId);
  for (let first = 0; first < folderIds.length; first += FOLDERS) {
    job.signal.throwIfAborted();
    await database.write(clearFoldersUnit, {
      ...slice(),
      folderIds: folderIds.slice(first, first + FOLDERS),
    });
  }
}

/** A few files; a file with many versions counts for more. */
async function filesToClear(reader: Reader, folderId: string): Promise<string[]> {
  const files = await reader
    .selectFrom('assets')
    .select('id')
    .select((is) =>
      is
        .selectFrom('versions')
        .select((version) => version.fn.countAll<number>().as('count'))
        .whereRef('versions.asset_id', '=', 'assets.id')
        .as('versions'),
    )
    .where('kind', '=', 'file')
    .where('parent_id', 'in', foldersBelow(reader, folderId))
    .limit(FILES)
    .execute();
  let versions = 0;
  const few = files.findIndex((file) => {
    versions += file.versions ?? 0;
    return versions > VERSIONS;
  });
  return files.slice(0, few < 0 ? files.length : Math.max(few, 1)).map((file) => file.id);
}

/** The deepest first. */
async function foldersToClear(reader: Reader, folderId: string): Promise<string[]> {
  const folders = await reader
    .selectFrom('folder_closure')
    .select('descendant_id')
    .where('ancestor_id', '=', folderId)
    .orderBy('depth', 'desc')
    .orderBy('descendant_id')
    .execute();
  return folders.map((folder) => folder.descendant_id);
}

type ClearInput = { readonly lease: Lease; readonly payload: unknown; readonly now: number };

/**
 * What jobs that were given up have left below the hidden folder is cleared away by new ones; each of its folders has
 * the name of its job. Answers how many new jobs there are.
 */
export const clearAbandonedUnit = unitOfWork(
  'library.clearAbandoned',
  async (
    tx: Tx,
    { jobIds, now }: { readonly jobIds: readonly string[]; readonly now: number },
  ): Promise<number> => {
    const abandoned = await tx
      .selectFrom('assets')
      .leftJoin('jobs', 'jobs.id', 'assets.name')
      .select(['assets.id', 'jobs.kind'])
      .where('assets.kind', '=', 'folder')
      .where('assets.parent_id', '=', HIDDEN_FOLDER_ID)
      .where('assets.id', '<>', HIDDEN_FOLDER_ID)
      .where((is) => is.or([is('jobs.id', 'is', null), is('jobs.state', '=', 'dead')]))
      .orderBy('assets.id')
      .limit(jobIds.length)
      .execute();
    for (const [index, { id, kind }] of abandoned.entries()) {
      const jobId = jobIds[index] as string;
      await tx.updateTable('assets').set({ name: jobId }).where('id', '=', id).execute();
      const payload: ClearFolder = { folderId: id, silent: kind !== CLEAR_FOLDER };
      await enqueue(tx, { id: jobId, kind: CLEAR_FOLDER, payload, now });
    }
    return abandoned.length;
  },
);

export const clearFilesUnit = unitOfWork(
  'library.clearFiles',
  async (tx: Tx, input: ClearInput & { readonly fileIds: readonly string[] }): Promise<void> => {
    const { lease, payload, fileIds, now } = input;
    await saveProgress(tx, lease, payload, now);
    const versions = await tx
      .selectFrom('versions')
      .select(['id', 'asset_id', 'blob_id', 'is_current'])
      .where('asset_id', 'in', fileIds)
      .execute();
    await touchBlobs(
      tx,
      versions.map((version) => version.blob_id),
      now,
    );
    await tx.deleteFrom('assets').where('id', 'in', fileIds).execute();
    if ((payload as ClearFolder).silent) return;
    const old = versions.filter((version) => version.is_current === 0);
    await recordEvents(
      tx,
      [
        ...old.map(
          ({ id, asset_id }): LibraryEvent => ({
            type: 'file-version.deleted',
            data: { fileId: asset_id, versionId: id },
          }),
        ),
        ...fileIds.map((fileId): LibraryEvent => ({ type: 'file.deleted', data: { fileId } })),
      ],
      now,
    );
  },
);

export const clearFoldersUnit = unitOfWork(
  'library.clearFolders',
  async (tx: Tx, input: ClearInput & { readonly folderIds: readonly string[] }): Promise<void> => {
    const { lease, payload, folderIds, now } = input;
    await saveProgress(tx, lease, payload, now);
    const folders = await tx
      .selectFrom('assets')
      .select(['id', 'folder_id'])
      .where('id', 'in', folderIds)
      .execute();
    await tx.deleteFrom('assets').where('id', 'in', folderIds).execute();
    if ((payload as ClearFolder).silent) return;
    await recordEvents(
      tx,
      folders.map(({ id, folder_id }) => ({
        type: 'folder.deleted',
        data: { folderId: folder_id ?? id },
      })),
      now,
    );
  },
);
