import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { readNewNamed } from './named-body.ts';
import {
  enabledProperty,
  namedJson,
  namedSchema,
  nameProperty,
  transformationProperty,
} from './named-json.ts';

export function createNamedTransformation(deps: {
  readonly accounts: Pick<Accounts, 'namedTransformations'>;
}): Route {
  return {
    method: 'POST',
    paths: ['/v1/named-transformations'],
    summary: 'Create a named transformation; an account has 250 at most.',
    access: 'read-write',
    once: true,
    schema: {
      body: Type.Object({
        name: nameProperty,
        transformation: transformationProperty,
        enabled: Type.Optional(enabledProperty),
      }),
      response: { 201: namedSchema },
    },
    handler: async (request, reply) => {
      const named = await deps.accounts.namedTransformations.create(readNewNamed(jsonBody(request)));
      return reply.code(201).send(namedJson(named));
    },
  };
}
