/** `searchQuery` of a list (rest-api.md 3): what it admits, and the shortest way there in a database. */
import { sql } from 'kysely';
import type { Reader } from '../database/index.ts';
import { type AssetTarget, assetFields } from './asset-fields.ts';
import { demandsOf, group, type Node } from './ast.ts';
import type { CustomField } from './custom-operators.ts';
import { errors, explained } from './errors.ts';
import { mentions, parse } from './parser.ts';
import { conditions } from './sql/condition.ts';
import type { Context, Kind } from './sql/context.ts';
import { findFolders } from './sql/folder-ids.ts';
import { type Lead, leadsOf } from './sql/leads.ts';
import { scoreOf } from './sql/relevance.ts';
import { and, type Condition, isInteger, isText, type Sql } from './sql/values.ts';

/**
 * The most rows that are found first and put in order afterwards. Above that it is quicker to walk through the library
 * in its order until a page is full (at a million assets both take the same time here), and only the best so many
 * candidates are ranked by relevance.
 */
const MAX_CANDIDATES = 10_000;

export type Search = {
  /** What rows can match: the caller reads these and no others. */
  readonly kinds: ReadonlySet<Kind>;
  /** Counts, a little, in order to choose a way to the rows. */
  prepare(place: SearchPlace): Promise<PreparedSearch>;
};

/** The query that the search becomes a part of: rows of `assets` joined to `versions`, from the same reader. */
export type SearchPlace = {
  readonly db: Reader;
  /** The folder whose rows are wanted, where only those of one are. */
  readonly parentId?: Sql | undefined;
  /** By score; by a column of `assets` that has an index; by anything else. */
  readonly order: 'relevance' | 'name' | 'created_at' | 'updated_at' | 'other';
};

export type PreparedSearch = {
  /** On a row of the query. */
  readonly condition: Condition;
  /** Whether the condition leads to the rows by an index: then nothing else in the query must. */
  readonly leads: boolean;
  /** Of a row, higher is better; undefined unless the order is relevance and the query has a `HAS`. */
  readonly score: Sql | undefined;
};

/**
 * Understands a query.
 * @param now milliseconds since 1970, for relative dates
 * Errors: 400 `invalid searchQuery parameter`, its help says where and what was expected.
 */
export function parseSearch(text: string, customFields: readonly CustomField[], now: number): Search {
  const query = parseAssetQuery(text, customFields, now);
  const kinds = kindsOf(query);
  return {
    kinds,
    async prepare({ db, parentId, order }) {
      const context: Context = { kinds, folderIds: await findFolders(db, query) };
      const score = order === 'relevance' ? scoreOf(query, context) : undefined;
      const lead = await chooseLead(db, leadsOf(query, context), {
        parentId,
        mustLead: score !== undefined || order === 'other',
        isRanked: score !== undefined,
      });
      const asked = demandsOf(query).filter((part) => part !== lead?.settles);
      const ways =
        lead === undefined ? rangesAlong(query, order, kinds) : [sql<boolean>`assets.id in (${lead.ids})`];
      const condition = and([...ways, ...conditions(asked, context)]);
      return { condition, leads: lead !== undefined, score };
    },
  };
}

/** What a query says of the very column whose order is walked: where to begin and where to end. */
function rangesAlong(
  query: Node<AssetTarget>,
  order: SearchPlace['order'],
  kinds: ReadonlySet<Kind>,
): Condition[] {
  const fields = {
    name: 'name',
    created_at: 'createdAt',
    updated_at: 'updatedAt',
    relevance: undefined,
    other: undefined,
  };
  const column = sql.ref(`assets.${order}`);
  if (kinds.has('file-version')) return [];
  return demandsOf(query).flatMap((part) => {
    if (part.kind !== 'clause' || part.negated || part.test.op === 'has') return [];
    if (part.field.target.of !== fields[order]) return [];
    return [order === 'name' ? isText(column, part.test) : isInteger(column, part.test)];
  });
}

/** Where a query says nothing about `type`, files are meant (rest-api.md 7.3). */
export function parseAssetQuery(
  text: string,
  customFields: readonly CustomField[],
  now: number,
): Node<AssetTarget> {
  const fields = assetFields(customFields);
  try {
    const query = parse(text, fields, now);
    if (mentions(query, 'type')) return query;
    return group('and', [parse('type = "file"', fields, now), query]);
  } catch (problem) {
    throw explained(errors.invalidSearchQuery(), problem);
  }
}

const KINDS: readonly Kind[] = ['file', 'file-version', 'folder'];

function kindsOf(query: Node<AssetTarget>): ReadonlySet<Kind> {
  return new Set(KINDS.filter((kind) => admits(query, kind)));
}

/** Whether a row of the kind could match, as far as the clauses about `type` say. */
function admits(query: Node<AssetTarget>, kind: Kind): boolean {
  switch (query.kind) {
    case 'never':
      return false;
    case 'and':
      return query.parts.every((part) => admits(part, kind));
    case 'or':
      return query.parts.some((part) => admits(part, kind));
    case 'clause': {
      const { field, test, negated } = query;
      return field.target.of !== 'type' || test.op !== 'in' || test.values.includes(kind) !== negated;
    }
  }
}

/**
 * The way with the fewest rows, if that are few; undefined where the order of the list (or its folder) is the better
 * way. Each count stops at the bound, so that choosing costs little however large the library is.
 */
async function chooseLead(
  db: Reader,
  leads: readonly Lead[],
  { parentId, mustLead, isRanked }: { parentId: Sql | undefined; mustLead: boolean; isRanked: boolean },
): Promise<Lead | undefined> {
  const [first] = leads;
  if (first === undefined) return undefined;
  const folder =
    parentId && sql`select rows.id as asset_id from assets as rows where rows.parent_id = ${parentId}`;
  const ways = [...leads.map((lead) => lead.ids), ...(folder === undefined ? [] : [folder])];
  const counts = await countUpTo(db, ways, MAX_CANDIDATES + 1);
  const least = Math.min(...counts);
  if (least <= MAX_CANDIDATES) return leads[counts.indexOf(least)];
  if (!mustLead || folder !== undefined) return undefined;
  const ranked = isRanked ? leads.find((lead) => lead.bestFirst !== undefined) : undefined;
  if (ranked?.bestFirst === undefined) return first;
  return {
    ...ranked,
    ids: sql`select best.asset_id from (${ranked.ids} order by ${ranked.bestFirst} limit ${sql.lit(MAX_CANDIDATES)}) as best`,
  };
}

async function countUpTo(db: Reader, ways: readonly Sql[], bound: number): Promise<number[]> {
  const counts = ways.map(
    (ids, index) =>
      sql`(select count(*) from (${ids} limit ${sql.lit(bound)}) as bounded) as ${sql.ref(`way_${index}`)}`,
  );
  const { rows } = await sql<Record<string, number>>`select ${sql.join(counts)}`.execute(db);
  return ways.map((_, index) => Number(rows[0]?.[`way_${index}`]));
}
