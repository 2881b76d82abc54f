/** Rows that one statement writes or names: it binds only so many values (32,766 on SQLite). */
const CHUNK = 1_000;

/** The items in their order, in lists that fit one statement each. */
export function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, index) =>
    items.slice(index * CHUNK, (index + 1) * CHUNK),
  );
}
