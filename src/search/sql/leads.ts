/**
 * The ways a query offers to its rows: each a `select` of asset ids out of one index, of at least all assets that can
 * match. What a clause excludes offers none, nor does what most assets have.
 */
import { sql } from 'kysely';
import type { AssetTarget } from '../asset-fields.ts';
import type { Clause, Node, Test } from '../ast.ts';
import { latitudesOf } from '../values/index.ts';
import { foldersOf, idIn, mediaTypes } from './condition.ts';
import type { Context } from './context.ts';
import { customRows, embeddedRows, tagRows, termRows } from './rows.ts';
import { and, type Condition, isInteger, isText, real, type Sql, text } from './values.ts';

export type Lead = {
  readonly ids: Sql;
  /** The clause that these assets pass, all of them, so that it need not be asked again. */
  readonly settles?: Clause<AssetTarget>;
  /** Of words only: the order in which the best matches come first. */
  readonly bestFirst?: Sql;
};

/** The first are those that usually lead to the fewest rows. */
export function leadsOf(query: Node<AssetTarget>, context: Context): Lead[] {
  if (query.kind === 'never') return [];
  if (query.kind === 'clause')
    return query.negated ? [] : settling(query, clauseLeads(query, context), context);
  const ways = query.parts.map((part) => leadsOf(part, context));
  if (query.kind === 'and') return ways.flat();
  const firsts = ways.flatMap(([first]) => first ?? []);
  if (firsts.length < ways.length) return [];
  return [
    {
      ids: sql.join(
        firsts.map((lead) => lead.ids),
        sql` union all `,
      ),
    },
  ];
}

/** Clauses that are about nothing but the index; of more words than one, each leads to more than the clause admits. */
const SETTLED: readonly AssetTarget['of'][] = [
  'name',
  'tags',
  'customMetadata',
  'embedded',
  'size',
  'format',
  'takenAt',
];

function settling(clause: Clause<AssetTarget>, leads: readonly Lead[], { kinds }: Context): Lead[] {
  const [only] = leads;
  const isSettled =
    only !== undefined &&
    leads.length === 1 &&
    !kinds.has('file-version') &&
    SETTLED.includes(clause.field.target.of);
  return isSettled ? [{ ...only, settles: clause }] : [...leads];
}

function clauseLeads({ field: { target }, test }: Clause<AssetTarget>, context: Context): Lead[] {
  switch (target.of) {
    case 'name':
      if (test.op === 'has') return nameLeads(test.words);
      return [assets(context, isText(sql`rows.name`, test))];
    case 'id':
      return [
        {
          ids: sql`select rows.id as asset_id from assets as rows where ${isText(sql`rows.id`, test)}
            union all select rows.id as asset_id from assets as rows
            where rows.folder_id is not null and ${isText(sql`rows.folder_id`, test)}`,
        },
      ];
    case 'tags':
      if (test.op === 'exists') return [];
      return test.op === 'has'
        ? termLeads(test.words, '', context)
        : [rows(sql`tags`, tagRows(test, false), context)];
    case 'customMetadata':
      if (test.op === 'exists') return [];
      if (test.op === 'has') return termLeads(test.words, target.fieldId, context);
      return [rows(sql`custom_values`, indexed(customRows(target.fieldId, test, false), test), context)];
    case 'embedded':
      if (test.op === 'exists') return [];
      return [rows(sql`embedded_values`, indexed(embeddedRows(target.name, test, false), test), context)];
    case 'path':
      return pathLeads(test, context);
    case 'createdAt':
      return current(context, () => assets(context, isInteger(sql`rows.created_at`, test)));
    case 'updatedAt':
      return current(context, () => assets(context, isInteger(sql`rows.updated_at`, test)));
    case 'size':
      return current(context, () => versions(isInteger(sql`rows.size`, test)));
    case 'width':
    case 'height':
      return current(context, () => present(target.of, test));
    case 'videoDuration':
      return current(context, () => present('duration', test));
    case 'takenAt':
      return test.op === 'exists' ? [] : current(context, () => present('taken_at', test));
    case 'format':
      return current(context, () => versions(isText(sql`rows.mime`, mediaTypes(test))));
    case 'place': {
      if (test.op !== 'inside') return [];
      const { low, high } = latitudesOf(test.region);
      const between = sql<boolean>`rows.latitude between ${real(low)} and ${real(high)}`;
      return current(context, () => versions(and([sql`rows.latitude is not null`, between])));
    }
    case 'private':
      return isOnly(test, true) ? current(context, () => versions(sql`rows.is_private = 1`)) : [];
    case 'published':
      return isOnly(test, false) ? current(context, () => versions(sql`rows.is_published = 0`)) : [];
    default:
      return [];
  }
}

