import { type Clock, createSingleFlight } from '../kernel/index.ts';

export type Copy<Value> = {
  /** What is in memory, or what a new load brings; callers at one time share a load. Throws what the load throws. */
  get(): Promise<Value>;
  /** After a change of our own: the next `get` loads again. */
  forget(): void;
};

/** A copy in memory of what is kept elsewhere. What `get` returns was true less than `maxAgeMs` ago. */
export function createCopy<Value>(options: {
  readonly load: () => Promise<Value>;
  readonly maxAgeMs: number;
  readonly clock: Clock;
}): Copy<Value> {
  const { load, maxAgeMs, clock } = options;
  const flights = createSingleFlight<Value>();
  let kept: { readonly value: Value; readonly at: number } | undefined;

  return {
    async get() {
      // A negative age is a clock that was set back: nothing is known about the copy then.
      const age = kept === undefined ? undefined : clock() - kept.at;
      if (kept !== undefined && age !== undefined && age >= 0 && age < maxAgeMs) return kept.value;
      return flights.run('', async (flight) => {
        const at = clock();
        const value = await load();
        if (!flight.forgotten) kept = { value, at };
        return value;
      });
    },
    forget() {
      kept = undefined;
      flights.forget();
    },
  };
}
