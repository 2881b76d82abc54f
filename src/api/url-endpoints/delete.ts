import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';

export function deleteUrlEndpoint({
  accounts,
}: {
  readonly accounts: Pick<Accounts, 'urlEndpoints'>;
}): Route {
  return {
    method: 'DELETE',
    paths: ['/v1/accounts/url-endpoints/:id'],
    summary: 'Delete a URL endpoint, but never the default one.',
    access: 'account',
    schema: { params: shortIdParams, response: { 204: Type.Null() } },
    handler: async (request, reply) => {
      await accounts.urlEndpoints.remove(shortIdOf(request));
      return reply.code(204).send();
    },
  };
}
