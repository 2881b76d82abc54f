import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { readNewWebhook } from './webhook-body.ts';
import { endpointProperty, eventsProperty, webhookJson, webhookSchema } from './webhook-json.ts';

export function createWebhook({ accounts }: { readonly accounts: Pick<Accounts, 'webhooks'> }): Route {
  return {
    method: 'POST',
    paths: ['/v1/accounts/webhooks'],
    summary: 'Create a webhook; an account has three at most.',
    access: 'account',
    once: true,
    schema: {
      body: Type.Object({
        endpoint: endpointProperty,
        events: eventsProperty,
        enabled: Type.Optional(
          Type.Boolean({ default: true, description: 'Whether events are sent to it.' }),
        ),
      }),
      response: { 201: webhookSchema },
    },
    handler: async (request, reply) => {
      const webhook = await accounts.webhooks.create(readNewWebhook(jsonBody(request)));
      return reply.code(201).send(webhookJson(webhook));
    },
  };
}
