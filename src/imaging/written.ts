/** The way of a result out of the child process: as a file, or by hand when the disk does not take it. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where the file is to be. Folders that are missing are made. */
export type Target = {
  /** Until it is whole; on the same file system. */
  readonly draft: string;
  /**
   * From then on. In the file's name `{width}`, `{height}` and `{size}` stand for what becomes known by making it: so
   * it has its name at once, and the server need not rename it while a client waits.
   */
  readonly path: string;
};

/** Bytes of the file; and the bytes themselves, when there is no file. */
export type Written = { readonly size: number; readonly bytes?: Uint8Array };

/** Dimensions in pixels, of what has some. */
type Facts = { readonly width?: number; readonly height?: number };

/** Writes `bytes` to `target`. A disk that is full, read-only or broken must not cost the work that was done. */
export async function write(target: Target, bytes: Uint8Array, facts: Facts = {}): Promise<Written> {
  const size = bytes.length;
  // Nothing else is to be done in this process meanwhile, and threads would only take time.
  try {
    inFolder(target.draft, (draft) => writeFileSync(draft, bytes));
    inFolder(named(target.path, { ...facts, size }), (path) => renameSync(target.draft, path));
    return { size };
  } catch {
    // What was written of it only takes space.
    await rm(target.draft, { force: true }).catch(() => {});
    return { size, bytes };
  }
}

function named(path: string, known: Readonly<Record<string, number>>): string {
  const name = basename(path).replaceAll(/\{(\w+)\}/g, (written, fact) => String(known[fact] ?? written));
  return join(dirname(path), name);
}

/** Folders are made when they are found missing: looking for them each time would cost more than all else here. */
function inFolder(path: string, put: (path: string) => void): void {
  try {
    put(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    put(path);
  }
}
