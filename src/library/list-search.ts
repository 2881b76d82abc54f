/** What a search, or the parameter `tags`, is to a list. */
import type { RawBuilder } from 'kysely';
import type { Reader } from '../database/index.ts';
import type { Direction, IndexedColumn, Kind } from './list-order.ts';

/** What a search admits; the room of that name makes it, and knows how it is found quickly. */
export type Search = {
  readonly kinds: ReadonlySet<Kind>;
  prepare(place: {
    readonly db: Reader;
    readonly parentId: RawBuilder<unknown> | undefined;
    /** What the page is ordered by: the score, a column with an index, anything else. */
    readonly order: 'relevance' | IndexedColumn | 'other';
    readonly direction: Direction;
    /** The most rows that are better led to and sorted than come across in that order. */
    readonly most: number;
  }): Promise<PreparedSearch>;
};

export type PreparedSearch = {
  /** On a row of the query. */
  readonly condition: RawBuilder<boolean>;
  /** A relation that leads to the rows, by `asset_id`; nothing else of the query must then. */
  readonly lead: RawBuilder<unknown> | undefined;
  /** What the condition says of the column that orders the page. */
  readonly range: RawBuilder<boolean>;
  /** Of a row, higher is better: how relevant it is. */
  readonly score: RawBuilder<unknown> | undefined;
  /** When it was created, where the lead has its rows in the order of score, time and id. */
  readonly time: RawBuilder<unknown> | undefined;
  /** The same with a lead, though to more rows than it should be: where the page does not fill in time. */
  readonly otherwise: { readonly matches: number; readonly led: PreparedSearch } | undefined;
  /** The search among the first so many rows in the order of the page; of `matches` rows, it is the whole one. */
  readonly first:
    | {
        readonly matches: number;
        /** How many more to try each time. */
        readonly growth: number;
        take(rows: number): PreparedSearch;
      }
    | undefined;
};
