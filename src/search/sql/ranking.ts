/** The best of the rows that words lead to, with what they are worth. */
import { sql } from 'kysely';
import type { AssetTarget } from '../asset-fields.ts';
import type { Clause } from '../ast.ts';
import type { WordRows } from './leads.ts';
import { WHOLE_WORD, wordsOf, worth } from './relevance.ts';
import { ALWAYS, and, type Condition, hidden, type Sql, startsWith, text } from './values.ts';

type Wanted = {
  /** Whether the database is better asked for all rows of the other words at once than one by one. */
  readonly asSet: boolean;
  /** Rows of one word that are read for each clause, those of the shortest texts; undefined: all. */
  readonly read?: number;
  /** Of those the first so many are in it that have the other words, too, and pass `where`. */
  readonly most?: number;
  /** A condition on `assets.id` and `assets.created_at`. */
  readonly where?: Condition;
};

/**
 * What the clauses of a lead are worth, by `asset_id`, with `created_at`: read from the index that leads to the rows,
 * which is far quicker than to ask of each row. Current versions only, and only those that pass one of the clauses.
 * @param others ids and times of assets that are in it whatever their words
 */
export function rankingOf(
  words: readonly WordRows[],
  { others, ...wanted }: Wanted & { readonly others?: Sql },
): Sql {
  const names = words.map((_, index) => sql.ref(`worth_${index}`));
  const nothing = sql`cast(null as double precision)`;
  const columns = (worthOf: (index: number) => Sql) =>
    sql.join(names.map((name, index) => sql`${worthOf(index)} as ${name}`));
  const ways = words.map((rows, way) => {
    const { from, isWhole, cut } =
      wanted.asSet && isOfMany(rows) ? joined(rows, wanted) : probed(rows, wanted);
    const worths = columns((index) => (index === way ? sql`max(${clauseWorth(rows, isWhole)})` : nothing));
    const found = sql`select rows.asset_id, max(rows.created_at) as created_at, ${worths} from (${from}) as rows
      group by rows.asset_id`;
    return cut === undefined ? found : sql`select best.* from (${found}${cut}) as best`;
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

/** Rows of a word, of assets that have the other words of the clause as well. */
type Found = {
  readonly from: Sql;
  /** Whether the asset of one of these `rows` has a whole word. */
  isWhole(word: string): Condition;
  /** What leaves the best of them, once there is one row of each asset; undefined where these are no more. */
  readonly cut: Sql | undefined;
};

/** Where each row is asked for the other words. */
function probed(rows: WordRows, { read, most, where = ALWAYS }: Wanted): Found {
  const isAll = where === ALWAYS && !isOfMany(rows);
  return {
    from: sql`select assets.* from (
      select rows.asset_id as id, ${rowsRead(rows)} ${inOrder(rows, isAll ? most : read)}) as assets
      where ${and([hasOtherWords(rows), where])}${limit(most)}`,
    isWhole: (word) => hasOther(rows.clause, word, 'whole', sql`rows`),
    cut: undefined,
  };
}

/**
 * Where the rows of the other words are joined, in whichever way the database chooses, which knows about how many there
 * are: a hundred thousand rows that stand in line in the index are read in a third of the time of ten thousand look-ups.
 */
function joined(rows: WordRows, { read, most, where = ALWAYS }: Wanted): Found {
  const { index, fromEach } = rows;
  const last = fromEach.length - 1;
  // The words that begin like the last one are joined, since they also tell whether it is there as a whole.
  const ends = sql` join (select rows.asset_id, rows.term ${fromEach[last]}) as ends on ends.asset_id = rows.asset_id`;
  const [join, end] = index === last ? [sql``, sql`rows.term`] : [ends, sql`ends.term`];
  const isThere = fromEach.map((from, at) =>
    at === index || at === last ? ALWAYS : sql<boolean>`rows.asset_id in (select rows.asset_id ${from})`,
  );
  const isCut = most !== undefined && (read === undefined || most < read);
  return {
    // The offset keeps what is asked of each row behind the join.
    from: sql`select assets.* from (
      select rows.asset_id as id, rows.asset_id, rows.created_at, rows.term, rows.count, ${end} as end_term
      from (select rows.asset_id, rows.created_at, rows.term, rows.count ${inOrder(rows, read)}) as rows${join}
      where ${and(isThere)} offset 0) as assets where ${where}`,
    isWhole: (word) => sql`rows.end_term = ${text(word)}`,
    // A join has its rows in any order.
    cut: isCut
      ? sql` order by min(rows.term), min(rows.count), max(rows.created_at) desc, rows.asset_id${limit(most)}`
      : undefined,
  };
}

/** The rows in the order of the index: the shortest texts first, and of those the newest. */
function inOrder({ from }: WordRows, rows: number | undefined): Sql {
  return sql`${from} order by rows.term, rows.count, rows.created_at desc, rows.asset_id${limit(rows)}`;
}

function limit(rows: number | undefined): Sql {
  return rows === undefined ? sql`` : sql` limit ${sql.lit(rows)}`;
}

function isOfMany({ fromEach }: WordRows): boolean {
  return fromEach.length > 1;
}

/** What the index has; the version only where a beginning has to be looked for among its words. */
function rowsRead({ clause, index }: WordRows): Sql {
  const indexed = sql`rows.asset_id, rows.created_at, rows.term, rows.count`;
  const isLast = index === wordsOf(clause).length - 1;
  return isLast || clause.field.target.of === 'name' ? indexed : sql`${indexed}, rows.version_id`;
}

/** What a whole clause is worth to the asset that has one of its words in this row, and the others besides. */
function clauseWorth({ clause, index }: WordRows, isThere: (word: string) => Condition): Sql {
  const words = wordsOf(clause);
  const worths = words.map((word, at) => {
    if (at < words.length - 1) return worth(clause, sql.lit(WHOLE_WORD), sql`rows.count`);
    const isWhole = at === index ? sql`rows.term = ${text(word)}` : isThere(word);
    const factor = sql`case when ${isWhole} then ${sql.lit(WHOLE_WORD)} else 1 end`;
    return worth(clause, factor, sql`rows.count`);
  });
  return sql`(${sql.join(worths, sql` + `)})`;
}

function hasOtherWords({ clause, index }: WordRows): Condition {
  const words = wordsOf(clause);
  const others = words.map((word, at) => {
    if (at === index) return ALWAYS;
    return hasOther(clause, word, at === words.length - 1 ? 'beginning' : 'whole', sql`assets`);
  });
  return and(others);
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
