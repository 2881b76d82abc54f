/**
 * One piece of work a key, however many ask for it at the same time.
 *
 * - Each caller waits with a signal of its own: one that leaves does not disturb the others, not even the first.
 * - When the last one has left, the work is told by its own signal. It may stop, or finish all the same.
 * - {@link SingleFlight.forget} parts callers that come later from work that began before: what began before is told
 *   (`flight.forgotten`), so that it does not put its outcome where the later ones would find it.
 */

/** What a piece of work knows of those who wait for it. */
export type Flight = {
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Whether {@link SingleFlight.forget} was called since the work began. */
  readonly forgotten: boolean;
};

export type SingleFlight<Value> = {
  /**
   * Joins the work under way for `key`, or begins it.
   * @throws what the work throws; the caller's own signal's reason as soon as that is aborted.
   */
  run(key: string, work: (flight: Flight) => Promise<Value>, signal?: AbortSignal): Promise<Value>;
  /** Later callers begin anew; those already waiting still get what is under way. Without a key: everything. */
  forget(key?: string): void;
  /** Settles when nothing is under way any more; never rejects. */
  idle(): Promise<void>;
};

type Running<Value> = {
  readonly outcome: Promise<Value>;
  readonly abandon: AbortController;
  waiting: number;
  forgotten: boolean;
};

export function createSingleFlight<Value>(
  options: { readonly onJoin?: (key: string) => void } = {},
): SingleFlight<Value> {
  const byKey = new Map<string, Running<Value>>();
  const all = new Set<Running<Value>>();

  function begin(key: string, work: (flight: Flight) => Promise<Value>): Running<Value> {
    const abandon = new AbortController();
    const flight: Flight = {
      signal: abandon.signal,
      get forgotten() {
        return running.forgotten;
      },
    };
    // Deferred by a microtask so that `running` exists before the work looks at its flight.
    const outcome = Promise.resolve()
      .then(() => work(flight))
      .finally(() => {
        all.delete(running);
        if (byKey.get(key) === running) byKey.delete(key);
      });
    const running: Running<Value> = { outcome, abandon, waiting: 0, forgotten: false };
    outcome.catch(() => {}); // Everyone may have left; those who wait have their own handlers.
    byKey.set(key, running);
    all.add(running);
    return running;
  }

  return {
    async run(key, work, signal) {
      for (;;) {
        signal?.throwIfAborted();
        const found = byKey.get(key);
        if (found !== undefined) options.onJoin?.(key);
        const running = found ?? begin(key, work);
        const late = running.abandon.signal.aborted;
        try {
          return await wait(running, signal);
        } catch (error) {
          // Joined work that was being dropped for want of callers: it is no answer to one who is there.
          if (late && error === running.abandon.signal.reason && !signal?.aborted) continue;
          throw error;
        }
      }
    },
    forget(key) {
      for (const [name, running] of key === undefined ? [...byKey] : [[key, byKey.get(key)] as const]) {
        if (running === undefined) continue;
        running.forgotten = true;
        byKey.delete(name);
      }
    },
    async idle() {
      while (all.size > 0) await Promise.allSettled([...all].map((running) => running.outcome));
    },
  };
}

/** The outcome for one caller, who may leave at any time; the last to leave abandons the work. */
function wait<Value>(running: Running<Value>, signal: AbortSignal | undefined): Promise<Value> {
  running.waiting += 1;
  return new Promise<Value>((resolve, reject) => {
    function leave(): void {
      running.waiting -= 1;
      reject(signal?.reason);
      if (running.waiting === 0) running.abandon.abort();
    }
    signal?.addEventListener('abort', leave, { once: true });
    running.outcome.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave));
  });
}
