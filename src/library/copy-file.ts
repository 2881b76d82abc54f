import { type Tx, unitOfWork } from '../database/index.ts';
import { errors } from './errors.ts';
import { recordEvent } from './events.ts';
import { ensureFolder } from './folders.ts';
import { appendVersions, type FreshVersion, historyOf, overwriteWith } from './history.ts';
import { lockChild, lockFileAt } from './lock-files.ts';
import { writeNameTerms } from './search-terms.ts';

/** Ids and tokens that a copy may need: the unit itself makes none up. */
export type FreshCopy = {
  readonly fileId: string;
  /** One for each level of the destination. */
  readonly folderIds: readonly string[];
  /** As many as the file may have versions. */
  readonly versions: readonly FreshVersion[];
};

export type CopyFileInput = {
  readonly sourceFilePath: string;
  /** The folder, as `sanitizeFolderPath` returns it. Made when it is not there. */
  readonly destinationPath: string;
  /** Whether older versions come along. */
  readonly includeVersions: boolean;
  readonly fresh: FreshCopy;
  readonly now: number;
};

/**
 * Copies a file into a folder: as a new file, or as the next versions of the file that has its name there. The copy
 * refers to the same bytes (conflict rules: rest-api.md 2.6).
 */
export const copyFileUnit = unitOfWork(
  'library.copyFile',
  async (tx: Tx, input: CopyFileInput): Promise<void> => {
    const { sourceFilePath, fresh, now } = input;
    // First of all, because jobs of folders hold where folders are before they wait for files.
    const folder = await ensureFolder(tx, input.destinationPath, fresh.folderIds, now);
    const source = await lockFileAt(tx, sourceFilePath);
    if (source === undefined) throw errors.sourceFileMissing(sourceFilePath);
    if (folder === source.parent_id) throw errors.sameSourceAndDestination();

    const history = await historyOf(tx, source.id);
    const copied = input.includeVersions ? history : history.slice(-1);
    const target = await lockChild(tx, folder, source.name);
    if (target !== undefined) return overwriteWith(tx, target, copied, fresh.versions, now);
    const file = await addFile(tx, folder, source.name, fresh, now);
    await writeNameTerms(tx, file.id, source.name, 'new');
    await appendVersions(tx, file, copied, fresh.versions, now);
    await recordEvent(tx, { type: 'file.created', data: { fileId: file.id }, now });
  },
);

/** A file without any version yet. Where another transaction has taken the name meanwhile, this one runs again. */
async function addFile(tx: Tx, folder: string, name: string, fresh: FreshCopy, now: number) {
  return tx
    .insertInto('assets')
    .values({
      id: fresh.fileId,
      kind: 'file',
      parent_id: folder,
      name,
      version_id: null,
      version_counter: 0,
      created_at: now,
      updated_at: now,
    })
    .returning(['id', 'version_id', 'version_counter', 'created_at'])
    .executeTakeFirstOrThrow();
}
