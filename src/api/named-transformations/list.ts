import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { namedJson, namedSchema } from './named-json.ts';

export function listNamedTransformations(deps: {
  readonly accounts: Pick<Accounts, 'namedTransformations'>;
}): Route {
  return {
    method: 'GET',
    paths: ['/v1/named-transformations'],
    summary: 'List the named transformations that the account has made, in that order.',
    access: 'read',
    schema: { response: { 200: Type.Array(namedSchema) } },
    handler: async () => (await deps.accounts.namedTransformations.list()).map(namedJson),
  };
}
