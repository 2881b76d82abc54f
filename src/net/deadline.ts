/** The clock of one fetch: when it, or a part of it, has taken too long, everything it holds is given up. */

import { errors } from './errors.ts';

export type Deadline = {
  /** Runs `work` with a signal that also ends after `ms`; rejects with the reason of whatever ended it. */
  within<Out>(ms: number, what: string, work: (signal: AbortSignal) => Promise<Out>): Promise<Out>;
  /** Why the fetch was given up, when it was. */
  reason(): unknown;
  /** Stops the clock; what is still open is closed. */
  end(): void;
};

/**
 * @param totalMs from now to the end of the body
 * @param signal the caller's own
 */
export function startDeadline(totalMs: number, signal: AbortSignal | undefined): Deadline {
  const stop = new AbortController();
  const total = setTimeout(() => stop.abort(errors.timeout(`more than ${totalMs} ms`)), totalMs).unref();
  const onAbort = () => stop.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });

  return {
    async within(ms, what, work) {
      const part = setTimeout(() => stop.abort(errors.timeout(`${what} within ${ms} ms`)), ms);
      try {
        stop.signal.throwIfAborted();
        return await work(stop.signal);
      } catch (error) {
        throw stop.signal.aborted ? stop.signal.reason : error;
      } finally {
        clearTimeout(part);
      }
    },
    reason: () => stop.signal.reason,
    end() {
      clearTimeout(total);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
