import { defineErrors } from '../kernel/index.ts';

/** What stops a start: the settings and the database do not fit together. */
export const errors = defineErrors({
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
});
