/** Searches whose best matches come first. */
import { sql } from 'kysely';
import { hasRowLocks } from '../database/index.ts';
import type { AssetTarget } from './asset-fields.ts';
import { clausesOf, demandsOf, type Node } from './ast.ts';
import { shortest } from './choose.ts';
import {
  indexedParts,
  led,
  type PreparedSearch,
  type SearchPlace,
  spareOf,
  unsettled,
  walked,
} from './prepared.ts';
import type { Context } from './sql/context.ts';
import { type Lead, leadsOf, type WordRows } from './sql/leads.ts';
import { rankingOf } from './sql/ranking.ts';
import { scoreOf } from './sql/relevance.ts';
import type { Sql } from './sql/values.ts';

/** Of more rows of one word than these the best so many are looked at and ranked, those in the shortest texts. */
const MAX_RANKED = 10_000;

/** Undefined for a query without words. */
export async function rankedSearch(
  query: Node<AssetTarget>,
  context: Context,
  { db, parentId, direction }: SearchPlace,
): Promise<PreparedSearch | undefined> {
  const score = scoreOf(query, context, []);
  if (score === undefined) return undefined;
  const leads = leadsOf(query, context);
  const { lead, matches, byLength } = await shortest(db, leads, parentId, MAX_RANKED);
  const isCounted = matches <= MAX_RANKED;
  const asSet = hasRowLocks(db); // PostgreSQL
  const unranked =
    lead === undefined ? walked(query, context) : led(query, context, { lead, matches, isCounted });
  if (isCounted && lead?.words === undefined) return { ...unranked, score };
  const best = isCounted ? lead : byLength.find(({ words }) => words !== undefined);
  if (best?.words !== undefined) {
    const { words } = best;
    const known = { ...best, settles: demandsOf(query).filter((part) => isAsked(part, words)) };
    const cut = isCounted
      ? {}
      : {
          read: MAX_RANKED,
          most: Math.floor(MAX_RANKED / words.length),
          where: indexedParts(query, context, known),
        };
    const ranking = rankingOf(words, { asSet, ...cut });
    return rankedBy(query, context, { lead: known, words, ranking, direction, isInOrder: asSet });
  }
  const where = indexedParts(query, context, lead);
  const words = clausesOf(query).flatMap((clause) => leadsOf(clause, context)[0]?.words ?? []);
  if (words.length === 0) return { ...unranked, score };
  const most = Math.floor(MAX_RANKED / (words.length + 1));
  const others =
    lead?.dated === undefined ? newest(context, most) : sql`${lead.dated} limit ${sql.lit(most)}`;
  const ranking = rankingOf(words, { asSet, read: MAX_RANKED, most, where, others });
  return rankedBy(query, context, { lead: undefined, words, ranking, direction, isInOrder: asSet });
}

/** Whether all that is ranked passes a part of the query: of a clause, the ranking asks for every word. */
function isAsked(part: Node<AssetTarget>, words: readonly WordRows[]): boolean {
  if (part.kind === 'clause') return words.some(({ clause }) => clause === part);
  return part.kind === 'or' && part.parts.every((inner) => inner.kind === 'clause' && isAsked(inner, words));
}

function rankedBy(
  query: Node<AssetTarget>,
  context: Context,
  {
    lead,
    words,
    ranking,
    direction,
    isInOrder,
  }: {
    readonly lead: Lead | undefined;
    readonly words: readonly WordRows[];
    readonly ranking: Sql;
    readonly direction: 'asc' | 'desc';
    /** Whether the database goes on in the order of a lead, and ends with the page. */
    readonly isInOrder: boolean;
  },
): PreparedSearch {
  const score = scoreOf(query, context, words);
  const all = {
    ...walked(query, context),
    condition: unsettled(query, context, lead),
    lead: sql`(${ranking})`,
    score,
  };
  if (!isKnown(query, words)) return all;
  const ordered = (limit: Sql): PreparedSearch => ({
    ...all,
    lead: sql`(select lead.*, ${score} as score from (${ranking}) as lead
      order by ${score} ${sql.raw(direction)}, lead.created_at desc, lead.asset_id${limit})`,
    ...(isInOrder ? { score: sql`lead.score`, time: sql`lead.created_at` } : {}),
  });
  const whole = isInOrder ? ordered(sql``) : all;
  // Few rows have several words: the first of them are soon all, and to find them again would cost as much.
  if (words.some(({ clause }) => clause.test.op === 'has' && clause.test.words.length > 1)) return whole;
  const take = (rows: number) => ordered(sql` limit ${sql.lit(rows + spareOf(words))}`);
  return { ...whole, first: { matches: 2 * MAX_RANKED, growth: Number.POSITIVE_INFINITY, take } };
}

/** Whether the ranking alone tells the score. */
function isKnown(query: Node<AssetTarget>, words: readonly WordRows[]): boolean {
  return clausesOf(query).every(
    (clause) =>
      clause.test.op !== 'has' ||
      clause.test.words.length === 0 ||
      words.some((known) => known.clause === clause),
  );
}

function newest({ kinds }: Context, most: number): Sql {
  // A query that contradicts itself is about nothing.
  if (kinds.size === 0) return sql`select id as asset_id, created_at from assets where 1 = 0`;
  const each = [...kinds].map(
    (kind) => sql`select newest.asset_id, newest.created_at from (
      select rows.id as asset_id, rows.created_at from assets as rows where rows.kind = ${sql.lit(kind)} order by rows.created_at desc limit ${sql.lit(most)}) as newest`,
  );
  return sql.join(each, sql` union all `);
}
