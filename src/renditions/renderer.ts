/** The making of a rendition's file in a child process: whose turn it is, and what happens when the child is lost. */

import type { Target } from '../imaging/index.ts';
import type { Clock, HalftoneError } from '../kernel/index.ts';
import type { BlobStore } from '../storage/index.ts';
import { type Loss, lossOf } from '../workers/index.ts';
import { createAdmission } from './admission.ts';
import { errors } from './errors.ts';
import type { RenditionFacts } from './file-name.ts';
import type { RenditionFormat } from './formats.ts';
import { createPoisonMarks } from './poison.ts';

/** How a rendition that is nowhere yet gets made. */
export type Making = {
  /** Of its source: what its marks go by. */
  readonly blobKey: string;
  /** Of a source that is not stored; else the store knows where it is. */
  readonly path?: string;
  /** Of what is made. */
  readonly format: RenditionFormat;
  /** `estimateMs`. */
  readonly estimateMs: number;
  /** Has a child write the file. */
  produce(source: string, target: Target, signal: AbortSignal): Promise<Produced>;
};

/** `bytes`: the rendition itself, when its file could not be written. */
export type Produced = RenditionFacts & { readonly bytes?: Uint8Array | undefined };

export type Renderer = {
  /**
   * Writes the rendition to `target`.
   * @param signal drops it while it waits for its turn or for a process, and stops it when much is left to do.
   * @throws overloaded, renderTimedOut, unrenderable, unopenable, tooDemanding; what the pool, the task and the storage
   *   throw.
   */
  render(key: string, making: Making, target: Target, signal: AbortSignal): Promise<Produced>;
  stats(): { readonly renders: number; readonly rejected: number; readonly waiting: number };
};

export function createRenderer(deps: {
  readonly store: Pick<BlobStore, 'withLocalPath'>;
  /** Processes of the pool. */
  readonly processes: number;
  readonly maxWaiting: number;
  readonly clock: Clock;
}): Renderer {
  const { store, processes, maxWaiting } = deps;
  const poison = createPoisonMarks(deps.clock);
  const admission = createAdmission({ processes, maxWaiting });
  let renders = 0;

  return {
    async render(key, making, target, signal) {
      const { blobKey, estimateMs } = making;
      const refusal = poison.refusal([key, blobKey]);
      if (refusal !== undefined) throw refusal;
      const endTurn = await admission.enter(estimateMs, signal);
      try {
        const produce = (source: string) => {
          renders += 1;
          return making.produce(source, target, signal);
        };
        const { path } = making;
        const produced = await (path === undefined ? store.withLocalPath(blobKey, produce) : produce(path));
        poison.clear([key, blobKey]);
        return produced;
      } catch (error) {
        const loss = lossOf(error);
        if (loss === undefined) throw error;
        if (brokeAtOpening(loss)) poison.mark(blobKey, errors.unopenable);
        else poison.mark(key, refusalAfter(loss));
        throw loss.kind === 'deadline' ? errors.renderTimedOut().because(error) : error;
      } finally {
        endTurn();
      }
    },
    stats: () => ({ renders, ...admission.stats() }),
  };
}

/** Tasks report the phase `opened` before they touch pixels: what dies earlier dies with any plan. */
function brokeAtOpening({ kind, phase }: Loss): boolean {
  return kind === 'crash' && phase !== 'opened';
}

function refusalAfter({ kind }: Loss): () => HalftoneError {
  return kind === 'memory' ? errors.tooDemanding : errors.unrenderable;
}
