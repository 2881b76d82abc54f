/** What the library does with whole folders: requests are checked here, the work is done by units and jobs. */
import { objectId } from '../kernel/index.ts';
import { getBulkJob } from './bulk-job.ts';
import { errors } from './errors.ts';
import { createFolderUnit } from './folder-create.ts';
import { CLEAR_FOLDER, clearFolder, deleteFolderUnit } from './folder-delete.ts';
import { isInside } from './folder-locks.ts';
import { runFolderJob } from './folder-run.ts';
import { FOLDER_JOBS, type StartFolderJob, startFolderJobUnit } from './folder-start.ts';
import { countItems } from './folder-tree.ts';
import { folderId } from './folders.ts';
import type { Library, LibraryDeps } from './library.ts';
import {
  childPath,
  isStorable,
  joinPath,
  MAX_DEPTH,
  normalizePath,
  readFolderPath,
  sanitizeFolderName,
  splitPath,
} from './names.ts';

/** Files, folders and versions that one request may delete, copy or move (rest-api.md 1.11). */
const MAX_ITEMS = 100_000;

type FolderRequests = Pick<
  Library,
  'createFolder' | 'deleteFolder' | 'copyFolder' | 'moveFolder' | 'renameFolder' | 'bulkJob'
>;

export function createFolderRequests(deps: Pick<LibraryDeps, 'database' | 'clock' | 'jobs'>): FolderRequests {
  const { database, clock, jobs } = deps;
  for (const kind of Object.values(FOLDER_JOBS)) jobs.handle(kind, (job) => runFolderJob(deps, job));
  jobs.handle(CLEAR_FOLDER, (job) => clearFolder(deps, job));

  /** Counted beforehand, so that a large folder does not keep writers waiting. */
  async function checkSize(path: string): Promise<void> {
    const { id } = await database.reader
      .selectNoFrom(folderId(splitPath(path)).as('id'))
      .executeTakeFirstOrThrow();
    if (id === null) return; // The unit finds out as well, and says it in its words.
    if ((await countItems(database.reader, id, MAX_ITEMS)) > MAX_ITEMS) throw errors.tooManyObjects();
  }

  async function start(
    request: Pick<StartFolderJob, 'mode' | 'sourcePath' | 'sent' | 'parentPath' | 'name'> &
      Partial<Pick<StartFolderJob, 'includeVersions' | 'purgeRequestId'>>,
  ): Promise<string> {
    const now = clock();
    const jobId = objectId(now);
    if (request.mode !== 'rename') await checkSize(request.sourcePath);
    await database.write(startFolderJobUnit, {
      includeVersions: false,
      purgeRequestId: undefined,
      ...request,
      jobId,
      folderIds: splitPath(request.parentPath).map(() => objectId(now)),
      now,
    });
    jobs.wake();
    return jobId;
  }

  async function into(
    mode: 'copy' | 'move',
    request: { readonly sourceFolderPath: string; readonly destinationPath: string },
    includeVersions: boolean,
  ): Promise<string> {
    const parentPath = readFolderPath(request.destinationPath, 'destinationPath');
    const sourcePath = readSource(request.sourceFolderPath);
    if (sourcePath === undefined) throw errors.noFilesFolder(request.sourceFolderPath);
    const { parent, name } = split(sourcePath);
    if (name === undefined) throw errors.sourceIsRoot();
    if (parentPath === sourcePath || parentPath === parent) throw errors.sameFolder();
    if (isInside(parentPath, sourcePath)) throw errors.intoItself();
    const sent = request.sourceFolderPath;
    return start({ mode, sourcePath, sent, parentPath, name, includeVersions });
  }

  return {
    async createFolder({ folderName, parentFolderPath }) {
      const name = sanitizeFolderName(folderName, 'folderName');
      const path = childPath(readFolderPath(parentFolderPath, 'parentFolderPath'), name);
      const names = splitPath(path);
      if (names.length > MAX_DEPTH) throw errors.folderTooDeep('parentFolderPath');
      const now = clock();
      await database.write(createFolderUnit, { path, folderIds: names.map(() => objectId(now)), now });
    },
    async deleteFolder(sent) {
      const path = readSource(sent);
      if (path === undefined) throw errors.folderNotFound(sent);
      if (path === '/') throw errors.rootNotDeletable();
      await checkSize(path);
      const now = clock();
      await database.write(deleteFolderUnit, { path, sent, jobId: objectId(now), now });
      jobs.wake();
    },
    copyFolder: (request) => into('copy', request, request.includeVersions),
    moveFolder: (request) => into('move', request, false),
    async renameFolder({ folderPath, newFolderName, purge }) {
      const name = sanitizeFolderName(newFolderName, 'newFolderName');
      const sourcePath = readSource(folderPath);
      if (sourcePath === undefined) throw errors.sourceFolderNotFound();
      const { parent } = split(sourcePath);
      if (sourcePath === '/') throw errors.folderPathIsRoot();
      const purgeRequestId = purge ? objectId(clock()) : undefined;
      return start({
        mode: 'rename',
        sourcePath,
        sent: folderPath,
        parentPath: parent,
        name,
        purgeRequestId,
      });
    },
    bulkJob: (jobId) => getBulkJob(database.reader, jobId),
  };
}

/**
 * The path of a folder that must be there already; undefined where none can be.
 * Errors: 400 for `.` and `..`.
 */
function readSource(text: string): string | undefined {
  if (splitPath(text).some((segment) => segment === '.' || segment === '..')) throw errors.dotFolderName();
  return isStorable(text) ? normalizePath(text) : undefined;
}

function split(path: string): { parent: string; name: string | undefined } {
  const names = splitPath(path);
  const name = names.pop();
  return { parent: joinPath(names), name };
}
