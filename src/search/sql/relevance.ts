/** How well a row matches the words of a query (rest-api.md 3.7). */
import { sql } from 'kysely';
import type { AssetTarget } from '../asset-fields.ts';
import { type Clause, clausesOf, demandsOf, type Node } from '../ast.ts';
import { condition, versionOf } from './condition.ts';
import type { Context } from './context.ts';
import { termRows } from './rows.ts';
import { type Sql, text } from './values.ts';

/** What a word in one of these is worth. */
export const FIELD_WEIGHTS = { name: 3, tags: 2, customMetadata: 1 } as const;
/** And when it is the whole word rather than its beginning. */
export const WHOLE_WORD = 2;

/** The score of a row: a sum over the `HAS` clauses it passes. Undefined for a query without any. */
export function scoreOf(query: Node<AssetTarget>, context: Context): Sql | undefined {
  const clauses = hasClauses(query);
  if (clauses.length === 0) return undefined;
  const demands = demandsOf(query);
  const scores = clauses.map(({ wanted, from, weight, clause }) => {
    const worths = wanted.map((word, index) => {
      const isWhole = sql`max(case when rows.term = ${text(word)} then ${sql.lit(WHOLE_WORD)} else 1 end)`;
      return sql`(select ${sql.lit(weight)} * ${isWhole} / sqrt(cast(max(rows.count) as double precision))
        from ${from(context)} and ${termRows(word, index === wanted.length - 1)})`;
    });
    const sum = sql`(${sql.join(worths, sql` + `)})`;
    return demands.includes(clause)
      ? sum
      : sql`case when ${condition(clause, context)} then ${sum} else 0 end`;
  });
  return sql`(${sql.join(scores, sql` + `)})`;
}

type HasClause = {
  readonly wanted: readonly string[];
  readonly weight: number;
  /** Rows of its words, as the beginning of a `from`. */
  readonly from: (context: Context) => Sql;
  readonly clause: Clause<AssetTarget>;
};

function hasClauses(query: Node<AssetTarget>): HasClause[] {
  return clausesOf(query).flatMap((clause): HasClause[] => {
    const { test, field } = clause;
    const { target } = field;
    if (test.op !== 'has' || test.words.length === 0) return [];
    if (target.of === 'name') {
      const from = () => sql`name_terms as rows where rows.asset_id = assets.id`;
      return [{ wanted: test.words, weight: FIELD_WEIGHTS.name, from, clause }];
    }
    const fieldId = target.of === 'customMetadata' ? target.fieldId : '';
    const from = (context: Context) =>
      sql`search_terms as rows where rows.version_id = ${versionOf(context)} and rows.field_id = ${text(fieldId)}`;
    return [
      {
        wanted: test.words,
        weight: FIELD_WEIGHTS[target.of === 'tags' ? 'tags' : 'customMetadata'],
        from,
        clause,
      },
    ];
  });
}
