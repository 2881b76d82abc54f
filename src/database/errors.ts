import { defineErrors, HalftoneError } from '../kernel/index.ts';

/** Seconds after which a client may expect a database that was down, full or locked to answer again. */
const RETRY_AFTER = 5;

export const errors = defineErrors({
  databaseUnavailable: {
    code: 'EUNAVAILABLE',
    status: 503,
    message: 'The database is not available at the moment.',
    help: 'Nothing was changed. Please try again in a few seconds.',
    retryAfter: RETRY_AFTER,
  },
  outcomeUnknown: {
    code: 'EOUTCOME',
    status: 503,
    message: 'The database was lost while it saved your change, which may or may not have been saved.',
    help: 'Please look whether the change is there, then try again.',
    retryAfter: RETRY_AFTER,
  },
  cannotOpen: {
    code: 'EDATABASE',
    status: 500,
    message: (database: string, reason: string) => `Cannot open the database ${database}: ${reason}`,
  },
  databaseTooNew: {
    code: 'EDATABASE',
    status: 500,
    message: (migration: string) =>
      `The database was last used by a newer version of Halftone: this one does not know its migration "${migration}".`,
    help: 'Start the newer version, or restore the backup made before it was installed.',
  },
  sqliteTooOld: {
    code: 'EDATABASE',
    status: 500,
    message: (found: string, needed: string) =>
      `SQLite ${found} can lose data; ${needed} or newer is needed.`,
    help: 'SQLite is part of Node: start Halftone with "npm start", which brings the right one.',
  },
  folderInUse: {
    code: 'EFOLDER',
    status: 500,
    message: (folder: string) =>
      `The data folder ${folder} is in use by another Halftone server. Stop that server first, or give this one a folder of its own with HALFTONE_DATA_DIR.`,
  },
  folderNotWritable: {
    code: 'EFOLDER',
    status: 500,
    message: (folder: string) =>
      `The data folder ${folder} is missing or cannot be written to. Give the user who runs Halftone the right to write there, or choose another folder with HALFTONE_DATA_DIR.`,
  },
});

/** Whether a write may have been saved although it failed: then nothing it may refer to must be removed. */
export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof HalftoneError && error.code === errors.outcomeUnknown.spec.code;
}

/** Whether the database was down, full or locked. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return error instanceof HalftoneError && error.code === errors.databaseUnavailable.spec.code;
}

/**
 * The error of an opening that failed: `cannotOpen` with what was in the way. Declared errors that say more than
 * "not now" stay as they are.
 */
export function whyNotOpened(database: string, error: unknown): HalftoneError {
  const passing = isDatabaseUnavailable(error) || isOutcomeUnknown(error);
  if (error instanceof HalftoneError && !passing) return error;
  const cause = error instanceof HalftoneError ? error.cause : error;
  return errors.cannotOpen(database, reasonOf(cause)).because(cause);
}

function reasonOf(error: unknown): string {
  // Trying several addresses of a host fails with an AggregateError, whose own message is empty.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
