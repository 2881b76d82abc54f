/**
 * The custom metadata of versions as rows. Each value belongs to a version, so that an older version has its own; what
 * belongs to a deleted field stays stored and is not shown.
 */
import { type Reader, type Tables, type Tx, textStart } from '../database/index.ts';
import { chunks } from './chunks.ts';
import { createdAtOf } from './created-at.ts';
import { activeFields, parseSchema } from './custom-fields.ts';
import {
  type CustomField,
  type CustomMetadata,
  type Scalar,
  validateCustomMetadata,
} from './custom-metadata.ts';
import { errors } from './errors.ts';
import { refreshCustomTerms } from './search-terms.ts';

/** A version and the file it belongs to. */
export type VersionRef = { readonly versionId: string; readonly assetId: string };

/** The custom metadata of many versions in one query; a version without any is not in the answer. */
export async function customMetadataOf(
  db: Reader,
  versionIds: readonly string[],
): Promise<Map<string, CustomMetadata>> {
  if (versionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('custom_values')
    .innerJoin('custom_fields', 'custom_fields.id', 'custom_values.field_id')
    .select(['version_id', 'field_id', 'name', 'schema', 'custom_values.type', 'text_value', 'number_value'])
    .where('version_id', 'in', versionIds)
    .where('deleted_at', 'is', null)
    .orderBy('version_id')
    .orderBy('custom_fields.created_at')
    .orderBy('field_id')
    .orderBy('position')
    .execute();
  const byVersion = Map.groupBy(rows, (row) => row.version_id);
  return new Map(Array.from(byVersion, ([versionId, own]) => [versionId, toMetadata(own)]));
}

export type ValueRow = Pick<Tables['custom_values'], 'field_id' | 'type' | 'text_value' | 'number_value'> & {
  readonly name: string;
  readonly schema: string;
};

/** @param rows of one version, in their order */
export function toMetadata(rows: readonly ValueRow[]): CustomMetadata {
  const byField = Map.groupBy(rows, (row) => row.name);
  return Object.fromEntries(
    Array.from(byField, ([name, own]) => {
      const items = own.map(toScalar);
      const isList = parseSchema(own[0]?.schema ?? '{}').type === 'MultiSelect';
      return [name, isList ? items : (items[0] as Scalar)];
    }),
  );
}

function toScalar({ type, text_value, number_value }: ValueRow): Scalar {
  if (type === 'text') return text_value ?? '';
  const number = number_value ?? 0;
  if (type === 'date') return new Date(number).toISOString();
  return type === 'boolean' ? number === 1 : number;
}

/** Writes down validated values of a current version that has none yet. */
export async function addCustomValues(
  tx: Tx,
  version: VersionRef,
  fields: readonly CustomField[],
  values: CustomMetadata,
): Promise<void> {
  const rows = fields.flatMap(({ id, name, schema }) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return [];
    const items: readonly Scalar[] = Array.isArray(value) ? value : [value];
    return items.map((item, position) => ({
      version_id: version.versionId,
      asset_id: version.assetId,
      field_id: id,
      position,
      is_current: 1,
      created_at: createdAtOf(version.assetId),
      ...(schema.type === 'Date' ? dateColumns(String(item)) : scalarColumns(item)),
    }));
  });
  for (const some of chunks(rows)) await tx.insertInto('custom_values').values(some).execute();
  if (rows.some((row) => row.text_value !== null)) await refreshCustomTerms(tx, [version.versionId]);
}

const NO_TEXT = { text_value: null, text_start: null };

function dateColumns(text: string) {
  return { ...NO_TEXT, type: 'date', number_value: Date.parse(text) } as const;
}

function scalarColumns(value: Scalar) {
  if (typeof value === 'string')
    return { type: 'text', text_value: value, text_start: textStart(value), number_value: null } as const;
  if (typeof value === 'boolean')
    return { ...NO_TEXT, type: 'boolean', number_value: value ? 1 : 0 } as const;
  return { ...NO_TEXT, type: 'number', number_value: value } as const;
}

/**
 * Changes the custom metadata of a current version as `PATCH …/details` says: what is given replaces, null takes away.
 * Values of deleted fields stay as they are. Runs inside a unit of work.
 * Errors: `invalidCustomMetadata` with what is wrong by the name of the field.
 */
export async function mergeCustomMetadata(
  tx: Tx,
  version: VersionRef,
  given: Readonly<Record<string, unknown>>,
): Promise<CustomMetadata> {
  const { versionId } = version;
  const fields = await activeFields(tx);
  const current = (await customMetadataOf(tx, [versionId])).get(versionId) ?? {};
  const values = validOrThrow(validateCustomMetadata(fields, given, { mode: 'merge', current }));
  if (fields.length > 0) {
    await tx
      .deleteFrom('custom_values')
      .where('version_id', '=', versionId)
      .where('field_id', 'in', tx.selectFrom('custom_fields').select('id').where('deleted_at', 'is', null))
      .execute();
    await addCustomValues(tx, version, fields, values);
    await refreshCustomTerms(tx, [versionId]);
  }
  return values;
}

/** Errors: `invalidCustomMetadata`. */
export function validOrThrow(result: ReturnType<typeof validateCustomMetadata>): CustomMetadata {
  if ('errors' in result) throw errors.invalidCustomMetadata().with({ errors: result.errors });
  return result.values;
}
