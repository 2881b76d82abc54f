import { statfs } from 'node:fs/promises';
import { errors } from './errors.ts';

/** Asking a file system for its free space costs a system call: often enough to keep a reserve, not once a chunk. */
const BYTES_BETWEEN_CHECKS = 16 * 1024 * 1024;

/** What all uploads of a process may hold together. */
export type StagingBudget = {
  /** Throws when there is no room for another upload, however small. */
  admit(): Promise<void>;
  /**
   * Takes `bytes` from the quota, or throws `errors.stagingFull` and takes nothing. The promise rejects with
   * `errors.storageFull` when the volume has come down to its reserve; the bytes are taken nevertheless.
   */
  take(bytes: number): Promise<void> | undefined;
  giveBack(bytes: number): void;
};

/**
 * @param folder any folder of the volume that is written to
 * @param quotaBytes the sum of what is staged and not published yet
 * @param reserveBytes free space the uploads leave to the database, the logs and the caches
 */
export function createStagingBudget(options: {
  readonly folder: string;
  readonly quotaBytes: number;
  readonly reserveBytes: number;
}): StagingBudget {
  const { folder, quotaBytes, reserveBytes } = options;
  let taken = 0;
  let unchecked = 0;
  let checking: Promise<void> | undefined;

  async function lookAtVolume(): Promise<void> {
    unchecked = 0;
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < reserveBytes) throw errors.storageFull();
  }

  /** Whoever asks while an answer is on its way gets that one. */
  function checkVolume(): Promise<void> {
    checking ??= lookAtVolume().finally(() => {
      checking = undefined;
    });
    return checking;
  }

  return {
    async admit() {
      if (taken >= quotaBytes) throw errors.stagingFull();
      await checkVolume();
    },
    take(bytes) {
      if (taken + bytes > quotaBytes) throw errors.stagingFull();
      taken += bytes;
      unchecked += bytes;
      return unchecked < BYTES_BETWEEN_CHECKS ? undefined : checkVolume();
    },
    giveBack(bytes) {
      taken -= bytes;
    },
  };
}
