import { defineErrors, HalftoneError } from '../kernel/index.ts';

export const errors = defineErrors({
  stagingFull: {
    code: 'ESTAGINGFULL',
    status: 503,
    message: 'The server is receiving too many uploads at once to take this one.',
    help: 'Try again in a few seconds. HALFTONE_STAGING_QUOTA_BYTES bounds what may be in transit.',
    retryAfter: 5,
  },
  storageFull: {
    code: 'ENOSPC',
    status: 503,
    message: 'The server has no room left to store files.',
    help: 'Free space on the volume of the data folder, or lower HALFTONE_DISK_RESERVE_BYTES.',
    retryAfter: 60,
  },
  storageUnavailable: {
    code: 'ESTORAGE',
    status: 503,
    message: 'The storage does not answer.',
    help: "The server's log names the fault. Try again in a few seconds.",
    retryAfter: 5,
  },
  hardLinksMissing: {
    code: 'EHARDLINKS',
    status: 500,
    message: 'The file system of the data folder has no hard links.',
    help: 'Put HALFTONE_DATA_DIR on a file system that has them: ext4, XFS, Btrfs, ZFS, APFS, NTFS.',
  },
  blobMissing: {
    code: 'EBLOBMISSING',
    status: 500,
    message: (key: string) => `The storage has no object ${key}.`,
    help: 'The library refers to it: restore it from a backup of the data folder, or upload the file again.',
  },
  badKey: {
    code: 'EBLOBKEY',
    status: 500,
    message: (key: string) => `${JSON.stringify(key)} is not the key of an object.`,
  },
});

/** No room, by the volume or by the quota of the user the server runs as. */
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/**
 * What a failed system call means to a client: 503, because waiting or mending the machine helps and changing the
 * request does not. Anything that is not a system call's failure is a fault of ours and comes back unchanged.
 */
export function storageError(error: unknown): unknown {
  if (error instanceof HalftoneError || !isSystemError(error)) return error;
  return (FULL.has(error.code) ? errors.storageFull() : errors.storageUnavailable()).because(error);
}

export function hasNoHardLinks(error: unknown): boolean {
  return isSystemError(error) && ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(error.code);
}

export function isMissing(error: unknown): boolean {
  return isSystemError(error) && error.code === 'ENOENT';
}

function isSystemError(error: unknown): error is Error & { code: string; syscall: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
