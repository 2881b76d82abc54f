/** Deliveries to webhooks and callbacks, on the wire: ours, ImageKit has nothing of the kind. */
import { Type } from 'typebox';
import { DELIVERY_STATES, type Delivery } from '../../webhooks/index.ts';

const time = (description: string) => Type.String({ format: 'date-time', description });

export const stateSchema = Type.Union(DELIVERY_STATES.map((state) => Type.Literal(state)));

export const deliverySchema = Type.Object(
  {
    id: Type.String({ pattern: '^[0-9a-f]{24}$' }),
    eventId: Type.String({ description: 'The `id` of the event and its `webhook-id` header.' }),
    type: Type.String({
      description: 'The type of the event, or `callback` for what goes to a `webhookUrl`.',
    }),
    state: stateSchema,
    webhookId: Type.Optional(Type.String({ description: 'Of what goes to a webhook.' })),
    url: Type.Optional(Type.String({ description: 'Of what goes to a `webhookUrl`.' })),
    attempts: Type.Integer(),
    queuedAt: time('When it was to be sent first, or was replayed.'),
    nextAttemptAt: Type.Optional(time('Of what waits.')),
    lastAttempt: Type.Optional(
      Type.Object({
        at: time('When it was over.'),
        status: Type.Union([Type.Integer(), Type.Null()], {
          description: 'Of the answer; null without one.',
        }),
        error: Type.Union([Type.String(), Type.Null()], { description: 'Why there was no answer.' }),
      }),
    ),
  },
  { $id: 'WebhookDelivery' },
);

export function deliveryJson(delivery: Delivery) {
  const { id, eventId, type, state, to, attempts, queuedAt, nextAttemptAt, last } = delivery;
  return {
    id,
    eventId,
    type,
    state,
    ...to,
    attempts,
    queuedAt: isoTime(queuedAt),
    ...(nextAttemptAt !== undefined && { nextAttemptAt: isoTime(nextAttemptAt) }),
    ...(last !== undefined && { lastAttempt: { ...last, at: isoTime(last.at) } }),
  };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
