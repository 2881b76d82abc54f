export { createWebhooks, type Webhooks, type WebhooksDeps } from './create-webhooks.ts';
export type { ActiveWebhook } from './deliver.ts';
export { DELIVERY_STATES, type DeliveriesQuery, type Delivery, type DeliveryState } from './deliveries.ts';
export { errors as webhookErrors } from './errors.ts';
export type { MakeBodies } from './fan-out.ts';
export { CALLBACK } from './message.ts';
export type { OutboxEvent } from './outbox.ts';
export { units as webhookUnits } from './units.ts';
