import { defineErrors, HalftoneError } from '../kernel/index.ts';

export const errors = defineErrors({
  leaseLost: {
    code: 'ELEASE',
    status: 500,
    message: (jobId: string) => `The job ${jobId} is not this worker's any more.`,
  },
});

/** Whether a worker was told that its job has gone to another one. */
export function isLeaseLost(error: unknown): boolean {
  return error instanceof HalftoneError && error.code === errors.leaseLost.spec.code;
}
