import { defineErrors } from '../kernel/index.ts';

export const errors = defineErrors({
  // What stops a start: the settings and the database do not fit together.
  wrongSecret: {
    code: 'ESECRET',
    status: 500,
    message:
      'HALFTONE_SECRET is not the secret this database was made with, so the API keys in it cannot be read.',
    help: 'Start with the secret of before (without HALFTONE_SECRET it is in the data folder), or with a new database.',
  },
  incompletePair: {
    code: 'EKEYS',
    status: 500,
    message: (missing: 'HALFTONE_PUBLIC_KEY' | 'HALFTONE_PRIVATE_KEY') =>
      `${missing} is missing: a pair of API keys is given whole or not at all.`,
  },

  // Named transformations, in ImageKit's words where those are known.
  invalidNamed: {
    code: 'ENAMED',
    status: 400,
    message: (parameter: 'name' | 'transformation', why: string) =>
      `Your request contains invalid ${parameter} parameter: ${why}.`,
  },
  nameTaken: {
    code: 'ENAMED',
    status: 400,
    message: 'A named transformation with this name already exists.',
  },
  tooManyNamed: {
    code: 'ENAMED',
    status: 400,
    message: (limit: number) => `You can create a maximum of ${limit} named transformations.`,
  },
  namedNotFound: {
    code: 'ENAMED',
    status: 404,
    message: 'The requested named transformation does not exist.',
  },
});
