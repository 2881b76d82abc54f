/** Tags belong to a version. Those without a source are the user's, the others were given by a machine. */
import type { Reader, Tx } from '../database/index.ts';
import type { FileRecord } from './record.ts';

export type Tags = Pick<FileRecord, 'tags' | 'aiTags'>;

export const NO_TAGS: Tags = { tags: [], aiTags: [] };

/** The tags of many versions in one query; a version without any is not in the answer. */
export async function tagsOf(db: Reader, versionIds: readonly string[]): Promise<Map<string, Tags>> {
  if (versionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('tags')
    .select(['version_id', 'source', 'name', 'confidence'])
    .where('version_id', 'in', versionIds)
    .orderBy('version_id')
    .orderBy('source')
    .orderBy('position')
    .execute();
  const byVersion = Map.groupBy(rows, (row) => row.version_id);
  return new Map(
    Array.from(byVersion, ([versionId, own]) => [
      versionId,
      {
        tags: own.filter((row) => row.source === '').map((row) => row.name),
        aiTags: own
          .filter((row) => row.source !== '')
          .map(({ name, confidence, source }) => ({ name, confidence, source })),
      },
    ]),
  );
}

/** Writes down the tags of a new current version, in their order. */
export async function addTags(tx: Tx, version: FileRecord): Promise<void> {
  const user = version.tags.map((name) => ({ name, source: '', confidence: null }));
  const all = [...user, ...version.aiTags];
  if (all.length === 0) return;
  await tx
    .insertInto('tags')
    .values(
      all.map((tag, position) => ({
        version_id: version.versionId,
        asset_id: version.assetId,
        position,
        source: tag.source,
        name: tag.name,
        confidence: tag.confidence,
        is_current: 1,
      })),
    )
    .execute();
}

/** The tags of a version that is not current any more. */
export async function retireTags(tx: Tx, versionId: string): Promise<void> {
  await tx.updateTable('tags').set({ is_current: 0 }).where('version_id', '=', versionId).execute();
}
