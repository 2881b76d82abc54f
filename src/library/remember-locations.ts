/**
 * The look-ups of delivery, kept while nothing is written: a hot file is found without a journey to the database.
 *
 * Exact, not merely fresh: each write makes everything that was looked up before its end unknown again, so what a
 * client was told is done is what every later request sees. That takes all writes of the library to pass through here,
 * which they do on SQLite, whose data folder belongs to one process. On PostgreSQL other nodes write too, and nothing
 * is kept.
 */
import { LRUCache } from 'lru-cache';
import type { Database } from '../database/index.ts';
import { when } from '../kernel/index.ts';
import type { Library } from './library.ts';
import { createLocate } from './locate.ts';
import type { StoredVersion } from './record.ts';

/** About half a kilobyte each. */
const MAX_ENTRIES = 10_000;
/** Longer paths are looked up each time: they are rare, and would be a way to fill the memory. */
const MAX_KEY_LENGTH = 1024;

type Entry = { readonly version: StoredVersion; readonly seen: number };

/** The same database, whose writes are noticed, and `Library.locate` on it. Files that are not there are not kept. */
export function rememberLocations(database: Database): {
  readonly database: Database;
  readonly locate: Library['locate'];
} {
  const find = createLocate(database.deliveryReader);
  if (database.dialect !== 'sqlite') return { database, locate: find };

  const entries = new LRUCache<string, Entry>({ max: MAX_ENTRIES });
  /** Beginnings and ends of writes: what was read while it stood still is still so. */
  let writes = 0;

  return {
    database: {
      ...database,
      async write(unit, input) {
        writes += 1;
        try {
          return await database.write(unit, input);
        } finally {
          writes += 1;
        }
      },
    },
    locate(path, token) {
      const key = token === undefined ? path : `${path}\0${token}`;
      const kept = entries.get(key);
      if (kept !== undefined && kept.seen === writes) return kept.version;
      const seen = writes;
      return when(find(path, token), (version) => {
        if (version !== undefined && key.length <= MAX_KEY_LENGTH) entries.set(key, { version, seen });
        return version;
      });
    },
  };
}
