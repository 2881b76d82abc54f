import { setTimeout as pause } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { errors, isDatabaseUnavailable } from '../errors.ts';
import type { Tables } from '../schema.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { isConflict } from './errors.ts';

/** How often a unit of work runs before a conflict with other transactions is the caller's. */
const MAX_ATTEMPTS = 6;

/** The pause before the second attempt, at most; it doubles with each. Milliseconds. */
const FIRST_PAUSE_MS = 5;

/**
 * Runs a unit of work in a transaction, again when others were in its way. Statements see what was committed before
 * they began (READ COMMITTED), so a unit locks or conditions what it decides upon.
 */
export async function write<In, Out>(db: Kysely<Tables>, unit: UnitOfWork<In, Out>, input: In): Promise<Out> {
  for (let attempt = 1; ; attempt++) {
    try {
      // Each attempt gets the input as it was given, as the writer thread of SQLite would.
      return await once(db, unit, structuredClone(input));
    } catch (error) {
      if (!isConflict(error) || attempt === MAX_ATTEMPTS) throw error;
      await pause(Math.random() * FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

async function once<In, Out>(db: Kysely<Tables>, unit: UnitOfWork<In, Out>, input: In): Promise<Out> {
  let committing = false;
  try {
    return await db
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async (tx) => {
        const out = await unit.run(tx, input);
        committing = true;
        return out;
      });
  } catch (error) {
    if (committing && isDatabaseUnavailable(error)) throw errors.outcomeUnknown().because(error);
    throw error;
  }
}
