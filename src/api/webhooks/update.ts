import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';
import { readWebhookChange } from './webhook-body.ts';
import { endpointProperty, eventsProperty, webhookJson, webhookSchema } from './webhook-json.ts';

export function updateWebhook({ accounts }: { readonly accounts: Pick<Accounts, 'webhooks'> }): Route {
  return {
    method: 'PATCH',
    paths: ['/v1/accounts/webhooks/:id'],
    summary: 'Change the endpoint of a webhook, its list of events, or whether it is enabled.',
    access: 'account',
    schema: {
      params: shortIdParams,
      body: Type.Object({
        endpoint: Type.Optional(endpointProperty),
        events: Type.Optional(eventsProperty),
        enabled: Type.Optional(Type.Boolean({ description: 'Whether events are sent to it.' })),
      }),
      response: { 200: webhookSchema },
    },
    handler: async (request) => {
      const change = readWebhookChange(jsonBody(request));
      return webhookJson(await accounts.webhooks.update(shortIdOf(request), change));
    },
  };
}
