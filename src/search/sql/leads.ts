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
import { customRows, customStart, embeddedRows, embeddedStart, tagRows, termRows } from './rows.ts';
import { and, type Condition, isInteger, isOrder, isText, real, type Sql, text } from './values.ts';

export type Lead = {
  readonly ids: Sql;
  /** The same with `created_at` of the assets, out of the same index; undefined where that does not have it. */
  readonly dated: Sql | undefined;
  /** Whether the index has them in that order already, the oldest first. */
  readonly isInTime?: boolean;
  /** The parts of the query that these assets pass, all of them, so that they need not be asked again. */
  readonly settles: readonly Node<AssetTarget>[];
  /** The same rows where each of them has a word of the query: the rows of those words. */
  readonly words?: readonly WordRows[];
  /** Where it is a part of an index from one value to another. */
  readonly range?: Range;
};

/** `name_terms` or `search_terms` with one word of a clause. */
export type WordRows = {
  readonly clause: Clause<AssetTarget>;
  /** Which of the clause's words. */
  readonly index: number;
  /** `from … as rows where …`. */
  readonly from: Sql;
  /** The same of each of the clause's words. */
  readonly fromEach: readonly Sql[];
};

type Range = {
  /** What the values are of. */
  readonly of: string;
  /** `… as rows`, and their column with the id of the asset. */
  readonly from: Sql;
  readonly id: 'id' | 'asset_id';
  readonly where: Condition;
  readonly isDated: boolean;
};

/** The first are those that usually lead to the fewest rows. */
export function leadsOf(query: Node<AssetTarget>, context: Context): Lead[] {
  if (query.kind === 'never') return [];
  if (query.kind === 'clause')
    return query.negated ? [] : settling(query, clauseLeads(query, context), context);
  const ways = query.parts.map((part) => leadsOf(part, context));
  if (query.kind === 'and') return narrowed(ways.flat());
  const firsts = ways.flatMap(([first]) => first ?? []);
  if (firsts.length < ways.length) return [];
  const isSettled = firsts.every((lead, index) =>
    lead.settles.includes(query.parts[index] as Node<AssetTarget>),
  );
  const words = firsts.flatMap((lead) => lead.words ?? []);
  return [
    {
      ...together(firsts),
      settles: isSettled ? [query] : [],
      ...(firsts.every((lead) => lead.words !== undefined) ? { words } : {}),
    },
  ];
}

/** All rows of several ways. */
function together(ways: readonly Pick<Lead, 'ids' | 'dated'>[]): Pick<Lead, 'ids' | 'dated'> {
  const dated = ways.flatMap((way) => way.dated ?? []);
  const union = (all: readonly Sql[]) => sql.join(all, sql` union all `);
  return {
    ids: union(ways.map((way) => way.ids)),
    dated: dated.length === ways.length ? union(dated) : undefined,
  };
}

