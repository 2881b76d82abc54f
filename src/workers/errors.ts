import { defineErrors } from '../kernel/index.ts';

export const errors = defineErrors({
  taskTimedOut: {
    code: 'ETIMEDOUT',
    status: 504,
    message: (deadlineMs: number) => `The work was stopped after ${deadlineMs / 1000} s.`,
    help: 'Ask for less: a smaller source, a smaller size or fewer steps.',
  },
  taskCrashed: {
    code: 'EINTERNAL',
    status: 500,
    message: 'The process doing the work ended unexpectedly.',
  },
  taskTooLarge: {
    code: 'ELIMIT',
    status: 400,
    message: 'The work needs more memory than it may have.',
    help: 'Ask for less: a smaller source, a smaller size or fewer frames.',
  },
  /** A task threw something that is no declared error: a bug, a full disk. The cause goes to the log. */
  taskFailed: {
    code: 'EINTERNAL',
    status: 500,
    message: 'The work failed.',
  },
  workerNotStarted: {
    code: 'EINTERNAL',
    status: 500,
    message: 'No process could be started to do the work.',
  },
  poolClosed: {
    code: 'EINTERNAL',
    status: 503,
    message: 'The server is stopping.',
    retryAfter: 5,
  },
});
