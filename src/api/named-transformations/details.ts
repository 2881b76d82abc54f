import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';
import { namedJson, namedSchema } from './named-json.ts';

export function namedTransformationDetails(deps: {
  readonly accounts: Pick<Accounts, 'namedTransformations'>;
}): Route {
  return {
    method: 'GET',
    paths: ['/v1/named-transformations/:id'],
    summary: 'Show a named transformation.',
    access: 'read',
    schema: { params: shortIdParams, response: { 200: namedSchema } },
    handler: async (request) => namedJson(await deps.accounts.namedTransformations.get(shortIdOf(request))),
  };
}
