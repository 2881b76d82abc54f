/**
 * The words by which full-text search (`HAS`, rest-api.md 3.6) finds names, tags and texts of custom metadata. Who
 * writes one of those calls the function for it here, in the same unit of work.
 */
import type { InsertObject } from 'kysely';
import type { Tables, Tx } from '../database/index.ts';
import { words } from '../kernel/index.ts';
import { chunks } from './chunks.ts';
import { createdAtOf } from './created-at.ts';

/** `field_id` of the words of tags. */
const TAGS = '';

type Row = InsertObject<Tables, 'search_terms'>;
type Term = { readonly term: string; readonly count: number };
type Version = { readonly versionId: string; readonly assetId: string; readonly isCurrent: boolean };

/** The different words of some texts that are one field, each with the number of words of the whole field. */
export function termsOf(texts: readonly string[]): Term[] {
  const all = texts.flatMap(words);
  return [...new Set(all)].map((term) => ({ term, count: all.length }));
}

/** After a file or folder was made: its words. After it was renamed: instead of those it had. */
export async function writeNameTerms(
  tx: Tx,
  assetId: string,
  name: string,
  was: 'new' | 'renamed',
): Promise<void> {
  if (was === 'renamed') await tx.deleteFrom('name_terms').where('asset_id', '=', assetId).execute();
  const created_at = createdAtOf(assetId);
  const rows = termsOf([name]).map((term) => ({ asset_id: assetId, ...term, created_at }));
  if (rows.length > 0) await tx.insertInto('name_terms').values(rows).execute();
}

/** Of a new version, whose tags are known: user tags and found ones. */
export async function writeTagTerms(tx: Tx, version: Version, tags: readonly string[]): Promise<void> {
  await insertTerms(tx, rowsOf(version, TAGS, tags));
}

/** After tags of versions have changed, in whatever way. */
export async function refreshTagTerms(tx: Tx, versionIds: readonly string[]): Promise<void> {
  for (const some of chunks(versionIds)) {
    await tx
      .deleteFrom('search_terms')
      .where('version_id', 'in', some)
      .where('field_id', '=', TAGS)
      .execute();
    const tags = await tx
      .selectFrom('tags')
      .select(['version_id', 'asset_id', 'is_current', 'name'])
      .where('version_id', 'in', some)
      .execute();
    const byVersion = Map.groupBy(tags, (tag) => tag.version_id);
    await insertTerms(
      tx,
      [...byVersion.values()].flatMap((own) =>
        rowsOf(
          versionOf(own),
          TAGS,
          own.map((tag) => tag.name),
        ),
      ),
    );
  }
}

/** After values of custom metadata of versions have changed, in whatever way. */
export async function refreshCustomTerms(tx: Tx, versionIds: readonly string[]): Promise<void> {
  for (const some of chunks(versionIds)) {
    await tx
      .deleteFrom('search_terms')
      .where('version_id', 'in', some)
      .where('field_id', '<>', TAGS)
      .execute();
    const values = await tx
      .selectFrom('custom_values')
      .select(['version_id', 'asset_id', 'is_current', 'field_id', 'text_value'])
      .where('version_id', 'in', some)
      .where('text_value', 'is not', null)
      .execute();
    const byField = Map.groupBy(values, (value) => `${value.version_id} ${value.field_id}`);
    await insertTerms(
      tx,
      [...byField.values()].flatMap((own) =>
        rowsOf(
          versionOf(own),
          own[0]?.field_id ?? '',
          own.map((value) => value.text_value ?? ''),
        ),
      ),
    );
  }
}

type Owned = { readonly version_id: string; readonly asset_id: string; readonly is_current: number };

function versionOf(rows: readonly Owned[]): Version {
  const { version_id, asset_id, is_current } = rows[0] as Owned;
  return { versionId: version_id, assetId: asset_id, isCurrent: is_current === 1 };
}

function rowsOf(version: Version, fieldId: string, texts: readonly string[]): Row[] {
  const created_at = createdAtOf(version.assetId);
  return termsOf(texts).map((term) => ({
    version_id: version.versionId,
    asset_id: version.assetId,
    field_id: fieldId,
    ...term,
    is_current: version.isCurrent ? 1 : 0,
    created_at,
  }));
}

async function insertTerms(tx: Tx, rows: readonly Row[]): Promise<void> {
  for (const some of chunks(rows)) await tx.insertInto('search_terms').values(some).execute();
}
