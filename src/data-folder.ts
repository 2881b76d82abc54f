/** What the data folder keeps beside the database and the files: its lock, the secret, and the owner's note of the keys. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { databaseErrors, lockFolder } from './database/index.ts';
import { settingText } from './kernel/index.ts';
import { syncFolder } from './storage/index.ts';

export type DataFolder = {
  /** Absolute or as configured: the parts of the folder, one for each room that keeps something. */
  readonly databaseFile: string;
  readonly blobs: string;
  readonly renditions: string;
  readonly keyNote: string;
  /** The given secret, or the one of the folder: made at the first start, kept in a file of mode 0600. */
  secret(given: Uint8Array | undefined): Promise<Uint8Array>;
  /** Writes the owner's note of the first pair of keys, unless it is there. */
  noteKeys(pair: { readonly publicKey: string; readonly privateKey: string }): Promise<void>;
  release(): Promise<void>;
};

/**
 * Makes the folder when it is missing and takes its lock.
 * @throws `folderInUse` when another server has it, `folderNotWritable` when it cannot be made or written.
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw databaseErrors.folderNotWritable(folder).because(error);
  }
  const lock = await lockFolder(folder);
  const secretFile = join(folder, 'secret');
  const keyNote = join(folder, 'keys');
  return {
    databaseFile: join(folder, 'halftone.sqlite'),
    blobs: join(folder, 'files'),
    renditions: join(folder, 'renditions'),
    keyNote,
    async secret(given) {
      if (given !== undefined) return given;
      await createOnce(secretFile, `${randomBytes(32).toString('hex')}\n`);
      return settingText.secret((await readFile(secretFile, 'utf8')).trim());
    },
    async noteKeys({ publicKey, privateKey }) {
      const lines = [
        '# The first pair of API keys, noted for the owner. The database is the truth: changing this file changes nothing.',
        `HALFTONE_PUBLIC_KEY=${publicKey}`,
        `HALFTONE_PRIVATE_KEY=${privateKey}`,
      ];
      await createOnce(keyNote, `${lines.join('\n')}\n`);
    },
    release: () => lock.release(),
  };
}

/** Creates a file of mode 0600, whole and durable or not at all; leaves one that is there as it is. */
async function createOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  // Left by a process that died under the same id (in a container each is pid 1), it may be a second name of the file
  // itself, which writing to it would replace.
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    await link(draft, path);
    await syncFolder(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}
