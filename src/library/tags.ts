/** Tags belong to a version. Those without a source are the user's, the others were given by a machine. */
import type { InsertObject } from 'kysely';
import type { Reader, Tables, Tx } from '../database/index.ts';
import { chunks } from './chunks.ts';
import { createdAtOf } from './created-at.ts';
import type { AiTag, FileRecord } from './record.ts';
import { refreshTagTerms, writeTagTerms } from './search-terms.ts';

export type Tags = Pick<FileRecord, 'tags' | 'aiTags'>;

/** Characters of all user tags of a file together (rest-api.md 1.9). */
export const MAX_TAGS_LENGTH = 500;

export function lengthOfTags(tags: readonly string[]): number {
  return tags.reduce((sum, tag) => sum + tag.length, 0);
}

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
  return new Map(Array.from(byVersion, ([versionId, own]) => [versionId, toTags(own)]));
}

export type TagRow = Pick<Tables['tags'], 'source' | 'name' | 'confidence'>;

/** @param rows of one version, in their order */
export function toTags(rows: readonly TagRow[]): Tags {
  return {
    tags: rows.filter((row) => row.source === '').map((row) => row.name),
    aiTags: rows
      .filter((row) => row.source !== '')
      .map(({ name, confidence, source }) => ({ name, confidence, source })),
  };
}

/** Writes down the tags of a new current version, in their order. */
export async function addTags(tx: Tx, version: FileRecord): Promise<void> {
  await insertTags(tx, [version]);
  await writeTagTerms(tx, version, [...version.tags, ...version.aiTags.map((tag) => tag.name)]);
}

type Tagged = Pick<FileRecord, 'versionId' | 'assetId' | 'tags'>;

/** Gives current versions other user tags; what machines found stays. */
export async function replaceUserTags(tx: Tx, versions: readonly Tagged[]): Promise<void> {
  if (versions.length === 0) return;
  const ids = versions.map((version) => version.versionId);
  await tx.deleteFrom('tags').where('version_id', 'in', ids).where('source', '=', '').execute();
  await insertTags(
    tx,
    versions.map((version) => ({ ...version, aiTags: [] })),
  );
  await refreshTagTerms(tx, ids);
}

/** Gives a current version other tags of one source; the user's and those of other sources stay. */
export async function replaceFoundTags(
  tx: Tx,
  { versionId, assetId }: Tagged,
  source: string,
  tags: readonly AiTag[],
): Promise<void> {
  await tx.deleteFrom('tags').where('version_id', '=', versionId).where('source', '=', source).execute();
  await insertTags(tx, [{ versionId, assetId, tags: [], aiTags: tags }]);
  await refreshTagTerms(tx, [versionId]);
}

/** Takes found tags away from versions, by their names. */
export async function removeFoundTags(
  tx: Tx,
  versionIds: readonly string[],
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  for (const some of chunks(names)) {
    await tx
      .deleteFrom('tags')
      .where('version_id', 'in', versionIds)
      .where('source', '<>', '')
      .where('name', 'in', some)
      .execute();
  }
  await refreshTagTerms(tx, versionIds);
}

async function insertTags(tx: Tx, versions: readonly (Tagged & Tags)[]): Promise<void> {
  const rows = versions.flatMap((version): InsertObject<Tables, 'tags'>[] => {
    const user = version.tags.map((name) => ({ name, source: '', confidence: null }));
    return [...user, ...version.aiTags].map((tag, position) => ({
      version_id: version.versionId,
      asset_id: version.assetId,
      position,
      ...tag,
      is_current: 1,
      created_at: createdAtOf(version.assetId),
    }));
  });
  for (const some of chunks(rows)) await tx.insertInto('tags').values(some).execute();
}
