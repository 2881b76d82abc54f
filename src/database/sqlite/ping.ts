import { sql } from 'kysely';
import { unitOfWork } from '../unit-of-work.ts';

/** Does nothing, but needs all a write needs: the thread, its connection, the write lock. */
export const ping = unitOfWork('database.ping', async (tx) => {
  await sql`select 1`.execute(tx);
});
