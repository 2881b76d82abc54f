/**
 * Whose turn it is to render. So many at once, weighted by what they cost; before them a line that is bounded twice: in
 * entries, for the memory they hold, and in the time it is expected to take, since what would begin too late is better
 * refused at once. The refusal is 503, not 429: it is the server that has too much to do, not this client.
 */

import { createSemaphore, type HalftoneError } from '../kernel/index.ts';
import { weightOf } from './cost.ts';
import { errors } from './errors.ts';

/** No client waits longer than this for its turn: what has not begun by then would come too late. */
const MAX_WAIT_MS = 20_000;

/** Units of the semaphore for each process: light renders come two to a process, so that it never idles. */
const UNITS_PER_PROCESS = 2;

const MIN_RETRY_SECONDS = 1;
const MAX_RETRY_SECONDS = 30;

export type Admission = {
  /**
   * Waits for a turn.
   * @returns a function that ends the turn.
   * @throws overloaded, with a `Retry-After` of about when the line will be done; the signal's reason.
   */
  enter(estimateMs: number, signal: AbortSignal): Promise<() => void>;
  stats(): { readonly rejected: number; readonly waiting: number };
};

export function createAdmission(options: {
  /** Processes of the pool. */
  readonly processes: number;
  readonly maxWaiting: number;
}): Admission {
  const { processes, maxWaiting } = options;
  const capacity = UNITS_PER_PROCESS * processes;
  /** One that takes long must not keep the other processes from work: a light one still fits beside it. */
  const maxWeight = Math.max(1, capacity - 1);
  const turns = createSemaphore({ capacity, maxWaiting, full: overloaded });
  /** Of all that has a turn or waits for one: milliseconds of one core. */
  let expectedMs = 0;
  let rejected = 0;

  function overloaded(): HalftoneError {
    const seconds = Math.ceil(expectedMs / processes / 1000);
    rejected += 1;
    return errors.overloaded().retryIn(Math.min(MAX_RETRY_SECONDS, Math.max(MIN_RETRY_SECONDS, seconds)));
  }

  async function wait(weight: number, signal: AbortSignal): Promise<() => void> {
    const tooLate = AbortSignal.timeout(MAX_WAIT_MS);
    try {
      return await turns.acquire(weight, AbortSignal.any([signal, tooLate]));
    } catch (error) {
      throw tooLate.aborted && !signal.aborted ? overloaded() : error;
    }
  }

  return {
    async enter(estimateMs, signal) {
      signal.throwIfAborted();
      const weight = Math.min(maxWeight, weightOf(estimateMs));
      const mustWait = turns.waiting > 0 || turns.used + weight > capacity;
      const isLong = turns.waiting >= maxWaiting || expectedMs / processes > MAX_WAIT_MS;
      if (mustWait && isLong) throw overloaded();
      expectedMs += estimateMs;
      try {
        const end = await (mustWait ? wait(weight, signal) : turns.acquire(weight));
        return () => {
          expectedMs -= estimateMs;
          end();
        };
      } catch (error) {
        expectedMs -= estimateMs;
        throw error;
      }
    },
    stats: () => ({ rejected, waiting: turns.waiting }),
  };
}
