/** Counts requests against windows of time: pure, the time is given. */
import type { RateWindow } from '../../settings/index.ts';

export type Verdict = {
  readonly admitted: boolean;
  /** What the answer tells of: the window that refuses for the longest time, else the first. */
  readonly limit: number;
  readonly intervalMs: number;
  /** Milliseconds until the next request is admitted; 0 when this one is. */
  readonly resetMs: number;
};

export type RateCounter = {
  /**
   * Counts one request, in all windows or, when one of them is full, in none.
   * @param now milliseconds
   */
  take(now: number): Verdict;
};

/** A window begins with the first request after the end of the one before. @param windows at least one */
export function createRateCounter(windows: readonly [RateWindow, ...RateWindow[]]): RateCounter {
  const counted = windows.map(({ limit, intervalMs }) => ({ limit, intervalMs, start: 0, count: 0 }));

  return {
    take(now) {
      for (const window of counted) {
        const age = now - window.start;
        // A negative age is a clock that was set back: nobody waits for a time that has been.
        if (window.count > 0 && age >= 0 && age < window.intervalMs) continue;
        window.start = now;
        window.count = 0;
      }
      const full = counted.filter(({ count, limit }) => count >= limit);
      const waits = full.map(({ start, intervalMs }) => start + intervalMs - now);
      const resetMs = Math.max(0, ...waits);
      const shown = full[waits.indexOf(resetMs)] ?? windows[0];
      if (full.length === 0) for (const window of counted) window.count += 1;
      return { admitted: full.length === 0, limit: shown.limit, intervalMs: shown.intervalMs, resetMs };
    },
  };
}
