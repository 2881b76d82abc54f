import { HalftoneError } from '../kernel/index.ts';

/** How a job was lost together with its process. */
export type Loss = {
  readonly kind: 'crash' | 'deadline' | 'memory';
  /** The last that the task reported of how far it had come. */
  readonly phase: string | undefined;
};

/** The cause inside errors of jobs that were lost with their process: sets them apart from errors that tasks threw. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
  readonly loss: Loss;

  constructor(loss: Loss, detail: string) {
    super(detail);
    this.loss = loss;
  }
}

/** How the job was lost, when `error` says that it was; undefined for every other error. */
export function lossOf(error: unknown): Loss | undefined {
  return error instanceof HalftoneError && error.cause instanceof WorkerLost ? error.cause.loss : undefined;
}
