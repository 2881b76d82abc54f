/**
 * Renditions as files: `<folder>/<first two digits of the key>/<file name>`, bounded in bytes, written by children. What
 * may be lost with the power is nothing but time, so nothing is synced; a file is whole when its length is the one its
 * name says.
 *
 * The index is in memory. After a start each shard is read when it is first needed, and all of them in the background.
 * What was used before the start counts as equally old, so the order of use is exact only within one run.
 */

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Target } from '../imaging/index.ts';
import { randomHex } from '../kernel/index.ts';
import type { Log } from '../observability/index.ts';
import { type FileFacts, fileNameOf, fileNamePattern, parseFileName } from './file-name.ts';
import type { RenditionFormat } from './formats.ts';

/** Disks give space in blocks. */
const BLOCK_BYTES = 4096;
/** The folder of files that are still being written. */
const DRAFTS = 'drafts';

export type DiskTier = {
  /** What the index knows; the file may be gone or cut short all the same. */
  find(key: string): Promise<KeptRendition | undefined>;
  /** Where a child is to write a rendition. */
  place(key: string, format: RenditionFormat): Promise<Place>;
  /** The file that was written there. It is not kept by that. */
  at(key: string, facts: FileFacts): KeptRendition;
  /** Keeps a file of a key that was not found; false when it is larger than the whole tier. */
  keep(key: string, file: KeptRendition): boolean;
  /** Removes a draft or a file that is not kept, as far as it came into being. */
  discard(path: string): Promise<void>;
  /** Of everything kept. */
  keys(): Promise<Iterable<string>>;
  /** Forgets at once, removes the files soon. Without keys: everything. */
  remove(keys?: readonly string[]): Promise<void>;
  /** Ends the work in the background. */
  close(): Promise<void>;
  /** Bytes kept, as far as the index has been read. */
  readonly bytes: number;
};

export type Place = Pick<FileFacts, 'making'> & { readonly target: Target };

export type KeptRendition = FileFacts & { readonly path: string };

export function createDiskTier(options: {
  readonly folder: string;
  readonly maxBytes: number;
  readonly log: Log;
}): DiskTier {
  const { folder, maxBytes, log } = options;
  const shards = new Map<string, Promise<void>>();
  let closed = false;
  /** One file after the other, so that a large purge does not take the disk from everyone else. */
  let removals: Promise<void> = Promise.resolve();

  const index = new LRUCache<string, FileFacts>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: spaceOf,
    dispose: (facts, key) => removeFile(key, facts),
  });

  // What an earlier process did not finish. Whatever is to be written waits for it.
  const swept = rm(join(folder, DRAFTS), { recursive: true, force: true }).catch((error) =>
    log.warn({ error }, 'Unfinished renditions of an earlier run could not be removed.'),
  );
  const scanned = swept.then(scanAll);

  function at(key: string, facts: FileFacts): KeptRendition {
    return { ...facts, path: join(folder, key.slice(0, 2), fileNameOf(key, facts)) };
  }

  function removeFile(key: string, facts: FileFacts): void {
    removals = removals
      .then(() => rm(at(key, facts).path, { force: true }))
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
      // One of two that an earlier run made of the same, or one for which the bound is too small now, goes.
      if (index.has(key) || spaceOf(facts) > maxBytes) removeFile(key, facts);
      else index.set(key, facts);
    }
  }

  return {
    async find(key) {
      await readShard(key.slice(0, 2));
      const facts = index.get(key);
      return facts && at(key, facts);
    },

    async place(key, format) {
      await swept;
      const making = randomHex(6);
      const path = join(folder, key.slice(0, 2), fileNamePattern(key, { format, making }));
      return { making, target: { draft: join(folder, DRAFTS, `${key}.${making}`), path } };
    },

    at,

    keep(key, { path: _, ...facts }) {
      if (spaceOf(facts) > maxBytes) return false;
      index.set(key, facts);
      return true;
    },

    async discard(path) {
      await rm(path, { force: true }).catch((error) =>
        log.warn({ error }, 'A rendition that is not kept could not be removed.'),
      );
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

function spaceOf({ size }: Pick<FileFacts, 'size'>): number {
  return BLOCK_BYTES * Math.max(1, Math.ceil(size / BLOCK_BYTES));
}
