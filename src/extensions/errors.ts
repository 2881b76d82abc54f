import { defineErrors, HalftoneError, toPlain } from '../kernel/index.ts';

export const errors = defineErrors({
  /** Its `help` says where the fault is and what was expected there. */
  invalidExtensions: {
    code: 'EEXTENSIONS',
    status: 400,
    message: 'Your request contains invalid extensions parameter.',
  },
  invalidConfiguration: {
    code: 'EEXTENSIONS',
    status: 400,
    message: 'Invalid extension configuration.',
  },

  // How an extension fails, in the callback of that failure and nowhere else.
  notConfigured: {
    code: 'EBACKEND',
    status: 400,
    message: (name: string) => `${name} backend is not configured`,
  },
  backendFailed: {
    code: 'EBACKEND',
    status: 502,
    message: (name: string) => `${name} backend failed`,
  },
  /** For adapters: what the backend will never do, however often it is asked. */
  refused: {
    code: 'EBACKEND',
    status: 400,
    message: (why: string) => why,
  },
});

/** What is wrong with extensions, and where. It never leaves this room: the caller knows whose fault it is. */
export class ExtensionProblem extends Error {
  override readonly name = 'ExtensionProblem';

  constructor(where: string, what: string) {
    super(`${where}: ${what}.`);
  }
}

/** What `read` returns; a problem that it finds is the help of `error`. */
export function explained<T>(error: HalftoneError, read: () => T): T {
  try {
    return read();
  } catch (problem) {
    if (!(problem instanceof ExtensionProblem)) throw problem;
    throw new HalftoneError({ ...toPlain(error), help: problem.message });
  }
}
