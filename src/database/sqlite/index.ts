export { isBusy } from './errors.ts';
export { openSqlite } from './open.ts';
