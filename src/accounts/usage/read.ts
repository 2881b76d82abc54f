import type { Reader } from '../../database/index.ts';
import type { Dimension } from './counter.ts';

/** Days as `YYYY-MM-DD`, both of them included. */
export type Days = { readonly first: string; readonly last: string };

export type NamedCount = { readonly name: string; readonly requests: number; readonly bytes: number };

/** The sum over all names. */
export async function sumOf(
  reader: Reader,
  days: Days,
  dimension: Dimension,
): Promise<Omit<NamedCount, 'name'>> {
  const [row] = await sums(reader, days, dimension).execute();
  return { requests: Number(row?.requests ?? 0), bytes: Number(row?.bytes ?? 0) };
}

/** The names with the most, largest first; equal ones by name. */
export async function largestOf(
  reader: Reader,
  days: Days,
  dimension: Dimension,
  measure: 'requests' | 'bytes',
  limit: number,
): Promise<NamedCount[]> {
  const rows = await sums(reader, days, dimension)
    .select('name')
    .groupBy('name')
    .orderBy(measure, 'desc')
    .orderBy('name')
    .limit(limit)
    .execute();
  // Sums of big integers arrive as text from PostgreSQL.
  return rows.map(({ name, requests, bytes }) => ({
    name,
    requests: Number(requests),
    bytes: Number(bytes),
  }));
}

function sums(reader: Reader, { first, last }: Days, dimension: Dimension) {
  return reader
    .selectFrom('usage_counts')
    .select((is) => [
      is.fn.sum<number>('usage_counts.requests').as('requests'),
      is.fn.sum<number>('usage_counts.bytes').as('bytes'),
    ])
    .where('day', '>=', first)
    .where('day', '<=', last)
    .where('dimension', '=', dimension);
}

/** Bytes of all versions, the old ones as well; what is stored once for two files counts for both. */
export async function storedBytes(reader: Reader): Promise<number> {
  const row = await reader
    .selectFrom('versions')
    .select((is) => is.fn.sum<number | string | null>('size').as('bytes'))
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
}
