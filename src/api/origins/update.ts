import type { Accounts } from '../../accounts/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';
import { readOrigin } from './origin-body.ts';
import { originJson, originRequestSchema, originSchema } from './origin-json.ts';

export function updateOrigin({ accounts }: { readonly accounts: Pick<Accounts, 'origins'> }): Route {
  return {
    method: 'PUT',
    paths: ['/v1/accounts/origins/:id'],
    summary: 'Replace an origin whole, its secrets too.',
    access: 'account',
    schema: { params: shortIdParams, body: originRequestSchema, response: { 200: originSchema } },
    handler: async (request) => {
      const given = readOrigin(jsonBody(request));
      return originJson(await accounts.origins.replace(shortIdOf(request), given));
    },
  };
}
