/** Bulk jobs of folders: what is checked before one is begun (rest-api.md 2.9). */
import { lock, type Tx, unitOfWork } from '../database/index.ts';
import { enqueue } from '../jobs/index.ts';
import { errors } from './errors.ts';
import { isFolderLocked, lockFolders } from './folder-locks.ts';
import type { PutMode } from './folder-merge.ts';
import { heightOf } from './folder-tree.ts';
import type { Telling } from './folder-untold.ts';
import { ensureFolder, findFolder } from './folders.ts';
import { childPath, MAX_DEPTH, splitPath } from './names.ts';

/** The kinds of jobs, which are also what the API calls their types. */
export const FOLDER_JOBS = { copy: 'COPY_FOLDER', move: 'MOVE_FOLDER', rename: 'RENAME_FOLDER' } as const;

/** What a job answers when it is over. */
export type FolderJobResult = { readonly purgeRequestId?: string; readonly purgeFailed?: boolean };

/** A job, and how far it is. */
export type FolderJob = {
  readonly mode: PutMode;
  /** The folder that is copied, moved or renamed. */
  readonly sourceId: string;
  /** Where it goes, and under which name. */
  readonly parentId: string;
  readonly name: string;
  readonly includeVersions: boolean;
  /** What was cached under the old path of a renamed folder is to be purged. */
  readonly purge?: { readonly id: string; readonly path: string };
  /** What the job answers. */
  readonly result: FolderJobResult;
  /** What is left to tell of trees that stand at their new place. */
  readonly telling?: Telling;
  /** Of a copy: how far it is. */
  readonly copy:
    | { readonly stage: 'folders' }
    | {
        readonly stage: 'files';
        /** Folders of the source are gone through in the order of their ids. */
        readonly folderId: string;
        readonly createdAt: number;
        readonly fileId: string;
      }
    | { readonly stage: 'put' | 'release' };
};

export type StartFolderJob = {
  readonly jobId: string;
  readonly mode: PutMode;
  /** Normalised, never the root; `sent` as the client wrote it. */
  readonly sourcePath: string;
  readonly sent: string;
  /** Sanitised; made where it is not there. */
  readonly parentPath: string;
  readonly name: string;
  readonly includeVersions: boolean;
  readonly purgeRequestId: string | undefined;
  /** One for each level of the parent path. */
  readonly folderIds: readonly string[];
  readonly now: number;
};

/** Locks the folders for the job and enqueues it. */
export const startFolderJobUnit = unitOfWork(
  'library.startFolderJob',
  async (tx: Tx, input: StartFolderJob): Promise<void> => {
    const { mode, jobId, sourcePath, parentPath, name, now } = input;
    await lock(tx, 'folders', 'alone');
    const sourceId = await findFolder(tx, sourcePath);
    if (sourceId === undefined) {
      throw mode === 'rename' ? errors.sourceFolderNotFound() : errors.noFilesFolder(input.sent);
    }
    const target = childPath(parentPath, name);
    // A folder of the root is locked by its own path: the root itself would stop every other job.
    const destination = mode === 'rename' || parentPath === '/' ? target : parentPath;
    if (await isFolderLocked(tx, sourcePath)) throw errors.folderLocked();
    if (await isFolderLocked(tx, destination)) {
      throw mode === 'rename' ? errors.folderLocked() : errors.destinationLocked();
    }
    if (mode === 'rename' && (await findFolder(tx, target)) !== undefined) {
      throw errors.folderAlreadyExists(name);
    }
    if (splitPath(target).length + (await heightOf(tx, sourceId)) > MAX_DEPTH) throw errors.tooDeepThere();

    const payload: FolderJob = {
      mode,
      sourceId,
      parentId: await ensureFolder(tx, parentPath, input.folderIds, now),
      name,
      includeVersions: input.includeVersions,
      ...(input.purgeRequestId === undefined
        ? { result: {} }
        : {
            purge: { id: input.purgeRequestId, path: sourcePath },
            result: { purgeRequestId: input.purgeRequestId },
          }),
      copy: { stage: 'folders' },
    };
    await enqueue(tx, { id: jobId, kind: FOLDER_JOBS[mode], payload, now });
    await lockFolders(tx, jobId, [sourcePath, destination]);
  },
);
