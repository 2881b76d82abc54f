import { errors } from '../errors.ts';

/** SQLite's primary result codes that mean "not now" or "not on this machine", rather than a mistake of ours. */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const FULL = 13;
const UNAVAILABLE: ReadonlySet<number | undefined> = new Set([
  BUSY,
  LOCKED,
  7, // NOMEM
  READONLY,
  10, // IOERR
  11, // CORRUPT
  FULL,
  14, // CANTOPEN
  15, // PROTOCOL: the file system's locks fail
  26, // NOTADB
]);

/** Whether another process or connection holds the lock. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === BUSY || code === LOCKED;
}

/** Whether the file, or this connection to it, refuses writes. */
export function isReadOnly(error: unknown): boolean {
  return primaryCode(error) === READONLY;
}

/** `databaseUnavailable` for what the database's surroundings caused, every other error as it is. */
export function translate(error: unknown): unknown {
  return UNAVAILABLE.has(primaryCode(error)) ? errors.databaseUnavailable().because(error) : error;
}

/**
 * The error of a failed COMMIT. When it could not be written at all, nothing was. After any other failure the commit
 * may already be in the log, where a crash before the next write would bring it back.
 */
export function translateCommit(error: unknown): unknown {
  return isBusy(error) || primaryCode(error) === FULL
    ? errors.databaseUnavailable().because(error)
    : errors.outcomeUnknown().because(error);
}

/** The extended codes of SQLite carry the primary one in their lowest byte. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}
