import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { shortIdOf, shortIdParams } from '../short-id.ts';
import { readNamedChange } from './named-body.ts';
import {
  enabledProperty,
  namedJson,
  namedSchema,
  nameProperty,
  transformationProperty,
} from './named-json.ts';

export function updateNamedTransformation(deps: {
  readonly accounts: Pick<Accounts, 'namedTransformations'>;
}): Route {
  return {
    method: 'PATCH',
    paths: ['/v1/named-transformations/:id'],
    summary: 'Change a named transformation. One that is in use keeps its name and stays enabled.',
    access: 'read-write',
    schema: {
      params: shortIdParams,
      body: Type.Object({
        name: Type.Optional(nameProperty),
        transformation: Type.Optional(transformationProperty),
        enabled: Type.Optional(enabledProperty),
      }),
      response: { 200: namedSchema },
    },
    handler: async (request) => {
      const change = readNamedChange(jsonBody(request));
      return namedJson(await deps.accounts.namedTransformations.update(shortIdOf(request), change));
    },
  };
}
