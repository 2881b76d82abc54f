import { defineErrors, HalftoneError, toPlain } from '../kernel/index.ts';

/** What is wrong with a query; `help` says where and what was expected (rest-api.md 2.3, 2.4). */
export const errors = defineErrors({
  invalidSearchQuery: {
    code: 'EQUERY',
    status: 400,
    message: 'Your request contains invalid searchQuery parameter.',
  },
  invalidChecks: {
    code: 'ECHECKS',
    status: 400,
    message: 'Your request contains invalid syntax for the checks parameter.',
  },
  checksFailed: {
    code: 'ECHECKS',
    status: 400,
    message: "Your request failed 'checks' validation.",
    help: 'The upload is not what its checks expression demands, so nothing was stored.',
  },
});

/** Why a text is no query. It never leaves this room: the caller knows which parameter the text came from. */
export class QueryProblem extends Error {
  override readonly name = 'QueryProblem';
}

/** The error of a parameter, with what is wrong as its help. Anything but a problem of the text passes as it is. */
export function explained(error: HalftoneError, problem: unknown): unknown {
  if (!(problem instanceof QueryProblem)) return problem;
  return new HalftoneError({ ...toPlain(error), help: problem.message });
}
