/** The handlers of bulk jobs of folders: each goes on where the payload of its job says. */
import { HIDDEN_FOLDER_ID, type Tx, unitOfWork } from '../database/index.ts';
import { finishJob, type RunningJob, saveProgress } from '../jobs/index.ts';
import { objectId, randomToken } from '../kernel/index.ts';
import { releaseEvents } from './events.ts';
import {
  COPIED_FOLDERS,
  COPIED_VERSIONS,
  copyFilesUnit,
  copyFoldersUnit,
  FIRST_COPIED_VERSIONS,
  type FolderCopy,
  nextFiles,
  type Slice,
  sliceOf,
  sourceFolders,
} from './folder-copy.ts';
import { MERGE_BUDGET, MERGED_FILE, MOVED_FOLDERS, putFolderUnit } from './folder-merge.ts';
import type { FolderJob } from './folder-start.ts';
import { tellTreesUnit } from './folder-tell.ts';
import type { Telling } from './folder-untold.ts';
import type { FreshVersion } from './history.ts';
import { VERSION_TOKEN_LENGTH } from './ingest.ts';
import type { LibraryDeps } from './library.ts';
import { UNIQUE_SUFFIX_LENGTH } from './names.ts';

type Deps = Pick<LibraryDeps, 'database' | 'clock'>;

/** Copies, moves or renames a folder. */
export async function runFolderJob(deps: Deps, job: RunningJob): Promise<void> {
  let state = job.payload as FolderJob;
  if (state.mode !== 'copy') return void (await putFolderAway(deps, job, state));
  if (state.copy.stage === 'folders') state = await copyFolders(deps, job, state);
  if (state.copy.stage === 'files') state = await copyFiles(deps, job, state);
  if (state.copy.stage === 'put') state = await putFolderAway(deps, job, state);
  await release(deps, job, state);
}

/** The tree of the copy, without files, below the hidden folder. */
async function copyFolders({ database, clock }: Deps, job: RunningJob, state: FolderJob): Promise<FolderJob> {
  const folders = await sourceFolders(database.reader, job.id, state.sourceId);
  const targets = new Map(folders.map((folder) => [folder.id, folder.target_id ?? objectId(clock())]));
  const missing = folders
    .filter((folder) => folder.target_id === null)
    .map(
      (folder): FolderCopy => ({
        sourceId: folder.id,
        targetId: targets.get(folder.id) as string,
        depth: folder.depth,
        // The name below the hidden folder is nobody else's; it goes when the copy is put where it belongs.
        ...(folder.id === state.sourceId
          ? { targetParentId: HIDDEN_FOLDER_ID, name: job.id }
          : { targetParentId: targets.get(folder.parent_id ?? '') as string, name: folder.name }),
      }),
    );
  for (let first = 0; first < missing.length; first += COPIED_FOLDERS) {
    job.signal.throwIfAborted();
    await database.write(copyFoldersUnit, {
      ...sliceOfJob(job, state, clock()),
      folders: missing.slice(first, first + COPIED_FOLDERS),
    });
  }
  return { ...state, copy: { stage: 'files', folderId: '', createdAt: 0, fileId: '' } };
}

async function copyFiles({ database, clock }: Deps, job: RunningJob, begun: FolderJob): Promise<FolderJob> {
  const { reader } = database;
  let state = begun;
  const folders = await reader
    .selectFrom('folder_copies')
    .select(['source_id', 'target_id'])
    .where('job_id', '=', job.id)
    .where((is) =>
      is.or([
        is('source_id', '=', state.sourceId),
        is.exists(
          is
            .selectFrom('assets')
            .select('assets.id')
            .where('kind', '=', 'file')
            .whereRef('parent_id', '=', 'folder_copies.source_id'),
        ),
      ]),
    )
    .orderBy('source_id')
    .execute();
  let most = FIRST_COPIED_VERSIONS;
  for (const { source_id: folderId, target_id: targetId } of folders) {
    for (;;) {
      job.signal.throwIfAborted();
      const { copy } = state;
      if (copy.stage !== 'files' || folderId < copy.folderId) break;
      const after =
        folderId === copy.folderId
          ? { createdAt: copy.createdAt, id: copy.fileId }
          : { createdAt: 0, id: '' };
      const { files, freshVersions } = sliceOf(
        await nextFiles(reader, folderId, after, job.createdAt),
        state.includeVersions,
        most,
      );
      most = Math.min(COPIED_VERSIONS, most + 1);
      const last = files.at(-1);
      if (last === undefined) break;
      const now = clock();
      state = {
        ...state,
        copy: { stage: 'files', folderId, createdAt: last.createdAt, fileId: last.id },
      };
      await database.write(copyFilesUnit, {
        ...sliceOfJob(job, state, now),
        files: files.map((file) => ({ sourceId: file.id, targetId: objectId(now), folderId: targetId })),
        includeVersions: state.includeVersions,
        fresh: freshVersionsOf(freshVersions, now),
      });
    }
  }
  const root = folders.find((folder) => folder.source_id === state.sourceId);
  return { ...state, sourceId: root?.target_id ?? state.sourceId, copy: { stage: 'put' } };
}

