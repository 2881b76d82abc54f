import { HalftoneError } from '../kernel/index.ts';

/** How a job was lost together with its process. */
export type LossKind = 'crash' | 'deadline' | 'memory';

/** The cause inside errors of jobs that were lost with their process: sets them apart from errors that tasks threw. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
  readonly kind: LossKind;

  constructor(kind: LossKind, detail: string) {
    super(detail);
    this.kind = kind;
  }
}

/** How the job was lost, when `error` says that it was; undefined for every other error. */
export function lossOf(error: unknown): LossKind | undefined {
  return error instanceof HalftoneError && error.cause instanceof WorkerLost ? error.cause.kind : undefined;
}
