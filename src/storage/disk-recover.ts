import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rmdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isObjectId } from '../kernel/index.ts';
import { blobKey } from './key.ts';

type Recovery = {
  readonly staging: string;
  /** The folder of the running process, left alone. */
  readonly opening: string;
  readonly isReferenced: (key: string) => Promise<boolean>;
  readonly remove: (key: string) => Promise<void>;
};

/** `BlobStore.recover` on disk: settles the staged names of every opening but this one. */
export async function recoverDisk(recovery: Recovery): Promise<{ removed: number }> {
  const { staging, opening } = recovery;
  const failures: unknown[] = [];
  let removed = 0;
  for (const folder of await readdir(staging, { withFileTypes: true })) {
    if (!folder.isDirectory() || !isObjectId(folder.name) || folder.name === opening) continue;
    const path = join(staging, folder.name);
    for (const name of await readdir(path)) {
      try {
        if (await settle(recovery, path, name)) removed += 1;
      } catch (error) {
        failures.push(error);
      }
    }
    await rmdir(path).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
  return { removed };
}

/** Whether the upload was removed: it had not been published, or nothing refers to its object. */
async function settle(recovery: Recovery, folder: string, name: string): Promise<boolean> {
  const path = join(folder, name);
  let kept = false;
  // A second name means that the bytes were complete and durable before it was given: their hash names the object.
  if (isObjectId(name) && (await stat(path)).nlink > 1) {
    const key = blobKey(await hashOf(path), name);
    kept = await recovery.isReferenced(key);
    if (!kept) await recovery.remove(key);
  }
  await unlink(path);
  return !kept;
}

async function hashOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), digest);
  return digest.digest('hex');
}
