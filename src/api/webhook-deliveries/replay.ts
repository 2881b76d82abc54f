import { Type } from 'typebox';
import type { Webhooks } from '../../webhooks/index.ts';
import type { Route } from '../route.ts';
import { deliveryJson, deliverySchema } from './delivery-json.ts';

export function replayDelivery({ webhooks }: { readonly webhooks: Pick<Webhooks, 'replay'> }): Route {
  return {
    method: 'POST',
    paths: ['/_halftone/v1/webhook-deliveries/:id/replay'],
    summary: 'Send once more what was given up.',
    access: 'account',
    schema: {
      params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{24}$' }) }),
      response: { 200: deliverySchema },
    },
    handler: async (request) => {
      const { id } = request.params as { readonly id: string };
      return deliveryJson(await webhooks.replay(id));
    },
  };
}
