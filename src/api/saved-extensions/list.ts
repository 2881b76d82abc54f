import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { savedJson, savedSchema } from './saved-json.ts';

export type SavedReadDeps = { readonly accounts: Pick<Accounts, 'savedExtensions'> };

export function listSavedExtensions({ accounts }: SavedReadDeps): Route {
  return {
    method: 'GET',
    paths: ['/v1/saved-extensions'],
    summary: 'List the saved extensions, in the order in which they were made.',
    access: 'read',
    schema: { response: { 200: Type.Array(savedSchema) } },
    handler: async () => (await accounts.savedExtensions.list()).map(savedJson),
  };
}
