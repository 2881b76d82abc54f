import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';

export function deleteOrigin({ accounts }: { readonly accounts: Pick<Accounts, 'origins'> }): Route {
  return {
    method: 'DELETE',
    paths: ['/v1/accounts/origins/:id'],
    summary: 'Delete an origin that no URL endpoint uses.',
    access: 'account',
    schema: { params: shortIdParams, response: { 204: Type.Null() } },
    handler: async (request, reply) => {
      await accounts.origins.remove(shortIdOf(request));
      return reply.code(204).send();
    },
  };
}
