import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { keyIdOf, keyParams } from './key-json.ts';
import { KEYS_PATH, type KeysDeps } from './list.ts';

export function revokeKey({ accounts: { apiKeys } }: KeysDeps): Route {
  return {
    method: 'DELETE',
    paths: [`${KEYS_PATH}/:id`],
    summary: 'Revoke a pair of API keys: it is unknown from now on. One standard key stays.',
    access: 'account',
    schema: { params: keyParams, response: { 204: Type.Null() } },
    handler: async (request, reply) => {
      await apiKeys.revoke(keyIdOf(request.params));
      return reply.code(204).send();
    },
  };
}
