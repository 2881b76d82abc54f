/**
 * A query as a condition on one row, `opaque` to the database: which index leads to the rows is decided by `leads.ts`,
 * because SQLite keeps no statistics and would choose badly.
 */
import { sql } from 'kysely';
import type { AssetTarget } from '../asset-fields.ts';
import type { Clause, Node, Region, Test, Value } from '../ast.ts';
import { haversineOf, mediaTypesOf, RADIANS, sidesOf } from '../values/index.ts';
import type { Context } from './context.ts';
import type { FolderIds } from './folder-ids.ts';
import { customRows, embeddedRows, tagRows, termRows } from './rows.ts';
import {
  ALWAYS,
  and,
  type Condition,
  isFlag,
  isInteger,
  isText,
  NEVER,
  not,
  opaque,
  or,
  real,
  type Sql,
  text,
} from './values.ts';

export function conditions(demands: readonly Node<AssetTarget>[], context: Context): Condition[] {
  return demands.map((demand) => opaque(condition(demand, context)));
}

export function condition(query: Node<AssetTarget>, context: Context): Condition {
  switch (query.kind) {
    case 'never':
      return NEVER;
    case 'and':
      return and(query.parts.map((part) => condition(part, context)));
    case 'or':
      return or(query.parts.map((part) => condition(part, context)));
    case 'clause': {
      const positive = clauseCondition(query, context);
      return query.negated ? not(positive) : positive;
    }
  }
}

const isImage = sql<boolean>`substr(versions.mime, 1, 6) = 'image/'`;
const isVideo = sql<boolean>`substr(versions.mime, 1, 6) = 'video/'`;

function clauseCondition({ field, test }: Clause<AssetTarget>, context: Context): Condition {
  const { target } = field;
  switch (target.of) {
    case 'name':
      if (test.op === 'has')
        return hasWords(test.words, sql`name_terms`, sql`rows.asset_id = assets.id`, true);
      return isText(sql.ref('assets.name'), test);
    case 'tags':
      if (test.op === 'has') return hasWords(test.words, sql`search_terms`, ofVersion(context, ''), false);
      if (isByValue(test, context)) return exists(sql`tags`, and([ofAsset, tagRows(test, false)]));
      return exists(sql`tags`, and([ofVersion(context), tagRows(test, true)]));
    case 'customMetadata':
      if (test.op === 'has')
        return hasWords(test.words, sql`search_terms`, ofVersion(context, target.fieldId), false);
      if (isIndexed({ kind: 'clause', field, test, negated: false }, context)) {
        return exists(
          sql`custom_values`,
          and([ofAsset, customRows(target.fieldId, field.type, test, false)]),
        );
      }
      return exists(
        sql`custom_values`,
        and([ofVersion(context), customRows(target.fieldId, field.type, test, true)]),
      );
    case 'embedded':
      return exists(sql`embedded_values`, and([ofVersion(context), embeddedRows(target.name, test, true)]));
    case 'type':
      return isText(kindOf(context), test);
    case 'id':
      // A folder that was moved shows another id than its own.
      return isText(sql`coalesce(assets.folder_id, assets.id)`, test);
    case 'createdAt':
      return isInteger(timeOf(context, 'created_at'), test);
    case 'updatedAt':
      return isInteger(timeOf(context, 'updated_at'), test);
    case 'takenAt':
      return isInteger(sql.ref('versions.taken_at'), test);
    case 'width':
    case 'height':
      return and([isInteger(sql.ref(`versions.${target.of}`), test), isImage]);
    case 'size':
      return isInteger(sql.ref('versions.size'), test);
    case 'videoDuration':
      return and([isInteger(sql.ref('versions.duration'), test), isVideo]);
    case 'format':
      return isText(sql.ref('versions.mime'), mediaTypes(test));
    case 'private':
      return isFlag(sql.ref('versions.is_private'), test);
    case 'published':
      return isFlag(sql.ref('versions.is_published'), test);
    case 'transparency':
      return and([isFlag(sql.ref('versions.has_alpha'), test), isImage]);
    case 'createdBy':
      return NEVER; // Uploads through the API have no user.
    case 'path':
      return isIn(test, context);
    case 'place':
      return test.op === 'inside' ? isInRegion(test.region) : NEVER;
  }
}

function kindOf({ kinds }: Context): Sql {
  if (!kinds.has('file-version')) return sql.ref('assets.kind');
  return sql`case when versions.is_current = 0 then 'file-version' else assets.kind end`;
}

/** A file has its own times; an older version has those of its own history. */
export function timeOf({ kinds }: Pick<Context, 'kinds'>, column: 'created_at' | 'updated_at'): Sql {
  const own = sql.ref(`assets.${column}`);
  if (!kinds.has('file-version')) return sql.ref(`assets.${column}`);
  return sql`case when versions.is_current = 0 then ${sql.ref(`versions.${column}`)} else ${own} end`;
}