/** Two bounds of one range are one way, and often a much shorter one than either. */
function narrowed(leads: readonly Lead[]): Lead[] {
  const ranges = Map.groupBy(leads, (lead) => lead.range?.of || undefined);
  return [...ranges].flatMap(([of, same]) => {
    const parts = same.flatMap((lead) => lead.range ?? []);
    const [first] = parts;
    if (of === undefined || first === undefined || same.length === 1) return same;
    const range = { ...first, where: and(parts.map((part) => part.where)) };
    return [{ ...rangeLead(range), settles: same.flatMap((lead) => lead.settles) }];
  });
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

type Way = Omit<Lead, 'settles'>;

function settling(clause: Clause<AssetTarget>, ways: readonly Way[], { kinds }: Context): Lead[] {
  const isSettled =
    ways.length === 1 && !kinds.has('file-version') && SETTLED.includes(clause.field.target.of);
  return ways.map((way) => ({ ...way, settles: isSettled ? [clause] : [] }));
}

function clauseLeads(clause: Clause<AssetTarget>, context: Context): Way[] {
  const {
    field: { target },
    test,
  } = clause;
  switch (target.of) {
    case 'name':
      if (test.op === 'has') return wordLeads(clause, test.words, context);
      return [assets(context, isText(sql`rows.name`, test))];
    case 'id':
      return [
        together([
          assetRows(isText(sql`rows.id`, test)),
          assetRows(and([sql`rows.folder_id is not null`, isText(sql`rows.folder_id`, test)])),
        ]),
      ];
    case 'tags':
      if (test.op === 'exists') return [];
      if (test.op === 'has') return wordLeads(clause, test.words, context);
      return [inTime(valuesOf(sql`tags`, tagRows(test, false), context), test, context)];
    case 'customMetadata': {
      if (test.op === 'exists')
        return [
          presentValues(
            sql`custom_values`,
            customStart,
            sql`rows.field_id = ${text(target.fieldId)}`,
            context,
          ),
        ];
      if (test.op === 'has') return wordLeads(clause, test.words, context);
      const where = customRows(target.fieldId, clause.field.type, test, false);
      const way = ranging(valuesOf(sql`custom_values`, where, context), test, target.fieldId);
      return [inTime(way, test, context)];
    }
    case 'embedded':
      if (test.op === 'exists')
        return [
          presentValues(
            sql`embedded_values`,
            embeddedStart,
            sql`rows.name = ${text(target.name)}`,
            context,
            false,
          ),
        ];
      return [valuesOf(sql`embedded_values`, embeddedRows(target.name, test, false), context, false)];
    case 'path':
      return pathLeads(test, context);
    case 'createdAt':
      return current(context, test, 'created_at', () =>
        assets(context, isInteger(sql`rows.created_at`, test)),
      );
    case 'updatedAt':
      return current(context, test, 'updated_at', () =>
        assets(context, isInteger(sql`rows.updated_at`, test)),
      );
    case 'size':
      return current(context, test, 'size', () => versions(isInteger(sql`rows.size`, test)));
    case 'width':
    case 'height':
      return current(context, test, target.of, () => present(target.of, test));
    case 'videoDuration':
      return current(context, test, 'duration', () => present('duration', test));
    case 'takenAt':
      if (test.op === 'exists') return [];
      return current(context, test, 'taken_at', () => present('taken_at', test));
    case 'format':
      return current(context, test, 'mime', () => versions(isText(sql`rows.mime`, mediaTypes(test))));
    case 'place': {
      if (test.op !== 'inside') return [];
      const { low, high } = latitudesOf(test.region);
      const between = sql<boolean>`rows.latitude between ${real(low)} and ${real(high)}`;
      return current(context, test, 'place', () => versions(and([sql`rows.latitude is not null`, between])));
    }
    case 'private':
      return isOnly(test, true)
        ? current(context, test, 'private', () => versions(sql`rows.is_private = 1`))
        : [];
    case 'published':
      return isOnly(test, false)
        ? current(context, test, 'published', () => versions(sql`rows.is_published = 0`))
        : [];
    default:
      return [];
  }
}

function isOnly(test: Test, flag: boolean): boolean {
  return test.op === 'in' && test.values.length > 0 && test.values.every((value) => value === flag);
}

/** Some indexes hold current versions only. */
function current({ kinds }: Context, test: Test, of: string, make: () => RangeWay): Way[] {
  return kinds.has('file-version') ? [] : [ranging(make(), test, of)];
}

type RangeWay = Way & { readonly range: Range };

function rangeLead(range: Range): RangeWay {
  const id = sql`${sql.ref(`rows.${range.id}`)} as asset_id`;
  const rest = sql`from ${range.from} where ${range.where}`;
  return {
    ids: sql`select ${id} ${rest}`,
    dated: range.isDated ? sql`select ${id}, rows.created_at ${rest}` : undefined,
    range,
  };
}

/** Only of what has one value at most: of several values, one may pass one bound and one the other. */
function ranging({ range, ...way }: RangeWay, test: Test, of: string): Way {
  return isOrder(test) ? { ...way, range: { ...range, of } } : way;
}

function assets({ kinds }: Context, where: Condition): RangeWay {
  const stored = [
    ...(kinds.has('folder') ? ['folder'] : []),
    ...(kinds.size > 1 || !kinds.has('folder') ? ['file'] : []),
  ];
  return assetRows(and([sql`rows.kind in (${sql.join(stored.map((kind) => sql.lit(kind)))})`, where]));
}

function assetRows(where: Condition): RangeWay {
  return rangeLead({ of: '', from: sql`assets as rows`, id: 'id', where, isDated: true });
}

function versions(where: Condition): RangeWay {
  return rangeLead({
    of: '',
    from: sql`versions as rows`,
    id: 'asset_id',
    where: and([sql`rows.is_current = 1`, where]),
    isDated: true, // A current version has the time of its file.
  });
}

function present(column: string, test: Test): RangeWay {
  const name = sql.ref(`rows.${column}`);
  return versions(and([sql`${name} is not null`, isInteger(name, test)]));
}

function valuesOf(table: Sql, where: Condition, context: Context, isDated = true): RangeWay {
  const all = and([where, isCurrent(context)]);
  return rangeLead({ of: '', from: sql`${table} as rows`, id: 'asset_id', where: all, isDated });
}

/** All values there are: the indexes on texts and on numbers hold them between them. */
function presentValues(table: Sql, start: Sql, where: Condition, context: Context, isDated = true): Way {
  const ways = [sql<boolean>`${start} is not null`, sql<boolean>`rows.number_value is not null`];
  return together(ways.map((isThere) => valuesOf(table, and([where, isThere]), context, isDated)));
}

/** Rows of one value are; those of several values, or of all versions, are so value by value. */
function inTime(way: Way, test: Test, { kinds }: Context): Way {
  const [only] = test.op === 'in' && test.values.length === 1 ? test.values : [];
  return { ...way, isInTime: only !== undefined && typeof only !== 'object' && !kinds.has('file-version') };
}

function isCurrent({ kinds }: Context): Condition {
  return kinds.has('file-version') ? sql`rows.is_current in (0, 1)` : sql`rows.is_current = 1`;
}

/** Each word is a way; the last one is the beginning of words. */
function wordLeads(clause: Clause<AssetTarget>, wanted: readonly string[], context: Context): Way[] {
  const { target } = clause.field;
  const fieldId = target.of === 'customMetadata' ? target.fieldId : '';
  const fromEach = wanted.map((word, index) => {
    const isWord = termRows(word, index === wanted.length - 1, false);
    return target.of === 'name'
      ? sql`from name_terms as rows where ${isWord}`
      : sql`from search_terms as rows
          where rows.field_id = ${text(fieldId)} and ${isWord} and ${isCurrent(context)}`;
  });
  return fromEach.map((from, index) => {
    const way = {
      ids: sql`select rows.asset_id ${from}`,
      dated: sql`select rows.asset_id, rows.created_at ${from}`,
    };
    // Versions of one file have words of their own, which only its id would not tell apart.
    return context.kinds.has('file-version') ? way : { ...way, words: [{ clause, index, from, fromEach }] };
  });
}

function pathLeads(test: Test, { folderIds }: Context): Way[] {
  if (test.op === 'in') {
    const isHere = idIn(sql`rows.parent_id`, foldersOf(test.values, folderIds));
    return [assetRows(isHere)];
  }
  if (test.op !== 'below' || test.path === '/') return [];
  const from = sql`from folder_closure as folders join assets as rows on rows.parent_id = folders.descendant_id
    where ${idIn(sql`folders.ancestor_id`, foldersOf([test.path], folderIds))}`;
  return [
    {
      ids: sql`select rows.id as asset_id ${from}`,
      dated: sql`select rows.id as asset_id, rows.created_at ${from}`,
    },
  ];
}
