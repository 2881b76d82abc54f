/** How well a row matches the words of a query (rest-api.md 3.7). */
import { sql } from 'kysely';
import type { AssetTarget } from '../asset-fields.ts';
import { type Clause, clausesOf, demandsOf, type Node } from '../ast.ts';
import { condition, versionOf } from './condition.ts';
import type { Context } from './context.ts';
import type { WordRows } from './leads.ts';
import { termRows } from './rows.ts';
import { ALWAYS, and, type Condition, hidden, type Sql, startsWith, text } from './values.ts';

/** What a word in one of these is worth. */
export const FIELD_WEIGHTS = { name: 3, tags: 2, customMetadata: 1 } as const;
/** And when it is the whole word rather than its beginning. */
export const WHOLE_WORD = 2;

/**
 * The score of a row: a sum over the `HAS` clauses it passes. Undefined for a query without any.
 * @param ranked those whose worth is in {@link rankingOf} these, which is joined to the row as `lead`
 */
export function scoreOf(
  query: Node<AssetTarget>,
  context: Context,
  ranked: readonly WordRows[],
): Sql | undefined {
  const clauses = clausesOf(query).filter((clause) => wordsOf(clause).length > 0);
  if (clauses.length === 0) return undefined;
  const demands = demandsOf(query);
  const scores = clauses.map((clause) => {
    const known = ranked.findIndex((rows) => rows.clause === clause);
    if (known >= 0) return sql`coalesce(${sql.ref(`lead.worth_${known}`)}, 0)`;
    const words = wordsOf(clause);
    const worths = words.map((word, index) => {
      const isWhole = sql`max(case when rows.term = ${text(word)} then ${sql.lit(WHOLE_WORD)} else 1 end)`;
      return sql`(select ${worth(clause, isWhole, sql`max(rows.count)`)} from ${ownRows(clause, context)}
        and ${termRows(word, index === words.length - 1, clause.field.target.of === 'name')})`;
    });
    const sum = sql`(${sql.join(worths, sql` + `)})`;
    return demands.includes(clause)
      ? sum
      : sql`case when ${condition(clause, context)} then ${sum} else 0 end`;
  });
  return sql`(${sql.join(scores, sql` + `)})`;
}

/**
 * What the clauses of a lead are worth, by `asset_id`, with `created_at`: read from the index that leads to the rows,
 * which is far quicker than to ask of each row. Current versions only.
 * @param asSet whether the database is better asked for all rows of the other words at once than one by one
 * @param read rows of one word that are read for each clause, those of the shortest texts; undefined: all
 * @param most of those the first so many are in it that have the other words, too, and pass `where`
 * @param where a condition on `assets.id` and `assets.created_at`
 * @param others ids and times of assets that are in it whatever their words
 */
export function rankingOf(
  words: readonly WordRows[],
  {
    asSet,
    read,
    most,
    where = ALWAYS,
    others,
  }: {
    readonly asSet: boolean;
    readonly read?: number;
    readonly most?: number;
    readonly where?: Condition;
    readonly others?: Sql;
  },
): Sql {
  const names = words.map((_, index) => sql.ref(`worth_${index}`));
  const nothing = sql`cast(null as double precision)`;
  const columns = (worthOf: (index: number) => Sql) =>
    sql.join(names.map((name, index) => sql`${worthOf(index)} as ${name}`));
  const ways = words.map((rows, way) => {
    const worths = columns((index) => (index === way ? sql`max(${clauseWorth(rows)})` : nothing));
    const isAll = where === ALWAYS && wordsOf(rows.clause).length === 1;
    return sql`select rows.asset_id, max(rows.created_at) as created_at, ${worths}
      from (select assets.* from (
        select rows.asset_id as id, ${rowsRead(rows)} ${rows.from}
        order by rows.term, rows.count, rows.created_at desc, rows.asset_id${limit(isAll ? most : read)}) as assets
        where ${and([hasOtherWords(rows, asSet), where])}${limit(most)}) as rows
      group by rows.asset_id`;
  });
  const [only] = ways.length === 1 && others === undefined ? ways : [];
  if (only !== undefined) return only;
  const all =
    others === undefined
      ? ways
      : [...ways, sql`select asset_id, created_at, ${columns(() => nothing)} from (${others}) as others`];
  return sql`select asset_id, max(created_at) as created_at, ${columns((index) => sql`max(${names[index]})`)}
    from (${sql.join(all, sql` union all `)}) as ways group by asset_id`;
}

