/**
 * A weighted semaphore with a bounded waiting line: how much may be under way at once, and how many may wait for it.
 * First come, first served; a heavy one at the head is never overtaken, so it cannot starve.
 */

export type Semaphore = {
  /**
   * Waits for `weight` units (more than the capacity counts as all of it).
   * @returns a function that gives them back; calling it again does nothing.
   * @throws what `full()` makes when the line is full; the signal's reason when it is aborted while waiting.
   */
  acquire(weight: number, signal?: AbortSignal): Promise<() => void>;
  /** How many are waiting. */
  readonly waiting: number;
  /** Units taken. */
  readonly used: number;
};

type Waiter = { readonly weight: number; readonly admit: () => void };

export function createSemaphore(options: {
  readonly capacity: number;
  readonly maxWaiting: number;
  readonly full: () => Error;
}): Semaphore {
  const { capacity, maxWaiting, full } = options;
  const line: Waiter[] = [];
  let used = 0;

  function take(weight: number): () => void {
    used += weight;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      used -= weight;
      admitNext();
    };
  }

  function admitNext(): void {
    for (let head = line[0]; head !== undefined && used + head.weight <= capacity; head = line[0]) {
      line.shift();
      head.admit();
    }
  }

  return {
    acquire(asked, signal) {
      const weight = Math.min(asked, capacity);
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (line.length === 0 && used + weight <= capacity) return Promise.resolve(take(weight));
      if (line.length >= maxWaiting) return Promise.reject(full());
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          weight,
          admit() {
            signal?.removeEventListener('abort', leave);
            resolve(take(weight));
          },
        };
        function leave(): void {
          line.splice(line.indexOf(waiter), 1);
          reject(signal?.reason);
          admitNext();
        }
        signal?.addEventListener('abort', leave, { once: true });
        line.push(waiter);
      });
    },
    get waiting() {
      return line.length;
    },
    get used() {
      return used;
    },
  };
}
