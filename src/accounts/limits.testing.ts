/** The writes of the accounts, and one that fills them up; SQLite's writer thread loads this file. */
import { type Tx, type UnitOfWork, unitOfWork } from '../database/index.ts';
import { units as accountUnits } from './units.ts';

/** So many origins and URL endpoints, with the prefixes `p0`, `p1` and so on. */
export const fillUp = unitOfWork('test.fillUp', async (tx: Tx, count: number) => {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const times = { created_at: 0, updated_at: 0 };
  const origins = numbers.map((n) => ({
    id: `o${n}`,
    type: 'WEB_PROXY',
    settings: '{}',
    secrets: '',
    ...times,
  }));
  const endpoints = numbers.map((n) => ({
    id: `e${n}`,
    description: 'd',
    url_prefix: `p${n}`,
    rewriter: null,
    ...times,
  }));
  await tx.insertInto('origins').values(origins).execute();
  await tx.insertInto('url_endpoints').values(endpoints).execute();
});

export const units: readonly UnitOfWork<never, unknown>[] = [...accountUnits, fillUp];
