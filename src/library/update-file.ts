import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { type Tx, unitOfWork } from '../database/index.ts';
import { mergeCustomMetadata } from './custom-values.ts';
import { beginExtensions, type ExtensionPlan } from './extension-plan.ts';
import { markChanged, readFile } from './file-changes.ts';
import type { FileChanges, Publication } from './file-requests.ts';
import { lockFile } from './lock-files.ts';
import type { FileRecord } from './record.ts';
import { removeFoundTags, replaceUserTags } from './tags.ts';

/**
 * Changes the current version of a file. `tokens` are new values of `ik-obj-version`, one for each version that may
 * change between draft and published: its old address must not work any more.
 */
export const updateFileUnit = unitOfWork(
  'library.updateFile',
  async (
    tx: Tx,
    input: {
      readonly fileId: string;
      readonly changes: FileChanges;
      readonly tokens: readonly string[];
      /** What is begun with the version as it is then. */
      readonly extensions?: ExtensionPlan | undefined;
      readonly now: number;
    },
  ): Promise<FileRecord> => {
    const { fileId, changes, tokens, extensions, now } = input;
    await lockFile(tx, fileId);
    const file = await readFile(tx, fileId);
    const changed = [
      await changeDetails(tx, file, changes),
      await changeTags(tx, file, changes),
      await changeCustomMetadata(tx, file, changes.customMetadata),
      await changePublication(tx, file, changes.publish, tokens, now),
    ];
    if (extensions) await beginExtensions(tx, extensions, { fileId, versionId: file.versionId, now });
    if (!changed.includes(true)) return file;
    await markChanged(tx, [fileId], now);
    return readFile(tx, fileId);
  },
);

async function changeDetails(tx: Tx, file: FileRecord, changes: FileChanges): Promise<boolean> {
  const { customCoordinates = file.customCoordinates, description = file.description } = changes;
  if (customCoordinates === file.customCoordinates && description === file.description) return false;
  await tx
    .updateTable('versions')
    .set({ custom_coordinates: customCoordinates, description })
    .where('id', '=', file.versionId)
    .execute();
  return true;
}

async function changeTags(tx: Tx, file: FileRecord, changes: FileChanges): Promise<boolean> {
  const { tags = file.tags, removeAiTags = [] } = changes;
  const same = tags.length === file.tags.length && tags.every((tag, index) => tag === file.tags[index]);
  if (!same) await replaceUserTags(tx, [{ ...file, tags }]);

  const unwanted = file.aiTags.map((tag) => tag.name);
  const removed = removeAiTags === 'all' ? unwanted : unwanted.filter((name) => removeAiTags.includes(name));
  await removeFoundTags(tx, [file.versionId], removed);
  return !same || removed.length > 0;
}

async function changeCustomMetadata(
  tx: Tx,
  file: FileRecord,
  given: FileChanges['customMetadata'] = {},
): Promise<boolean> {
  if (Object.keys(given).length === 0) return false;
  const values = await mergeCustomMetadata(tx, file, given);
  return !isDeepStrictEqual(values, file.customMetadata);
}

async function changePublication(
  tx: Tx,
  file: FileRecord,
  publish: Publication | undefined,
  tokens: readonly string[],
  now: number,
): Promise<boolean> {
  if (publish === undefined) return false;
  const isPublished = publish.isPublished ? 1 : 0;
  const versions = await tx
    .selectFrom('versions')
    .select('id')
    .where('asset_id', '=', file.assetId)
    .where('is_published', '<>', isPublished)
    .where('is_current', 'in', publish.includeVersions ? [0, 1] : [1])
    .execute();
  if (versions.length === 0) return false;
  const newTokens = versions.map(({ id }, index) => sql`when ${id} then ${tokens[index]}`);
  await tx
    .updateTable('versions')
    .set({
      is_published: isPublished,
      token: sql<string>`case id ${sql.join(newTokens, sql` `)} end`,
      updated_at: now,
    })
    .where(
      'id',
      'in',
      versions.map((version) => version.id),
    )
    .execute();
  return true;
}