/** An index on values holds those that are there: the query has to say so. */
function indexed(where: Condition, test: Test): Condition {
  if (test.op === 'prefix') return and([sql`rows.text_value is not null`, where]);
  if (test.op !== 'in') return and([sql`rows.number_value is not null`, where]);
  const hasTexts = test.values.some((value) => typeof value === 'string');
  const hasNumbers = test.values.some((value) => typeof value !== 'string');
  if (hasTexts === hasNumbers) return where;
  return and([hasTexts ? sql`rows.text_value is not null` : sql`rows.number_value is not null`, where]);
}

function isOnly(test: Test, flag: boolean): boolean {
  return test.op === 'in' && test.values.length > 0 && test.values.every((value) => value === flag);
}

/** Some indexes hold current versions only. */
function current({ kinds }: Context, make: () => Lead): Lead[] {
  return kinds.has('file-version') ? [] : [make()];
}

function assets({ kinds }: Context, where: Condition): Lead {
  const stored = [
    ...(kinds.has('folder') ? ['folder'] : []),
    ...(kinds.size > 1 || !kinds.has('folder') ? ['file'] : []),
  ];
  return {
    ids: sql`select rows.id as asset_id from assets as rows
      where rows.kind in (${sql.join(stored.map((kind) => sql.lit(kind)))}) and ${where}`,
  };
}

function versions(where: Condition): Lead {
  return { ids: sql`select rows.asset_id from versions as rows where rows.is_current = 1 and ${where}` };
}

function present(column: string, test: Test): Lead {
  const name = sql.ref(`rows.${column}`);
  return versions(and([sql`${name} is not null`, isInteger(name, test)]));
}

function rows(table: Sql, where: Condition, { kinds }: Context): Lead {
  const isCurrent: Condition = kinds.has('file-version')
    ? sql`rows.is_current in (0, 1)`
    : sql`rows.is_current = 1`;
  return { ids: sql`select rows.asset_id from ${table} as rows where ${where} and ${isCurrent}` };
}

function nameLeads(wanted: readonly string[]): Lead[] {
  return wanted.map((word, index) => ({
    ids: sql`select rows.asset_id from name_terms as rows where ${termRows(word, index === wanted.length - 1)}`,
    bestFirst: sql`rows.term, rows.count, rows.asset_id`,
  }));
}

function termLeads(wanted: readonly string[], fieldId: string, context: Context): Lead[] {
  return wanted.map((word, index) => ({
    ...rows(
      sql`search_terms`,
      and([sql`rows.field_id = ${text(fieldId)}`, termRows(word, index === wanted.length - 1)]),
      context,
    ),
    bestFirst: sql`rows.term, rows.count, rows.asset_id`,
  }));
}

function pathLeads(test: Test, { folderIds }: Context): Lead[] {
  if (test.op === 'in') {
    const isHere = idIn(sql`rows.parent_id`, foldersOf(test.values, folderIds));
    return [{ ids: sql`select rows.id as asset_id from assets as rows where ${isHere}` }];
  }
  if (test.op !== 'below' || test.path === '/') return [];
  return [
    {
      ids: sql`select rows.id as asset_id from folder_closure as folders
        join assets as rows on rows.parent_id = folders.descendant_id
        where ${idIn(sql`folders.ancestor_id`, foldersOf([test.path], folderIds))}`,
    },
  ];
}
