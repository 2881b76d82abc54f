/** For tests of this room: what the outbox holds. */
import type { Database } from '../database/index.ts';

/** The events that are new since the last call, as `type id` or `type id version`, in alphabetical order. */
export async function watchEvents({ reader }: Database): Promise<() => Promise<string[]>> {
  const seen = new Set<string>();
  const news = async () => {
    const rows = await reader.selectFrom('events').select(['id', 'type', 'data']).execute();
    const fresh = rows.filter((row) => !seen.has(row.id));
    for (const { id } of fresh) seen.add(id);
    return fresh.map(({ type, data }) => [type, ...Object.values<string>(JSON.parse(data))].join(' ')).sort();
  };
  await news();
  return news;
}
