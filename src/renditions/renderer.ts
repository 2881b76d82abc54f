/** The making of a rendition's file in a child process: whose turn it is, and what happens when the child is lost. */

import { type Clock, createSemaphore } from '../kernel/index.ts';
import type { BlobStore } from '../storage/index.ts';
import { lossOf } from '../workers/index.ts';
import { errors } from './errors.ts';
import type { RenditionFacts } from './file-name.ts';
import { createPoisonMarks } from './poison.ts';

/** No client waits longer than this for its turn: what has not begun by then would come too late. */
const MAX_WAIT_MS = 20_000;

/** Units of the semaphore for each process: light renders come two to a process, so that it never idles. */
const UNITS_PER_PROCESS = 2;

/** How a rendition that is nowhere yet gets made. */
export type Making = {
  readonly blobKey: string;
  /** Units of the semaphore: `renderWeight`. */
  readonly weight: number;
  /** Has a child write the file. */
  produce(source: string, target: string, signal: AbortSignal): Promise<RenditionFacts>;
};

export type Renderer = {
  /**
   * Writes the rendition to `target`.
   * @param signal drops it while it waits for its turn or for a process.
   * @throws overloaded, renderTimedOut, unrenderable, tooDemanding; what the pool, the task and the storage throw.
   */
  render(key: string, making: Making, target: string, signal: AbortSignal): Promise<RenditionFacts>;
  stats(): { readonly renders: number; readonly rejected: number; readonly waiting: number };
};

export function createRenderer(deps: {
  readonly store: Pick<BlobStore, 'localPath'>;
  /** Processes of the pool. */
  readonly processes: number;
  readonly maxWaiting: number;
  readonly clock: Clock;
}): Renderer {
  const poison = createPoisonMarks(deps.clock);
  const turns = createSemaphore({
    capacity: UNITS_PER_PROCESS * deps.processes,
    maxWaiting: deps.maxWaiting,
    full: errors.overloaded,
  });
  let renders = 0;
  let rejected = 0;

  async function takeTurn(weight: number, signal: AbortSignal): Promise<() => void> {
    const tooLate = AbortSignal.timeout(MAX_WAIT_MS);
    try {
      return await turns.acquire(weight, AbortSignal.any([signal, tooLate]));
    } catch (error) {
      if (signal.aborted) throw error;
      rejected += 1;
      throw tooLate.aborted ? errors.overloaded() : error;
    }
  }

  return {
    async render(key, making, target, signal) {
      const refusal = poison.refusal(key);
      if (refusal !== undefined) throw refusal;
      const giveBack = await takeTurn(making.weight, signal);
      try {
        const source = await deps.store.localPath(making.blobKey);
        renders += 1;
        const facts = await making.produce(source, target, signal);
        poison.clear(key);
        return facts;
      } catch (error) {
        const loss = lossOf(error);
        if (loss === undefined) throw error;
        poison.mark(key, loss);
        throw loss === 'deadline' ? errors.renderTimedOut().because(error) : error;
      } finally {
        giveBack();
      }
    },
    stats: () => ({ renders, rejected, waiting: turns.waiting }),
  };
}
