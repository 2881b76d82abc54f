import type { Accounts } from '../../accounts/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';
import { readUrlEndpoint } from './endpoint-body.ts';
import { endpointJson, endpointRequestSchema, endpointSchema } from './endpoint-json.ts';

export function updateUrlEndpoint({
  accounts,
}: {
  readonly accounts: Pick<Accounts, 'urlEndpoints'>;
}): Route {
  return {
    method: 'PUT',
    paths: ['/v1/accounts/url-endpoints/:id'],
    summary: 'Replace a URL endpoint whole. The default one keeps its empty prefix.',
    access: 'account',
    schema: { params: shortIdParams, body: endpointRequestSchema, response: { 200: endpointSchema } },
    handler: async (request) => {
      const given = readUrlEndpoint(jsonBody(request));
      return endpointJson(await accounts.urlEndpoints.replace(shortIdOf(request), given));
    },
  };
}
