import { Type } from 'typebox';
import { DELIVERY_STATES, type Webhooks } from '../../webhooks/index.ts';
import { errors } from '../errors.ts';
import { queryInteger, queryText } from '../query.ts';
import type { Route } from '../route.ts';
import { deliveryJson, deliverySchema, stateSchema } from './delivery-json.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
/** No further than anybody pages; a number that a database takes. */
const MAX_SKIP = 1_000_000;

export function listDeliveries({ webhooks }: { readonly webhooks: Pick<Webhooks, 'deliveries'> }): Route {
  return {
    method: 'GET',
    paths: ['/_halftone/v1/webhook-deliveries'],
    summary: 'List what was sent to webhooks, is to be sent, or was given up; the newest first.',
    access: 'account',
    schema: {
      querystring: Type.Object({
        state: Type.Optional(Type.Union(stateSchema.anyOf, { description: '`dead` by default.' })),
        limit: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: MAX_LIMIT,
            default: DEFAULT_LIMIT,
            description: 'Rows of a page.',
          }),
        ),
        skip: Type.Optional(
          Type.Integer({ minimum: 0, maximum: MAX_SKIP, default: 0, description: 'Rows before the page.' }),
        ),
      }),
      response: { 200: Type.Array(deliverySchema) },
    },
    handler: async (request) => {
      const query = request.query as URLSearchParams;
      const state = DELIVERY_STATES.find((known) => known === (queryText(query, 'state') ?? 'dead'));
      if (state === undefined) throw errors.invalidParameter('state');
      const limit = queryInteger(query, 'limit', { least: 1, most: MAX_LIMIT, otherwise: DEFAULT_LIMIT });
      const skip = queryInteger(query, 'skip', { least: 0, most: MAX_SKIP, otherwise: 0 });
      return (await webhooks.deliveries({ state, limit, skip })).map(deliveryJson);
    },
  };
}
