import type { Accounts } from '../../accounts/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { readOrigin } from './origin-body.ts';
import { originJson, originRequestSchema, originSchema } from './origin-json.ts';

export function createOrigin({ accounts }: { readonly accounts: Pick<Accounts, 'origins'> }): Route {
  return {
    method: 'POST',
    paths: ['/v1/accounts/origins'],
    summary: 'Create an origin. What is secret is kept encrypted and never shown.',
    access: 'account',
    once: true,
    schema: { body: originRequestSchema, response: { 201: originSchema } },
    handler: async (request, reply) => {
      const origin = await accounts.origins.create(readOrigin(jsonBody(request)));
      return reply.code(201).send(originJson(origin));
    },
  };
}
