import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errors } from './errors.ts';
import { isBusy } from './sqlite/index.ts';

export type FolderLock = {
  release(): Promise<void>;
};

/**
 * Takes the data folder, which exists, for this process.
 *
 * The lock is SQLite's exclusive lock on an empty file: the operating system drops it with the process, also after
 * `kill -9`. A pid file would not do (in a container every server is pid 1). Nothing else may open that file: closing
 * any handle on it would drop the lock (POSIX).
 *
 * Rejects with `folderInUse` or `folderNotWritable`.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, LOCK_FILE), { timeout: 0 });
    database.exec('begin exclusive');
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw errors.folderInUse(folder);
    throw errors.folderNotWritable(folder).because(error);
  }
  const locked = database;
  held.add(locked);
  return {
    async release() {
      if (held.delete(locked)) locked.close();
    },
  };
}

const LOCK_FILE = 'halftone.lock';

/** Keeps each lock reachable: the garbage collector would close its database and so drop the lock. */
const held = new Set<DatabaseSync>();
