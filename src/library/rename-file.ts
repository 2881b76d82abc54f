import { type Tx, unitOfWork } from '../database/index.ts';
import { errors } from './errors.ts';
import { markChanged } from './file-changes.ts';
import { lockChild, lockFileAt } from './lock-files.ts';
import { recordPurge } from './purges.ts';
import { writeNameTerms } from './search-terms.ts';

/** Gives a file, with all its versions, another name in its folder (rest-api.md 2.6). */
export const renameFileUnit = unitOfWork(
  'library.renameFile',
  async (
    tx: Tx,
    input: {
      readonly filePath: string;
      /** As `sanitizeFileName` returns it. */
      readonly newFileName: string;
      /** Of the request to purge the old URL, if there is one. */
      readonly purgeId: string | undefined;
      readonly now: number;
    },
  ): Promise<void> => {
    const { filePath, newFileName, purgeId, now } = input;
    const file = await lockFileAt(tx, filePath);
    if (file === undefined) throw errors.fileMissing(filePath);
    if (file.name === newFileName) throw errors.sameOldAndNewName();
    const other = await lockChild(tx, file.parent_id, newFileName);
    if (other !== undefined) throw errors.fileAlreadyExists(newFileName);
    // Where another transaction has taken the name meanwhile, this one runs again and finds it.
    await tx.updateTable('assets').set({ name: newFileName }).where('id', '=', file.id).execute();
    await writeNameTerms(tx, file.id, newFileName, 'renamed');
    await markChanged(tx, [file.id], now);
    if (purgeId !== undefined) await recordPurge(tx, { id: purgeId, path: filePath, now });
  },
);
