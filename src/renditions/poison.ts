/**
 * Marks on renditions that take their process down with them. After the second time they are refused at once for a
 * while, without costing another process. A client that left, a full queue or a declared error is no mark.
 */

import { LRUCache } from 'lru-cache';
import type { Clock, HalftoneError } from '../kernel/index.ts';
import type { LossKind } from '../workers/index.ts';
import { errors } from './errors.ts';

const LOSSES_ALLOWED = 2;
const FORGET_AFTER_MS = 10 * 60_000;
const MAX_MARKS = 10_000;

export type PoisonMarks = {
  /** The refusal, when there is one. */
  refusal(key: string): HalftoneError | undefined;
  /** A process was lost over this rendition. */
  mark(key: string, kind: LossKind): void;
  /** It worked after all. */
  clear(key: string): void;
};

export function createPoisonMarks(clock: Clock): PoisonMarks {
  const marks = new LRUCache<string, { losses: number; last: LossKind; until: number }>({ max: MAX_MARKS });

  function current(key: string) {
    const found = marks.get(key);
    return found !== undefined && found.until > clock() ? found : undefined;
  }

  return {
    refusal(key) {
      const found = current(key);
      if (found === undefined || found.losses < LOSSES_ALLOWED) return undefined;
      return found.last === 'memory' ? errors.tooDemanding() : errors.unrenderable();
    },
    mark(key, last) {
      const losses = (current(key)?.losses ?? 0) + 1;
      marks.set(key, { losses, last, until: clock() + FORGET_AFTER_MS });
    },
    clear: (key) => void marks.delete(key),
  };
}
