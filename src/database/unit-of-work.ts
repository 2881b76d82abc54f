import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** The transaction a unit of work runs in. */
export type Tx = Kysely<Tables>;

/**
 * A write, as a function that runs whole inside one transaction: committed when it returns, undone when it throws.
 *
 * On SQLite it runs in the writer thread, found there by its name; on PostgreSQL it runs in this process. So:
 * - it uses `tx`, its input and pure imports only. Time and new ids are part of the input, which makes it
 *   deterministic, and nothing it did outside the transaction could be undone;
 * - input and output survive a structured clone; a HalftoneError it throws reaches the caller as one;
 * - it may run more than once: PostgreSQL runs it again after a deadlock, and after a unique or foreign key
 *   violation, because there another node can insert or delete between its select and its insert. Look first,
 *   then write, and the second run takes the other branch;
 * - it never catches an error of the database (PostgreSQL has aborted the transaction by then): say
 *   `on conflict do nothing` instead;
 * - it awaits each statement, and nothing else: other writes wait for it.
 */
export type UnitOfWork<In, Out> = {
  /** Unique over the whole program, such as `library.ingest`. */
  readonly name: string;
  readonly run: (tx: Tx, input: In) => Promise<Out>;
};

export function unitOfWork<In, Out>(name: string, run: UnitOfWork<In, Out>['run']): UnitOfWork<In, Out> {
  return { name, run };
}
