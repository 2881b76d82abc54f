import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { originJson, originSchema } from './origin-json.ts';

export function listOrigins({ accounts }: { readonly accounts: Pick<Accounts, 'origins'> }): Route {
  return {
    method: 'GET',
    paths: ['/v1/accounts/origins'],
    summary: 'List the origins, in the order in which they were made.',
    access: 'account',
    schema: { response: { 200: Type.Array(originSchema) } },
    handler: async () => (await accounts.origins.list()).map(originJson),
  };
}
