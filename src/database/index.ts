export type { Database, Reader } from './database.ts';
export { errors as databaseErrors, isDatabaseUnavailable, isOutcomeUnknown } from './errors.ts';
export { lockFolder } from './lock-folder.ts';
export { openDatabase } from './open.ts';
export {
  DEFAULT_URL_ENDPOINT_ID,
  HIDDEN_FOLDER_ID,
  ORIGINAL_DATE_FIELD_ID,
  ROOT_FOLDER_ID,
  type Tables,
} from './schema.ts';
export { type Statement, statement } from './statement.ts';
export { TEXT_START_CHARACTERS, textStart } from './text-start.ts';
export { hasRowLocks, lock } from './transaction-locks.ts';
export { type Tx, type UnitOfWork, unitOfWork } from './unit-of-work.ts';
