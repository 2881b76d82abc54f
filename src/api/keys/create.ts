import { Type } from 'typebox';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import {
  nameSchema,
  newKeyJson,
  newKeySchema,
  permissionSchema,
  readName,
  readPermission,
} from './key-json.ts';
import { KEYS_PATH, type KeysDeps } from './list.ts';

export function createKey({ accounts: { apiKeys } }: KeysDeps): Route {
  return {
    method: 'POST',
    paths: [KEYS_PATH],
    summary: 'Create a pair of API keys. At most five may be active.',
    access: 'account',
    once: true,
    schema: {
      body: Type.Object({ permission: permissionSchema, name: Type.Optional(nameSchema) }),
      response: { 201: newKeySchema },
    },
    handler: async (request, reply) => {
      const { permission, name } = jsonBody(request);
      const key = await apiKeys.create({ permission: readPermission(permission), name: readName(name) });
      return reply.code(201).send(newKeyJson(key));
    },
  };
}
