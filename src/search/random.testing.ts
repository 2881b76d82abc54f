/** The same choices for the same seed, everywhere. */
export type Random = ReturnType<typeof createRandom>;

export function createRandom(seed: number) {
  let state = seed;
  /** At least 0, less than 1 (mulberry32). */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (count: number) => Math.floor(next() * count);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  return {
    below,
    pick,
    chance: (probability: number) => next() < probability,
    /** So many of the items, the same one more than once perhaps. */
    some: <T>(items: readonly T[], most: number): T[] =>
      Array.from({ length: below(most + 1) }, () => pick(items)),
  };
}
