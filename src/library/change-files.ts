/** The changes of files that a client asks for by `Library`: ids and paths checked, new ids and tokens made. */
import { isObjectId, objectId, randomToken } from '../kernel/index.ts';
import { copyFileUnit, type FreshCopy } from './copy-file.ts';
import { editTagsUnit } from './edit-tags.ts';
import { errors } from './errors.ts';
import type { Extensions } from './extension-plan.ts';
import { VERSION_TOKEN_LENGTH } from './ingest.ts';
import { MAX_VERSIONS } from './ingest-unit.ts';
import type { Library, LibraryDeps } from './library.ts';
import { moveFileUnit } from './move-file.ts';
import { MAX_DEPTH, sanitizeFileName, sanitizeFolderPath, splitPath } from './names.ts';
import { removeFilesUnit, removeFileUnit } from './remove.ts';
import { renameFileUnit } from './rename-file.ts';
import { updateFileUnit } from './update-file.ts';
import { checkVersionOfFile, removeVersionUnit, restoreVersionUnit } from './versions.ts';

type Changes = Pick<
  Library,
  | 'update'
  | 'remove'
  | 'removeMany'
  | 'editTags'
  | 'copy'
  | 'move'
  | 'rename'
  | 'removeVersion'
  | 'restoreVersion'
>;

/** See `Library`. */
export function createChanges({
  database,
  clock,
  fileExtensions,
}: Pick<LibraryDeps, 'database' | 'clock'> & { readonly fileExtensions: Extensions }): Changes {
  return {
    async update(fileId, changes) {
      checkFileId(fileId);
      const tokens = newTokens(changes.publish?.includeVersions ? MAX_VERSIONS : 1);
      const extensions = fileExtensions.plan(changes.extensions);
      const { file, status } = await fileExtensions.whileBegun(extensions, () =>
        database.write(updateFileUnit, { fileId, changes, tokens, extensions, now: clock() }),
      );
      return { ...file, ...(status && { extensionStatus: status }) };
    },
    async remove(fileId) {
      checkFileId(fileId);
      await database.write(removeFileUnit, { fileId, now: clock() });
    },
    async removeMany(given) {
      const fileIds = [...new Set(given)];
      await database.write(removeFilesUnit, { fileIds, now: clock() });
      return fileIds;
    },
    async editTags(given, edit) {
      return database.write(editTagsUnit, { fileIds: [...new Set(given)], edit, now: clock() });
    },
    async copy({ sourceFilePath, destinationPath, includeVersions }) {
      const now = clock();
      const destination = destinationFolder(destinationPath);
      const fresh = newCopy(destination, includeVersions ? MAX_VERSIONS : 1, now);
      await database.write(copyFileUnit, {
        sourceFilePath,
        destinationPath: destination,
        includeVersions,
        fresh,
        now,
      });
    },
    async move({ sourceFilePath, destinationPath }) {
      const now = clock();
      const destination = destinationFolder(destinationPath);
      const fresh = newCopy(destination, MAX_VERSIONS, now);
      await database.write(moveFileUnit, { sourceFilePath, destinationPath: destination, fresh, now });
    },
    async rename({ filePath, newFileName, purge }) {
      if (/^\.*$/.test(newFileName)) throw errors.invalidNewFileName();
      const name = sanitizeFileName(newFileName);
      const now = clock();
      const purgeId = purge ? objectId(now) : undefined;
      await database.write(renameFileUnit, { filePath, newFileName: name, purgeId, now });
      return { purgeId };
    },
    async removeVersion(version) {
      checkVersionOfFile(version);
      await database.write(removeVersionUnit, { ...version, now: clock() });
    },
    async restoreVersion(version) {
      checkVersionOfFile(version);
      return database.write(restoreVersionUnit, { ...version, now: clock() });
    },
  };
}

export function checkFileId(fileId: string): void {
  if (!isObjectId(fileId)) throw errors.invalidParameter('fileId');
}

function destinationFolder(path: string): string {
  const names = splitPath(path);
  const isFolder = names.length <= MAX_DEPTH && !names.includes('.') && !names.includes('..');
  if (!isFolder) throw errors.invalidDestination();
  return sanitizeFolderPath(path);
}

function newCopy(destination: string, versions: number, now: number): FreshCopy {
  return {
    fileId: objectId(now),
    folderIds: splitPath(destination).map(() => objectId(now)),
    versions: newTokens(versions).map((token) => ({ id: objectId(now), token })),
  };
}

function newTokens(count: number): string[] {
  return Array.from({ length: count }, () => randomToken(VERSION_TOKEN_LENGTH));
}
