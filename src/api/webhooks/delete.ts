import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';

export function deleteWebhook({ accounts }: { readonly accounts: Pick<Accounts, 'webhooks'> }): Route {
  return {
    method: 'DELETE',
    paths: ['/v1/accounts/webhooks/:id'],
    summary: 'Delete a webhook.',
    access: 'account',
    schema: { params: shortIdParams, response: { 204: Type.Null() } },
    handler: async (request, reply) => {
      await accounts.webhooks.remove(shortIdOf(request));
      return reply.code(204).send();
    },
  };
}