function limit(rows: number | undefined): Sql {
  return rows === undefined ? sql`` : sql` limit ${sql.lit(rows)}`;
}

/** What the index has; the version only where a beginning has to be looked for among its words. */
function rowsRead({ clause, index }: WordRows): Sql {
  const indexed = sql`rows.asset_id, rows.created_at, rows.term, rows.count`;
  const isLast = index === wordsOf(clause).length - 1;
  return isLast || clause.field.target.of === 'name' ? indexed : sql`${indexed}, rows.version_id`;
}

/** What a whole clause is worth to the asset that has one of its words in this row, and the others besides. */
function clauseWorth({ clause, index }: WordRows): Sql {
  const words = wordsOf(clause);
  const worths = words.map((word, at) => {
    if (at < words.length - 1) return worth(clause, sql.lit(WHOLE_WORD), sql`rows.count`);
    const isWhole =
      at === index ? sql`rows.term = ${text(word)}` : hasOther(clause, word, 'whole', sql`rows`);
    const factor = sql`case when ${isWhole} then ${sql.lit(WHOLE_WORD)} else 1 end`;
    return worth(clause, factor, sql`rows.count`);
  });
  return sql`(${sql.join(worths, sql` + `)})`;
}

function hasOtherWords({ clause, index }: WordRows, asSet: boolean): Condition {
  const words = wordsOf(clause);
  const others = words.map((word, at) => {
    if (at === index) return ALWAYS;
    const as = at === words.length - 1 ? 'beginning' : 'whole';
    // Words of names are found by the asset, those of versions by the version, which takes longer.
    const isSet = asSet && clause.field.target.of !== 'name';
    return isSet ? isAmongThose(clause, word, as) : hasOther(clause, word, as, sql`assets`);
  });
  return and(others);
}

function isAmongThose(
  { field: { target } }: Clause<AssetTarget>,
  word: string,
  as: 'whole' | 'beginning',
): Condition {
  const isWord = as === 'beginning' ? startsWith(sql`others.term`, word) : sql`others.term = ${text(word)}`;
  const fieldId = target.of === 'customMetadata' ? target.fieldId : '';
  return sql`assets.asset_id in (select others.asset_id from search_terms as others
    where others.field_id = ${text(fieldId)} and others.is_current = 1 and ${isWord})`;
}

/** Words of one field have one count, so that an index on words finds another one of the same asset. */
function hasOther(
  { field: { target } }: Clause<AssetTarget>,
  word: string,
  as: 'whole' | 'beginning',
  row: Sql,
): Condition {
  const isBeginning = as === 'beginning';
  const term = target.of === 'name' ? hidden('others.term') : sql`others.term`;
  const isWord = isBeginning ? startsWith(term, word) : sql<boolean>`others.term = ${text(word)}`;
  const fieldId = target.of === 'customMetadata' ? target.fieldId : '';
  const own =
    target.of === 'name'
      ? sql`name_terms as others where others.asset_id = ${row}.asset_id`
      : isBeginning
        ? sql`search_terms as others where others.version_id = ${row}.version_id and others.field_id = ${text(fieldId)}`
        : sql`search_terms as others where others.field_id = ${text(fieldId)} and others.is_current = 1
            and others.count = ${row}.count and others.created_at = ${row}.created_at
            and others.asset_id = ${row}.asset_id`;
  return sql`exists (select 1 from ${own} and ${isWord} limit 1 offset 0)`;
}

/** Of one word in a field of so many. */
function worth({ field: { target } }: Clause<AssetTarget>, factor: Sql, count: Sql): Sql {
  const weight = FIELD_WEIGHTS[target.of as keyof typeof FIELD_WEIGHTS];
  return sql`${sql.lit(weight)} * ${factor} / sqrt(cast(${count} as double precision))`;
}

function wordsOf({ test }: Clause<AssetTarget>): readonly string[] {
  return test.op === 'has' ? test.words : [];
}

/** The words of the row itself, as the beginning of a `from`. */
function ownRows({ field: { target } }: Clause<AssetTarget>, context: Context): Sql {
  if (target.of === 'name') return sql`name_terms as rows where rows.asset_id = assets.id`;
  const fieldId = target.of === 'customMetadata' ? target.fieldId : '';
  return sql`search_terms as rows where rows.version_id = ${versionOf(context)} and rows.field_id = ${text(fieldId)}`;
}
