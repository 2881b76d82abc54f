import { access, constants, link, mkdir, open, readdir, rmdir, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Clock, objectId } from '../kernel/index.ts';
import { recoverDisk } from './disk-recover.ts';
import { stageOnDisk } from './disk-staged.ts';
import { errors, hasNoHardLinks, isMissing, storageError } from './errors.ts';
import { parseBlobKey } from './key.ts';
import { createStagingBudget } from './staging-budget.ts';
import { syncFolder } from './sync-folder.ts';
import type { BlobStore, ByteRange, Staged } from './types.ts';

/** Larger than Node's 64 KiB: a large original costs fewer trips through the thread pool. */
const READ_CHUNK_BYTES = 256 * 1024;

const PREFIXES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * Objects as files in a folder that the caller has locked for this process:
 *
 *     objects/<first 2 digits of the hash>/<hash>.<upload id>
 *     staging/<opening>/<upload id>
 *
 * The 256 folders of `objects` are made and synced here, so that publishing has one folder to sync. `staging` has
 * a folder for each opening; since the data folder is locked, any but our own is a dead process's.
 *
 * @param stagingQuotaBytes what uploads in transit may hold together; at least one upload of the largest size
 * @param reserveBytes free space of the volume that uploads do not touch
 */
export async function openDiskStore(options: {
  readonly folder: string;
  readonly stagingQuotaBytes: number;
  readonly reserveBytes: number;
  readonly clock: Clock;
}): Promise<BlobStore> {
  const { folder, stagingQuotaBytes, reserveBytes, clock } = options;
  const objects = join(folder, 'objects');
  const staging = join(folder, 'staging');
  const opening = objectId(clock());
  const ownStaging = join(staging, opening);
  await mended(() => makeFolders(folder, objects, ownStaging));

  const budget = createStagingBudget({ folder, quotaBytes: stagingQuotaBytes, reserveBytes });
  const unpublished = new Set<Staged>();
  let closed = false;

  function objectPath(key: string): string {
    const { hash, id } = parseBlobKey(key);
    return join(objects, hash.slice(0, 2), `${hash}.${id}`);
  }

  async function stage(): Promise<Staged> {
    if (closed) throw errors.storageUnavailable();
    await budget.admit();
    const id = objectId(clock());
    const path = join(ownStaging, id);
    const onEnd = () => unpublished.delete(staged);
    const staged = await stageOnDisk({ id, path, objectPath, budget, onEnd });
    unpublished.add(staged);
    if (closed) await staged.discard(); // closed meanwhile: the first write will say so
    return staged;
  }

  async function openObject(key: string, range?: ByteRange): Promise<Readable> {
    const file = await found(key, open(objectPath(key), 'r'));
    return file.createReadStream({ ...range, highWaterMark: READ_CHUNK_BYTES });
  }

  async function withLocalPath<Out>(key: string, use: (path: string) => Promise<Out>): Promise<Out> {
    const path = objectPath(key);
    try {
      return await use(path);
    } catch (error) {
      // Looked for only now: to look first would cost what goes well two changes of thread.
      await mended(() => found(key, access(path, constants.R_OK)));
      throw error;
    }
  }

  async function exists(key: string): Promise<boolean> {
    try {
      await access(objectPath(key));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async function remove(key: string): Promise<void> {
    const path = objectPath(key);
    try {
      await unlink(path);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    // Synced even when nothing was there: the removal before may have been cut short of it.
    await syncFolder(dirname(path));
  }

  async function close(): Promise<void> {
    closed = true;
    await Promise.all([...unpublished].map((staged) => staged.discard()));
    await rmdir(ownStaging).catch(() => undefined); // not empty: published uploads wait for the next start
  }

  return {
    stage: () => mended(stage),
    open: (key, range) => mended(() => openObject(key, range)),
    withLocalPath,
    exists: (key) => mended(() => exists(key)),
    remove: (key) => mended(() => remove(key)),
    recover: (isReferenced) => mended(() => recoverDisk({ staging, opening, isReferenced, remove })),
    check: () => mended(() => access(ownStaging, constants.W_OK | constants.X_OK)),
    close,
  };
}

/** Runs what touches the disk, and gives its failures their meaning. */
async function mended<Out>(run: () => Promise<Out>): Promise<Out> {
  try {
    return await run();
  } catch (error) {
    throw storageError(error);
  }
}

async function found<Out>(key: string, reached: Promise<Out>): Promise<Out> {
  try {
    return await reached;
  } catch (error) {
    throw isMissing(error) ? errors.blobMissing(key).because(error) : error;
  }
}

async function makeFolders(folder: string, objects: string, ownStaging: string): Promise<void> {
  for (const path of [objects, ownStaging]) await mkdir(path, { recursive: true, mode: 0o700 });
  const there = new Set(await readdir(objects));
  const missing = PREFIXES.filter((name) => !there.has(name));
  await Promise.all(missing.map((name) => mkdir(join(objects, name), { mode: 0o700 })));
  for (const path of [objects, dirname(ownStaging), folder, dirname(folder)]) await syncFolder(path);
  await tryHardLink(ownStaging);
}

/** Better refused at the start than at the first upload. */
async function tryHardLink(folder: string): Promise<void> {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  await writeFile(one, '', { mode: 0o600 });
  try {
    await link(one, two);
    await unlink(two);
  } catch (error) {
    throw hasNoHardLinks(error) ? errors.hardLinksMissing().because(error) : error;
  } finally {
    await unlink(one);
  }
}
