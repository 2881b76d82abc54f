import { LRUCache } from 'lru-cache';

/** Values of more than this share of the tier are not kept: one of them would push out many that are asked for more. */
const LARGEST_SHARE = 1 / 16;
/** What an entry costs beside its bytes. */
const OVERHEAD_BYTES = 512;

export type MemoryTier<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  clear(): void;
  keys(): Iterable<string>;
  /** Bytes kept. */
  readonly bytes: number;
};

/** The values used last, up to `maxBytes` of them in all. */
export function createMemoryTier<Value extends { readonly size: number }>(
  maxBytes: number,
): MemoryTier<Value> {
  const entries = new LRUCache<string, Value>({
    maxSize: Math.max(1, maxBytes),
    maxEntrySize: Math.max(1, Math.floor(maxBytes * LARGEST_SHARE)),
    sizeCalculation: ({ size }) => size + OVERHEAD_BYTES,
  });
  return {
    get: (key) => entries.get(key),
    set: (key, value) => void entries.set(key, value),
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
    keys: () => entries.keys(),
    get bytes() {
      return entries.calculatedSize;
    },
  };
}
