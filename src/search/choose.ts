/** Which way a search takes to its rows, chosen by counting (docs/architecture.md). */
import { sql } from 'kysely';
import type { Reader } from '../database/index.ts';
import type { SearchPlace } from './prepared.ts';
import type { Lead } from './sql/leads.ts';
import type { Sql } from './sql/values.ts';

/**
 * Rows are counted as far as so many times what is better led to. So many are still put in the order of creation, as
 * far as the index tells it, and are found in any case should a walk be long.
 */
const COUNTED = 3;
/** Of what is better led to, this share is looked up without choosing among the rows first. */
const FEW = 0.1;
/** And from this share on, it is worth while to leave out first what is not on the other ways. */
const MANY = 0.4;

/** Undefined for the order of the list, or its folder. */
export type Chosen = { readonly way: Way | undefined; readonly spare: Way | undefined };

export type Way = {
  readonly lead: Lead;
  /** How many rows the lead has; more than that where they are not counted to the end. */
  readonly matches: number;
  readonly isCounted: boolean;
  /** Where the page is in the order of creation and the index that leads to the rows knows that. */
  readonly dated: { readonly rows: Sql; readonly others: readonly Lead[] } | undefined;
};

/**
 * A way, or another one should the walk along the order of the page be long.
 * @param canWalk whether the library can be walked through in that order
 */
export async function chooseWay(
  leads: readonly Lead[],
  { db, parentId, most }: SearchPlace,
  { isByCreation, canWalk }: { readonly isByCreation: boolean; readonly canWalk: boolean },
): Promise<Chosen> {
  const bound = COUNTED * most;
  const { lead, matches, others } = await shortest(db, leads, parentId, bound);
  if (lead === undefined) return { way: undefined, spare: undefined };
  const isCounted = matches <= bound;
  const rows = isByCreation && matches > FEW * most ? lead.dated : undefined;
  const way: Way = {
    lead,
    matches,
    isCounted,
    dated: rows && { rows, others: isCounted && matches > MANY * most ? others : [] },
  };
  const isShort = matches <= most || (rows !== undefined && (isCounted || lead.isInTime === true));
  if (isShort || (!canWalk && parentId === undefined)) return { way, spare: undefined };
  const isSpare = parentId === undefined && (isCounted || rows !== undefined);
  return { way: undefined, spare: isSpare ? way : undefined };
}

/**
 * The shortest way; no lead where there is none, or where the folder is shorter. Each count stops at the bound, so that
 * choosing costs little however large the library is: in `matches`, what is more is one more. `others` are those that
 * were counted to their end; all of them, the shortest first, are `byLength`.
 */
export async function shortest(db: Reader, leads: readonly Lead[], parentId: Sql | undefined, bound: number) {
  if (leads.length === 0) return { lead: undefined, matches: bound + 1, others: [], byLength: [] };
  const folder =
    parentId && sql`select rows.id as asset_id from assets as rows where rows.parent_id = ${parentId}`;
  const ways = [...leads.map((lead) => lead.ids), ...(folder === undefined ? [] : [folder])];
  const counts = await countUpTo(db, ways, bound + 1);
  const matches = Math.min(...counts);
  const index = counts.indexOf(matches);
  const others = leads.filter((_, way) => way !== index && (counts[way] ?? 0) <= bound);
  const byLength = leads.toSorted(
    (a, b) => (counts[leads.indexOf(a)] ?? 0) - (counts[leads.indexOf(b)] ?? 0),
  );
  return { lead: leads[index], matches, others, byLength };
}

async function countUpTo(db: Reader, ways: readonly Sql[], bound: number): Promise<number[]> {
  const counts = ways.map(
    (ids, index) =>
      sql`(select count(*) from (${ids} limit ${sql.lit(bound)}) as bounded) as ${sql.ref(`way_${index}`)}`,
  );
  const { rows } = await sql<Record<string, number>>`select ${sql.join(counts)}`.execute(db);
  return ways.map((_, index) => Number(rows[0]?.[`way_${index}`]));
}
