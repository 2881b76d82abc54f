import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';
import { webhookJson, webhookSchema } from './webhook-json.ts';

export function webhookDetails({ accounts }: { readonly accounts: Pick<Accounts, 'webhooks'> }): Route {
  return {
    method: 'GET',
    paths: ['/v1/accounts/webhooks/:id'],
    summary: 'Show a webhook.',
    access: 'account',
    schema: { params: shortIdParams, response: { 200: webhookSchema } },
    handler: async (request) => webhookJson(await accounts.webhooks.get(shortIdOf(request))),
  };
}
