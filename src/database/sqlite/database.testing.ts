import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A place for the database of a test: a temporary folder. */
export async function createTestDatabase() {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-database-'));
  const file = join(folder, 'halftone.sqlite');
  return {
    options: { file },
    /** Runs statements on a connection of its own. */
    async execute(statements: string) {
      const database = new DatabaseSync(file, { timeout: 5_000 });
      try {
        database.exec(statements);
      } finally {
        database.close();
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
