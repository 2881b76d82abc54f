import { type Tx, unitOfWork } from '../database/index.ts';
import type { CopyFileInput } from './copy-file.ts';
import { errors } from './errors.ts';
import { markChanged } from './file-changes.ts';
import { ensureFolder } from './folders.ts';
import { historyOf, overwriteWith } from './history.ts';
import { lockChild, lockFileAt } from './lock-files.ts';
import { removeLocked } from './remove.ts';

export type MoveFileInput = Omit<CopyFileInput, 'includeVersions'>;

/**
 * Moves a file into a folder with all its versions. Where a file has its name there, its versions are appended to the
 * history of that one, with ids of their own: an id is never another file's (conflict rules: rest-api.md 2.6, 7.2).
 */
export const moveFileUnit = unitOfWork(
  'library.moveFile',
  async (tx: Tx, input: MoveFileInput): Promise<void> => {
    const { sourceFilePath, fresh, now } = input;
    // First of all, because jobs of folders hold where folders are before they wait for files.
    const folder = await ensureFolder(tx, input.destinationPath, fresh.folderIds, now);
    const source = await lockFileAt(tx, sourceFilePath);
    if (source === undefined) throw errors.sourceFileMissing(sourceFilePath);
    if (folder === source.parent_id) throw errors.sameSourceAndDestination();

    const target = await lockChild(tx, folder, source.name);
    if (target !== undefined) {
      await overwriteWith(tx, target, await historyOf(tx, source.id), fresh.versions, now);
      await removeLocked(tx, [source.id], now);
      return;
    }
    await tx.updateTable('assets').set({ parent_id: folder }).where('id', '=', source.id).execute();
    await markChanged(tx, [source.id], now);
  },
);
