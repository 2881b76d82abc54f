/** Units of work for the tests of this room, as a module that the writer thread can load. */
import { sql } from 'kysely';
import { defineErrors } from '../kernel/index.ts';
import { type UnitOfWork, unitOfWork } from './unit-of-work.ts';

export const testErrors = defineErrors({
  taken: {
    code: 'ETAKEN',
    status: 409,
    message: (key: string) => `${key} is taken.`,
    help: 'Choose another.',
    reason: 'TAKEN',
    retryAfter: 7,
  },
});

type Entry = { readonly key: string; readonly value: string };

export const put = unitOfWork('test.put', async (tx, entry: Entry) => {
  await tx.insertInto('settings').values(entry).execute();
  return entry.key;
});

/** Looks first, then writes. */
export const putIfAbsent = unitOfWork('test.putIfAbsent', async (tx, entry: Entry) => {
  const found = await tx
    .selectFrom('settings')
    .select('value')
    .where('key', '=', entry.key)
    .executeTakeFirst();
  if (found !== undefined) return found.value;
  await tx.insertInto('settings').values(entry).execute();
  return entry.value;
});

export const putThenRefuse = unitOfWork('test.putThenRefuse', async (tx, entry: Entry) => {
  await tx.insertInto('settings').values(entry).execute();
  throw testErrors.taken(entry.key).with({ missing: ['a'] });
});

export const putThenFail = unitOfWork('test.putThenFail', async (tx, entry: Entry) => {
  await tx.insertInto('settings').values(entry).execute();
  throw new RangeError('a mistake of ours');
});

/** Counts up the number in an entry. */
export const countUp = unitOfWork('test.countUp', async (tx, key: string) => {
  const row = await tx
    .updateTable('settings')
    .set({ value: sql<string>`cast(cast(value as integer) + 1 as text)` })
    .where('key', '=', key)
    .returning('value')
    .executeTakeFirstOrThrow();
  return Number(row.value);
});

/** Runs statements as they are and answers how many rows each one wrote. */
export const execute = unitOfWork('test.execute', async (tx, statements: readonly string[]) => {
  const changed: number[] = [];
  for (const statement of statements) {
    const { numAffectedRows } = await sql.raw(statement).execute(tx);
    changed.push(Number(numAffectedRows ?? 0));
  }
  return changed;
});

export const echo = unitOfWork('test.echo', async (_tx, input: unknown) => input);

/** Ends the thread it runs in. Never run it on PostgreSQL, where that is the test. */
export const die = unitOfWork('test.die', async () => {
  process.exit(9);
});

export const units: readonly UnitOfWork<never, unknown>[] = [
  put,
  putIfAbsent,
  putThenRefuse,
  putThenFail,
  countUp,
  execute,
  echo,
  die,
];

export const unitsUrl = new URL(import.meta.url);
