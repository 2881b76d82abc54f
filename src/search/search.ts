/** `searchQuery` of a list (rest-api.md 3): what it admits, and the shortest way there in a database. */
import { sql } from 'kysely';
import { type AssetTarget, assetFields } from './asset-fields.ts';
import { demandsOf, group, type Node } from './ast.ts';
import { chooseWay, type Way } from './choose.ts';
import type { CustomField } from './custom-operators.ts';
import { errors, explained } from './errors.ts';
import { mentions, parse } from './parser.ts';
import { led, ledInTime, type PreparedSearch, type SearchPlace, walked } from './prepared.ts';
import { rankedSearch } from './ranked.ts';
import type { Context, Kind } from './sql/context.ts';
import { findFolders } from './sql/folder-ids.ts';
import { leadsOf } from './sql/leads.ts';
import { type Condition, isInteger, isText } from './sql/values.ts';

export type Search = {
  /** What rows can match: the caller reads these and no others. */
  readonly kinds: ReadonlySet<Kind>;
  /** Counts, a little, in order to choose a way to the rows. The query is asked of the same reader. */
  prepare(place: SearchPlace): Promise<PreparedSearch>;
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
    async prepare(place) {
      const { db, order, direction } = place;
      const context: Context = { kinds, folderIds: await findFolders(db, query) };
      const ranked = order === 'relevance' ? await rankedSearch(query, context, place) : undefined;
      if (ranked !== undefined) return ranked;
      // What is not about words has no relevance, but a time.
      const along = order !== 'relevance' ? order : kinds.has('file-version') ? 'other' : 'created_at';
      const ranges = rangesAlong(query, along, kinds);
      const walk = walked(
        query,
        context,
        ranges.map(({ range }) => range),
      );
      const isAllRange = demandsOf(query).every(
        (part) => isAboutType(part) || ranges.some((way) => way.part === part),
      );
      if (isAllRange && ranges.length > 0) return walk;
      const leads = leadsOf(query, context);
      const { way, spare } = await chooseWay(leads, place, {
        isByCreation: along === 'created_at',
        canWalk: along !== 'other' && kinds.size === 1,
      });
      const byWay = (way: Way) =>
        way.dated === undefined
          ? led(query, context, way)
          : ledInTime(query, context, { ...way, ...way.dated, direction });
      if (way !== undefined) return byWay(way);
      return { ...walk, otherwise: spare && { matches: spare.matches, led: byWay(spare) } };
    },
  };
}

function isAboutType(part: Node<AssetTarget>): boolean {
  return part.kind === 'clause' && part.field.target.of === 'type';
}

type RangeAlong = { readonly part: Node<AssetTarget>; readonly range: Condition };

/** What a query says of the very column whose order is walked: where to begin and where to end. */
function rangesAlong(
  query: Node<AssetTarget>,
  order: SearchPlace['order'],
  kinds: ReadonlySet<Kind>,
): RangeAlong[] {
  const fields = { name: 'name', created_at: 'createdAt', updated_at: 'updatedAt', size: 'size' } as const;
  if (kinds.size > 1 || kinds.has('file-version') || order === 'relevance' || order === 'other') return [];
  const column = sql.ref(order === 'size' ? 'versions.size' : `assets.${order}`);
  return demandsOf(query).flatMap((part) => {
    if (part.kind !== 'clause' || part.negated || part.test.op === 'has') return [];
    if (part.field.target.of !== fields[order]) return [];
    return [{ part, range: order === 'name' ? isText(column, part.test) : isInteger(column, part.test) }];
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