/** The version of the row; where only current ones are asked for, it is known before `versions` is read. */
export function versionOf({ kinds }: Pick<Context, 'kinds'>): Sql {
  return kinds.has('file-version') ? sql`versions.id` : sql`assets.version_id`;
}

function ofVersion(context: Context, fieldId?: string): Condition {
  const isOwn = sql<boolean>`rows.version_id = ${versionOf(context)}`;
  return fieldId === undefined ? isOwn : and([isOwn, sql`rows.field_id = ${text(fieldId)}`]);
}

/** As the indexes on values have it. */
const ofAsset: Condition = sql`(rows.is_current = 1 and rows.created_at = assets.created_at
  and rows.asset_id = assets.id)`;

/** Look-ups by value, each of which is quicker than to look through all that a version has. */
const MAX_LOOK_UPS = 3;

/** Whether the index on values tells of one asset whether it has one of these. */
function isByValue(test: Test, { kinds }: Context): boolean {
  return test.op === 'in' && test.values.length <= MAX_LOOK_UPS && !kinds.has('file-version');
}

/** Texts or numbers: each kind has an index of its own. A date stands for all of its day, which is no one value. */
function areAlike(values: readonly Value[]): boolean {
  const areTexts = typeof values[0] === 'string';
  return (
    values.length > 0 &&
    values.every((value) => typeof value !== 'object' && (typeof value === 'string') === areTexts)
  );
}

/** Whether what a part of a query asks for is told by indexes, of any row with `assets.id` and `assets.created_at`. */
export function isIndexed(part: Node<AssetTarget>, context: Context): boolean {
  if (part.kind === 'never') return true;
  if (part.kind !== 'clause') return part.parts.every((inner) => isIndexed(inner, context));
  const { field, test } = part;
  if (field.target.of === 'name') return test.op === 'has';
  if (!isByValue(test, context) || test.op !== 'in') return false;
  return field.target.of === 'tags' || (field.target.of === 'customMetadata' && areAlike(test.values));
}

/** One look-up a row: without the `offset` PostgreSQL may read the whole table first and keep it as a hash. */
function exists(table: Sql, where: Condition): Condition {
  return sql`exists (select 1 from ${table} as rows where ${where} limit 1 offset 0)`;
}

function hasWords(wanted: readonly string[], table: Sql, own: Condition, isProbe: boolean): Condition {
  if (wanted.length === 0) return NEVER;
  return and(
    wanted.map((word, index) =>
      exists(table, and([own, termRows(word, index === wanted.length - 1, isProbe)])),
    ),
  );
}

export function mediaTypes(test: Test): Test {
  if (test.op !== 'in') return test;
  return { op: 'in', values: test.values.flatMap((format) => mediaTypesOf(String(format))) };
}

function isIn(test: Test, { folderIds }: Context): Condition {
  if (test.op === 'in') return idIn(sql.ref('assets.parent_id'), foldersOf(test.values, folderIds));
  if (test.op !== 'below') return NEVER;
  if (test.path === '/') return ALWAYS;
  const isAbove = idIn(sql`rows.ancestor_id`, foldersOf([test.path], folderIds));
  return exists(sql`folder_closure`, and([sql`rows.descendant_id = assets.parent_id`, isAbove]));
}

/** The ids of folders by their paths. */
export function foldersOf(paths: readonly Value[], folderIds: FolderIds): string[] {
  return paths.flatMap((path) => folderIds.get(String(path)) ?? []);
}

export function idIn(column: Sql, ids: readonly string[]): Condition {
  return isText(column, { op: 'in', values: ids });
}

const latitude = sql.ref('versions.latitude');
const longitude = sql.ref('versions.longitude');

function isInRegion(region: Region): Condition {
  if (region.shape === 'box') {
    const { low, high } = region;
    return and([
      sql`versions.latitude between ${real(low.latitude)} and ${real(high.latitude)}`,
      sql`versions.longitude between ${real(low.longitude)} and ${real(high.longitude)}`,
    ]);
  }
  if (region.shape === 'circle') {
    const half = (column: Sql, degrees: number) =>
      sql`sin((${column} - ${real(degrees)}) * ${real(RADIANS)} / 2)`;
    const north = half(latitude, region.centre.latitude);
    const east = half(longitude, region.centre.longitude);
    const cosine = real(Math.cos(region.centre.latitude * RADIANS));
    return sql`${north} * ${north} + cos(${latitude} * ${real(RADIANS)}) * ${cosine} * ${east} * ${east}
      <= ${real(haversineOf(region.metres))}`;
  }
  const met = sidesOf(region.corners).map(
    ({ from, to, slope }) => sql`case
      when (${real(from.latitude)} > ${latitude}) <> (${real(to.latitude)} > ${latitude})
        and ${longitude} < ${real(slope)} * (${latitude} - ${real(from.latitude)}) + ${real(from.longitude)}
      then 1 else 0 end`,
  );
  if (met.length === 0) return NEVER;
  return and([sql`${latitude} is not null`, sql`(${sql.join(met, sql` + `)}) % 2 = 1`]);
}
