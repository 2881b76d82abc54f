import { errors } from '../errors.ts';
import type { Connection } from './connection.ts';
import { translate, translateCommit } from './errors.ts';
import type { Handler, Outcome, Outcomes } from './serve.ts';

/**
 * How long units may gather in one transaction before it is committed. Milliseconds: far below what a client
 * notices, far above what the units of a few uploads take.
 */
const GATHER_MS = 20;

/**
 * Runs the units that are waiting, one after the other, in as few transactions as possible: the expensive part of a
 * small write is the flush to the disk at its commit, and all that wait share one. `run` runs a unit in a savepoint,
 * so that its failure undoes only itself. Nobody is answered before the commit.
 */
export function commitTogether<Body>(
  connection: Connection,
  run: (body: Body) => Promise<unknown>,
): Handler<Body>['handle'] {
  return async (requests, answer) => {
    let next = 0;
    while (next < requests.length) {
      try {
        connection.exec('begin immediate');
      } catch (error) {
        const outcome = { error: translate(error) };
        answer(new Map(requests.slice(next).map(({ id }) => [id, outcome])));
        return;
      }
      const outcomes = new Map<number, Outcome>();
      const until = performance.now() + GATHER_MS;
      do {
        const request = requests[next++];
        if (request === undefined) break;
        outcomes.set(request.id, await settle(run(request.body)));
      } while (connection.isTransaction && performance.now() < until);
      const failure = commit(connection);
      answer(failure === undefined ? outcomes : undone(outcomes, failure));
    }
  };
}

/** What failed before the commit did keeps its own error. */
function undone(outcomes: Outcomes, failure: unknown): Outcomes {
  return new Map(
    [...outcomes].map(([id, outcome]) => [id, 'error' in outcome ? outcome : { error: failure }]),
  );
}

/** Answers with the error of all units of the transaction, or undefined when they are saved. */
function commit(connection: Connection): unknown {
  if (!connection.isTransaction) return errors.databaseUnavailable();
  try {
    connection.exec('commit');
    return undefined;
  } catch (error) {
    if (connection.isTransaction) connection.exec('rollback');
    return translateCommit(error);
  }
}

async function settle(running: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await running };
  } catch (error) {
    return { error: translate(error) };
  }
}
