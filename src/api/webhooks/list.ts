import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { webhookJson, webhookSchema } from './webhook-json.ts';

export function listWebhooks({ accounts }: { readonly accounts: Pick<Accounts, 'webhooks'> }): Route {
  return {
    method: 'GET',
    paths: ['/v1/accounts/webhooks'],
    summary: 'List the webhooks, in the order in which they were made.',
    access: 'account',
    schema: { response: { 200: Type.Array(webhookSchema) } },
    handler: async () => (await accounts.webhooks.list()).map(webhookJson),
  };
}
