import { Type } from 'typebox';
import { fieldLookup } from '../extensions/lookups.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import type { SavedWriteDeps } from './create.ts';
import { readSavedChange } from './saved-body.ts';
import { SAVED_PATH, savedIdOf, savedIdParams } from './saved-id.ts';
import { savedJson, savedProperties, savedSchema } from './saved-json.ts';

export function updateSavedExtension({ accounts, library }: SavedWriteDeps): Route {
  return {
    method: 'PATCH',
    paths: [SAVED_PATH],
    summary: 'Change a saved extension; what is not given stays as it is.',
    access: 'read-write',
    schema: {
      params: savedIdParams,
      body: Type.Partial(Type.Object(savedProperties)),
      response: { 200: savedSchema },
    },
    handler: async (request) => {
      const id = savedIdOf(request);
      const change = readSavedChange(jsonBody(request), await fieldLookup(library));
      return savedJson(await accounts.savedExtensions.update(id, change));
    },
  };
}