/** The moment at which the job is seen; more than one where much has to be merged. */
async function putFolderAway(deps: Deps, job: RunningJob, begun: FolderJob): Promise<FolderJob> {
  const { database, clock } = deps;
  const { telling, ...state } = begun;
  const isCopy = state.mode === 'copy';
  await tellTrees(deps, job, state, telling);
  for (let done = false; !done; ) {
    job.signal.throwIfAborted();
    const now = clock();
    const outcome = await database.write(putFolderUnit, {
      lease: job.lease,
      payload: state,
      now,
      mode: state.mode,
      sourceId: state.sourceId,
      parentId: state.parentId,
      name: state.name,
      fresh: {
        versions: freshVersionsOf(MERGE_BUDGET, now),
        folderIdStarts: Array.from({ length: MOVED_FOLDERS }, () => folderIdStart(now)),
        suffixes: Array.from({ length: Math.ceil(MERGE_BUDGET / MERGED_FILE) }, () =>
          randomToken(UNIQUE_SUFFIX_LENGTH),
        ),
      },
      purge: state.purge,
      result: isCopy ? undefined : state.result,
    });
    await tellTrees(deps, job, state, outcome.telling);
    done = outcome.done;
  }
  return { ...state, copy: { stage: 'release' } };
}

/** What is left to tell of trees that have been put. */
async function tellTrees(
  { database, clock }: Deps,
  job: RunningJob,
  state: FolderJob,
  untold: Telling | undefined,
): Promise<void> {
  const { mode } = state;
  for (let telling = untold; telling !== undefined && mode !== 'copy'; ) {
    job.signal.throwIfAborted();
    const now = clock();
    telling = await database.write(tellTreesUnit, {
      lease: job.lease,
      payload: { ...state, telling },
      now,
      mode,
      folderIdStart: folderIdStart(now),
    });
  }
}

/** Of ids in ImageKit's shape, 20 of 24 digits: one transaction counts on from there. */
function folderIdStart(now: number): string {
  return objectId(now).slice(0, 20);
}

/** Tells of what the copy made, now that it is seen. */
async function release({ database, clock }: Deps, job: RunningJob, state: FolderJob): Promise<void> {
  for (let done = false; !done; ) {
    job.signal.throwIfAborted();
    done = await database.write(releaseCopyUnit, {
      ...sliceOfJob(job, state, clock()),
      result: state.result,
    });
  }
}

export const releaseCopyUnit = unitOfWork(
  'library.releaseCopy',
  async (tx: Tx, slice: Slice & { readonly result: object }): Promise<boolean> => {
    const { lease, now } = slice;
    await saveProgress(tx, lease, slice.payload, now);
    const all = await releaseEvents(tx, lease.jobId);
    if (!all) return false;
    const known = tx
      .selectFrom('folder_copies')
      .select('source_id')
      .where('job_id', '=', lease.jobId)
      .limit(FORGOTTEN_COPIES);
    const { numDeletedRows } = await tx
      .deleteFrom('folder_copies')
      .where('job_id', '=', lease.jobId)
      .where('source_id', 'in', known)
      .executeTakeFirstOrThrow();
    if (numDeletedRows === BigInt(FORGOTTEN_COPIES)) return false;
    await finishJob(tx, lease, slice.result, now);
    return true;
  },
);

const FORGOTTEN_COPIES = 1000;

function sliceOfJob(job: RunningJob, payload: FolderJob, now: number): Slice {
  return { lease: job.lease, payload, now };
}

function freshVersionsOf(length: number, now: number): FreshVersion[] {
  return Array.from({ length }, () => ({ id: objectId(now), token: randomToken(VERSION_TOKEN_LENGTH) }));
}
