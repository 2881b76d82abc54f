import type { Database } from './database.ts';
import { openPostgres } from './postgres/index.ts';
import { openSqlite } from './sqlite/index.ts';

/**
 * Opens the database at `url` (`postgres://…`), otherwise the SQLite file `file`, and brings its schema up to date
 * first; of several nodes that start at once, one does.
 *
 * `units` is a module exporting `units: readonly UnitOfWork<never, unknown>[]`, all writes of the program: SQLite's
 * writer thread loads it for itself. So the composition root decides what the thread knows.
 *
 * Rejects with `cannotOpen`, `databaseTooNew` or `sqliteTooOld`, which say how to mend it.
 */
export async function openDatabase(options: {
  readonly url?: string | undefined;
  readonly file?: string | undefined;
  readonly units: URL;
}): Promise<Database> {
  if (options.url !== undefined) return openPostgres({ url: options.url });
  if (options.file !== undefined) return openSqlite({ file: options.file, units: options.units });
  throw new TypeError('openDatabase needs a url or a file');
}
