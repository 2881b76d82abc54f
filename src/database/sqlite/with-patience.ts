import { isBusy } from './errors.ts';

/** How long another process may take to change the schema before a start gives up. Milliseconds. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 20;

/**
 * Tries again while another process holds the lock. SQLite's own waiting is shorter, and the change to WAL mode does
 * not wait at all. It blocks the thread, which at that time has nothing else to do.
 */
export function withPatience<Result>(attempt: () => Result): Result {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
