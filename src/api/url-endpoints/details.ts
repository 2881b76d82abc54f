import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';
import { endpointJson, endpointSchema } from './endpoint-json.ts';

export function urlEndpointDetails({
  accounts,
}: {
  readonly accounts: Pick<Accounts, 'urlEndpoints'>;
}): Route {
  return {
    method: 'GET',
    paths: ['/v1/accounts/url-endpoints/:id'],
    summary: 'Show a URL endpoint.',
    access: 'account',
    schema: { params: shortIdParams, response: { 200: endpointSchema } },
    handler: async (request) => endpointJson(await accounts.urlEndpoints.get(shortIdOf(request))),
  };
}
