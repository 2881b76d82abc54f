/** How well a row matches the words of a query (rest-api.md 3.7). */
import { sql } from 'kysely';
import type { AssetTarget } from '../asset-fields.ts';
import { type Clause, clausesOf, demandsOf, type Node } from '../ast.ts';
import { condition, versionOf } from './condition.ts';
import type { Context } from './context.ts';
import type { WordRows } from './leads.ts';
import { termRows } from './rows.ts';
import { type Sql, text } from './values.ts';

/** What a word in one of these is worth. */
export const FIELD_WEIGHTS = { name: 3, tags: 2, customMetadata: 1 } as const;
/** And when it is the whole word rather than its beginning. */
export const WHOLE_WORD = 2;

/**
 * The score of a row: a sum over the `HAS` clauses it passes. Undefined for a query without any.
 * @param ranked those whose worth is in `rankingOf` these (ranking.ts), which is joined to the row as `lead`
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

/** Of one word in a field of so many. */
export function worth({ field: { target } }: Clause<AssetTarget>, factor: Sql, count: Sql): Sql {
  const weight = FIELD_WEIGHTS[target.of as keyof typeof FIELD_WEIGHTS];
  return sql`${sql.lit(weight)} * ${factor} / sqrt(cast(${count} as double precision))`;
}

export function wordsOf({ test }: Clause<AssetTarget>): readonly string[] {
  return test.op === 'has' ? test.words : [];
}

/** The words of the row itself, as the beginning of a `from`. */
function ownRows({ field: { target } }: Clause<AssetTarget>, context: Context): Sql {
  if (target.of === 'name') return sql`name_terms as rows where rows.asset_id = assets.id`;
  const fieldId = target.of === 'customMetadata' ? target.fieldId : '';
  return sql`search_terms as rows where rows.version_id = ${versionOf(context)} and rows.field_id = ${text(fieldId)}`;
}
