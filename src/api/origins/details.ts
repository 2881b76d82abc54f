import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';
import { originJson, originSchema } from './origin-json.ts';

export function originDetails({ accounts }: { readonly accounts: Pick<Accounts, 'origins'> }): Route {
  return {
    method: 'GET',
    paths: ['/v1/accounts/origins/:id'],
    summary: 'Show an origin.',
    access: 'account',
    schema: { params: shortIdParams, response: { 200: originSchema } },
    handler: async (request) => originJson(await accounts.origins.get(shortIdOf(request))),
  };
}
