import { Type } from 'typebox';
import type { Route } from '../route.ts';
import type { SavedReadDeps } from './list.ts';
import { SAVED_PATH, savedIdOf, savedIdParams } from './saved-id.ts';

export function deleteSavedExtension({ accounts }: SavedReadDeps): Route {
  return {
    method: 'DELETE',
    paths: [SAVED_PATH],
    summary: 'Delete a saved extension: whoever asks for it afterwards is refused.',
    access: 'read-write',
    schema: { params: savedIdParams, response: { 204: Type.Null() } },
    handler: async (request, reply) => {
      await accounts.savedExtensions.remove(savedIdOf(request));
      return reply.code(204).send();
    },
  };
}
