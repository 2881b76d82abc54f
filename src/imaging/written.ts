/** The way of a result out of the child process: as a file, or by hand when the disk does not take it. */
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';

/** Bytes of the file; and the bytes themselves, when there is no file. */
export type Written = { readonly size: number; readonly bytes?: Uint8Array };

/** Writes `bytes` to `target`. A disk that is full, read-only or broken must not cost the work that was done. */
export async function write(target: string, bytes: Uint8Array): Promise<Written> {
  const size = bytes.length;
  try {
    // Nothing else is to be done in this process meanwhile, and a thread would only take time.
    writeFileSync(target, bytes);
    return { size };
  } catch {
    // What was written of it only takes space.
    await rm(target, { force: true }).catch(() => {});
    return { size, bytes };
  }
}
