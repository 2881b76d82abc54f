import { errors } from '../errors.ts';

/** SQLSTATE classes and codes that mean "not now" (PostgreSQL manual, appendix A). */
const UNAVAILABLE = /^(08|53|58|57P0[1-4]|25006|55P03)/;

/** System errors of a connection that cannot be made or was lost. */
const CONNECTION_LOST: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // the socket file of a server that is down
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What pg says without a code. */
const CONNECTION_LOST_TEXT =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/** What a second run of the whole transaction can mend: other transactions were in its way. */
const CONFLICTS: ReadonlySet<string> = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '23505', // unique violation: another transaction inserted between this one's select and its insert
  '23503', // foreign key violation: another transaction deleted the row this one refers to
]);

export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(codeOf(error));
}

export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (UNAVAILABLE.test(code) || CONNECTION_LOST.has(code)) return true;
  return error instanceof Error && CONNECTION_LOST_TEXT.test(error.message);
}

/** `databaseUnavailable` for what the database's surroundings caused, every other error as it is. */
export function translate(error: unknown): unknown {
  return isUnavailable(error) ? errors.databaseUnavailable().because(error) : error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
