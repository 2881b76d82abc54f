import { Type } from 'typebox';
import { errors } from '../errors.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { keyIdOf, keyJson, keyParams, keySchema, newKeyJson, newKeySchema } from './key-json.ts';
import { KEYS_PATH, type KeysDeps } from './list.ts';

const HOUR_MS = 3_600_000;

/** How long the old pair goes on (rest-api.md 1.3). */
const GRACE_MS = new Map<unknown, number>([
  ['now', 0],
  ['1h', HOUR_MS],
  ['24h', 24 * HOUR_MS],
  ['3d', 72 * HOUR_MS],
  ['7d', 168 * HOUR_MS],
]);
const GRACES = [...GRACE_MS.keys()] as string[];

export function rollKey({ accounts: { apiKeys } }: KeysDeps): Route {
  return {
    method: 'POST',
    paths: [`${KEYS_PATH}/:id/roll`],
    summary: 'Put a new pair of API keys in the place of one, which goes on for a while.',
    access: 'account',
    once: true,
    schema: {
      params: keyParams,
      body: Type.Object({
        expireOldAfter: Type.String({ enum: GRACES, description: 'How long the old pair goes on.' }),
      }),
      response: { 201: Type.Object({ key: newKeySchema, old: keySchema }) },
    },
    handler: async (request, reply) => {
      const graceMs = GRACE_MS.get(jsonBody(request).expireOldAfter);
      if (graceMs === undefined) throw errors.invalidExpireOldAfter();
      const { key, old } = await apiKeys.roll(keyIdOf(request.params), graceMs);
      return reply.code(201).send({ key: newKeyJson(key), old: keyJson(old) });
    },
  };
}
