import type { Route } from '../route.ts';
import type { SavedReadDeps } from './list.ts';
import { SAVED_PATH, savedIdOf, savedIdParams } from './saved-id.ts';
import { savedJson, savedSchema } from './saved-json.ts';

export function savedExtensionDetails({ accounts }: SavedReadDeps): Route {
  return {
    method: 'GET',
    paths: [SAVED_PATH],
    summary: 'One saved extension.',
    access: 'read',
    schema: { params: savedIdParams, response: { 200: savedSchema } },
    handler: async (request) => savedJson(await accounts.savedExtensions.get(savedIdOf(request))),
  };
}
