import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';

export function deleteNamedTransformation(deps: {
  readonly accounts: Pick<Accounts, 'namedTransformations'>;
}): Route {
  return {
    method: 'DELETE',
    paths: ['/v1/named-transformations/:id'],
    summary: 'Delete a named transformation that is not in use.',
    access: 'read-write',
    schema: { params: shortIdParams, response: { 204: Type.Null() } },
    handler: async (request, reply) => {
      await deps.accounts.namedTransformations.remove(shortIdOf(request));
      return reply.code(204).send();
    },
  };
}
