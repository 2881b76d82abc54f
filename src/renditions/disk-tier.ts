/**
 * Renditions as files: `<folder>/<first two digits of the key>/<file name>`, bounded in bytes. What may be lost with
 * the power is nothing but time, so nothing is synced; a file is whole when its length is the one its name says.
 *
 * The index is in memory. After a start each shard is read when it is first needed, and all of them in the background.
 * What was used before the start counts as equally old, so the order of use is exact only within one run.
 */

import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { randomHex } from '../kernel/index.ts';
import type { Log } from '../observability/index.ts';
import { fileNameOf, parseFileName, type RenditionFacts } from './file-name.ts';

/** Disks give space in blocks. */
const BLOCK_BYTES = 4096;
/** The folder of files that are still being written. */
const DRAFTS = 'drafts';

export type DiskTier = {
  /** What the index knows; the file may be gone or cut short all the same. */
  find(key: string): Promise<KeptRendition | undefined>;
  /**
   * A path for a file in the making, on the same file system; the caller keeps or discards it. Its folder exists, unless
   * the disk does not let us make one: then writing the draft fails as well.
   */
  draft(): Promise<string>;
  /** Removes a draft that is not kept, as far as it came into being. */
  discard(draft: string): Promise<void>;
  /** Gives a finished draft its name. Undefined (and the draft stays) when it is larger than the whole tier. */
  keep(key: string, draft: string, facts: RenditionFacts): Promise<KeptRendition | undefined>;
  /** Of everything kept. */
  keys(): Promise<Iterable<string>>;
  /** Forgets at once, removes the files soon. Without keys: everything. */
  remove(keys?: readonly string[]): Promise<void>;
  /** Ends the work in the background. */
  close(): Promise<void>;
  /** Bytes kept, as far as the index has been read. */
  readonly bytes: number;
};

export type KeptRendition = RenditionFacts & { readonly path: string };

export function createDiskTier(options: {
  readonly folder: string;
  readonly maxBytes: number;
  readonly log: Log;
}): DiskTier {
  const { folder, maxBytes, log } = options;
  const shards = new Map<string, Promise<void>>();
  let closed = false;
  /** Made once, and again after every draft that came to nothing: someone may have emptied the cache. */
  let drafts: Promise<void> | undefined;
  /** One file after the other, so that a large purge does not take the disk from everyone else. */
  let removals: Promise<void> = Promise.resolve();
  /** The removal under way of each path, and the paths that are getting a new file: neither may hit the other. */
  const removing = new Map<string, Promise<void>>();
  const keeping = new Set<string>();

  const index = new LRUCache<string, RenditionFacts>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: spaceOf,
    noDisposeOnSet: true,
    dispose: (facts, key) => removeFile(key, facts),
  });

  // What an earlier process did not finish. Everyone who writes waits for it.
  const swept = rm(join(folder, DRAFTS), { recursive: true, force: true }).catch((error) =>
    log.warn({ error }, 'Unfinished renditions of an earlier run could not be removed.'),
  );
  const scanned = swept.then(scanAll);

  async function makeDrafts(): Promise<void> {
    await swept;
    await mkdir(join(folder, DRAFTS), { recursive: true }).catch((error) =>
      log.warn({ error }, 'The folder for renditions in the making could not be made.'),
    );
  }

  function pathOf(key: string, facts: RenditionFacts): string {
    return join(folder, key.slice(0, 2), fileNameOf(key, facts));
  }

  function removeFile(key: string, facts: RenditionFacts): void {
    const path = pathOf(key, facts);
    removals = removals
      .then(async () => {
        const now = index.peek(key);
        const madeAnew = now !== undefined && pathOf(key, now) === path;
        if (madeAnew || keeping.has(path)) return;
        const removal = rm(path, { force: true });
        removing.set(path, removal);
        await removal.finally(() => removing.delete(path));
      })
      .catch((error) => log.warn({ error }, 'A rendition could not be removed from the disk.'));
  }

  async function scanAll(): Promise<void> {
    for (let shard = 0; shard < 256 && !closed; shard += 1) {
      await readShard(shard.toString(16).padStart(2, '0'));
    }
  }

  function readShard(shard: string): Promise<void> {
    let reading = shards.get(shard);
    if (reading === undefined) {
      reading = scan(shard);
      shards.set(shard, reading);
    }
    return reading;
  }

  async function scan(shard: string): Promise<void> {
    const names = await readdir(join(folder, shard)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') log.warn({ error }, 'A folder of renditions could not be read.');
      return [];
    });
    for (const { key, facts } of names.map(parseFileName).filter((found) => found !== undefined)) {
      // One of an earlier try that had another length, or one for which the bound is too small now, goes.
      if (index.has(key) || spaceOf(facts) > maxBytes) removeFile(key, facts);
      else index.set(key, facts);
    }
  }

  return {
    async find(key) {
      await readShard(key.slice(0, 2));
      const facts = index.get(key);
      return facts && { ...facts, path: pathOf(key, facts) };
    },

    async draft() {
      drafts ??= makeDrafts();
      await drafts;
      return join(folder, DRAFTS, randomHex(12));
    },

    async discard(draft) {
      drafts = undefined;
      await rm(draft, { force: true }).catch((error) =>
        log.warn({ error }, 'An unfinished rendition could not be removed.'),
      );
    },

    async keep(key, draft, facts) {
      if (spaceOf(facts) > maxBytes) return undefined;
      const path = pathOf(key, facts);
      await readShard(key.slice(0, 2));
      keeping.add(path);
      try {
        await removing.get(path)?.catch(() => {});
        await move(draft, path);
        index.set(key, facts);
      } finally {
        keeping.delete(path);
      }
      return { ...facts, path };
    },

    async keys() {
      await scanAll();
      return index.keys();
    },

    async remove(keys) {
      if (keys === undefined) await scanAll();
      else await Promise.all(keys.map((key) => readShard(key.slice(0, 2))));
      for (const key of keys ?? [...index.keys()]) index.delete(key);
    },

    async close() {
      closed = true;
      await scanned;
      await removals;
    },

    get bytes() {
      return index.calculatedSize;
    },
  };
}

/** Folders are made when they are found missing: looking for them each time would cost more than all else here. */
async function move(draft: string, path: string): Promise<void> {
  try {
    await rename(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    await rename(draft, path);
  }
}

function spaceOf({ size }: RenditionFacts): number {
  return BLOCK_BYTES * Math.max(1, Math.ceil(size / BLOCK_BYTES));
}
