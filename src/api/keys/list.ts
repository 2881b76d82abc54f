import { Type } from 'typebox';
import type { ApiKeys } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { keyJson, keySchema } from './key-json.ts';

export const KEYS_PATH = '/_halftone/v1/keys';

export type KeysDeps = { readonly accounts: { readonly apiKeys: ApiKeys } };

export function listKeys({ accounts: { apiKeys } }: KeysDeps): Route {
  return {
    method: 'GET',
    paths: [KEYS_PATH],
    summary: 'List the API keys in the order in which they were made, without their private halves.',
    access: 'account',
    schema: { response: { 200: Type.Array(keySchema) } },
    handler: async () => (await apiKeys.list()).map(keyJson),
  };
}
