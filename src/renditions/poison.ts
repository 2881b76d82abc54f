/**
 * Marks on what takes its process down: a rendition, or an input that cannot even be opened. After the second time it is
 * refused at once for a while, without costing another process. A client that left, a full queue or a declared error is
 * no mark.
 */

import { LRUCache } from 'lru-cache';
import type { Clock, HalftoneError } from '../kernel/index.ts';

const LOSSES_ALLOWED = 2;
const FORGET_AFTER_MS = 10 * 60_000;
const MAX_MARKS = 10_000;

export type PoisonMarks = {
  /** The refusal, when one of these is refused. */
  refusal(names: readonly string[]): HalftoneError | undefined;
  /** A process was lost over this; `refuse` makes the refusal, should it come to that. */
  mark(name: string, refuse: () => HalftoneError): void;
  /** These worked after all. */
  clear(names: readonly string[]): void;
};

type Mark = { readonly losses: number; readonly until: number; readonly refuse: () => HalftoneError };

export function createPoisonMarks(clock: Clock): PoisonMarks {
  const marks = new LRUCache<string, Mark>({ max: MAX_MARKS });

  function current(name: string): Mark | undefined {
    const found = marks.get(name);
    return found !== undefined && found.until > clock() ? found : undefined;
  }

  return {
    refusal(names) {
      const found = names.map(current).find((mark) => (mark?.losses ?? 0) >= LOSSES_ALLOWED);
      return found?.refuse();
    },
    mark(name, refuse) {
      const losses = (current(name)?.losses ?? 0) + 1;
      marks.set(name, { losses, until: clock() + FORGET_AFTER_MS, refuse });
    },
    clear(names) {
      for (const name of names) marks.delete(name);
    },
  };
}
