import type { Accounts } from '../../accounts/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { readUrlEndpoint } from './endpoint-body.ts';
import { endpointJson, endpointRequestSchema, endpointSchema } from './endpoint-json.ts';

export function createUrlEndpoint({
  accounts,
}: {
  readonly accounts: Pick<Accounts, 'urlEndpoints'>;
}): Route {
  return {
    method: 'POST',
    paths: ['/v1/accounts/url-endpoints'],
    summary: 'Create a URL endpoint.',
    access: 'account',
    once: true,
    schema: { body: endpointRequestSchema, response: { 201: endpointSchema } },
    handler: async (request, reply) => {
      const endpoint = await accounts.urlEndpoints.create(readUrlEndpoint(jsonBody(request)));
      return reply.code(201).send(endpointJson(endpoint));
    },
  };
}
