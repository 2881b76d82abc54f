import { Type } from 'typebox';
import { errors } from '../errors.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import {
  keyIdOf,
  keyJson,
  keyParams,
  keySchema,
  nameSchema,
  permissionSchema,
  readName,
  readPermission,
} from './key-json.ts';
import { KEYS_PATH, type KeysDeps } from './list.ts';

export function changeKey({ accounts: { apiKeys } }: KeysDeps): Route {
  return {
    method: 'PATCH',
    paths: [`${KEYS_PATH}/:id`],
    summary: 'Change what an API key may do, or its name. One standard key stays.',
    access: 'account',
    schema: {
      params: keyParams,
      body: Type.Object({ permission: Type.Optional(permissionSchema), name: Type.Optional(nameSchema) }),
      response: { 200: keySchema },
    },
    handler: async (request) => {
      const { permission, name } = jsonBody(request);
      if (permission === undefined && name === undefined) throw errors.noKeyChange();
      const key = await apiKeys.change(keyIdOf(request.params), {
        permission: permission === undefined ? undefined : readPermission(permission),
        name: name === undefined ? undefined : readName(name),
      });
      return keyJson(key);
    },
  };
}
