/** Webhooks on the wire (rest-api.md 6.5). */
import { Type } from 'typebox';
import { WEBHOOK_EVENTS, type Webhook } from '../../accounts/index.ts';
import { MAX_WEB_URL_LENGTH } from '../../net/index.ts';

export const endpointProperty = Type.String({
  format: 'uri',
  maxLength: MAX_WEB_URL_LENGTH,
  description: 'Where events are sent: an http or https URL that no other webhook has.',
});

export const eventsProperty = Type.Array(Type.Union(WEBHOOK_EVENTS.map((event) => Type.Literal(event))), {
  minItems: 1,
  description: 'The types of events that are sent.',
});

export const webhookSchema = Type.Object(
  {
    id: Type.String(),
    endpoint: endpointProperty,
    events: eventsProperty,
    enabled: Type.Boolean({ description: 'Events of a disabled one are dropped.' }),
    secret: Type.String({
      pattern: '^whsec_[A-Za-z0-9+/]{32}$',
      description: 'Signs what is sent; never changes.',
    }),
    createdAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'Webhook' },
);

export function webhookJson({ id, endpoint, events, enabled, secret, createdAt, updatedAt }: Webhook) {
  return {
    id,
    endpoint,
    events,
    enabled,
    secret,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
