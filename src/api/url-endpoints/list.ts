import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { endpointJson, endpointSchema } from './endpoint-json.ts';

export function listUrlEndpoints({ accounts }: { readonly accounts: Pick<Accounts, 'urlEndpoints'> }): Route {
  return {
    method: 'GET',
    paths: ['/v1/accounts/url-endpoints'],
    summary: 'List the URL endpoints: the default one, then the others in the order in which they were made.',
    access: 'account',
    schema: { response: { 200: Type.Array(endpointSchema) } },
    handler: async () => (await accounts.urlEndpoints.list()).map(endpointJson),
  };
}
