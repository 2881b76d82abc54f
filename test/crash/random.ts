/** Chance that can be had again: the same seed, the same numbers. */
export type Random = {
  /** 0 up to, not including, 1. */
  next(): number;
  /** An integer from `least` to `most`. */
  integer(least: number, most: number): number;
  pick<Item>(items: readonly Item[]): Item;
  bytes(length: number): Buffer<ArrayBuffer>;
};

/** Mulberry32: 32 bits of state are plenty for choosing what to do next. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function word(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  const next = () => word() / 2 ** 32;
  return {
    next,
    integer: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: <Item>(items: readonly Item[]) => items[Math.floor(next() * items.length)] as Item,
    bytes(length) {
      const words = new Uint32Array(Math.ceil(length / 4));
      for (let index = 0; index < words.length; index += 1) words[index] = word();
      return Buffer.from(words.buffer, 0, length);
    },
  };
}
