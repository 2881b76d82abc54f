import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Library } from '../../library/index.ts';
import { fieldLookup } from '../extensions/lookups.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { readNewSaved } from './saved-body.ts';
import { savedJson, savedProperties, savedSchema } from './saved-json.ts';

export type SavedWriteDeps = {
  readonly accounts: Pick<Accounts, 'savedExtensions'>;
  readonly library: Pick<Library, 'customFields'>;
};

export function createSavedExtension({ accounts, library }: SavedWriteDeps): Route {
  return {
    method: 'POST',
    paths: ['/v1/saved-extensions'],
    summary: 'Save an extension, to ask for it by its id; an account has at most 100.',
    access: 'read-write',
    once: true,
    schema: { body: Type.Object(savedProperties), response: { 201: savedSchema } },
    handler: async (request, reply) => {
      const given = readNewSaved(jsonBody(request), await fieldLookup(library));
      return reply.code(201).send(savedJson(await accounts.savedExtensions.create(given)));
    },
  };
}
