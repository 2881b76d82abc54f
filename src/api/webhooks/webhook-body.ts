/** From the body of a request to a webhook (rest-api.md 6.5). */
import { WEBHOOK_EVENTS, type WebhookChange } from '../../accounts/index.ts';
import { isWebUrl } from '../../net/index.ts';
import { errors } from '../errors.ts';
import { booleanOf, type JsonBody } from '../json-body.ts';

/** Errors: 400 naming the key. */
export function readNewWebhook({ endpoint, events, enabled }: JsonBody) {
  for (const [name, value] of Object.entries({ endpoint, events })) {
    if (value === undefined || value === null || value === '') throw errors.missingParameter(name);
  }
  return {
    endpoint: readEndpoint(endpoint),
    events: readEvents(events),
    enabled: enabled === undefined ? true : readEnabled(enabled),
  };
}

/** What is not there stays. The secret never changes, whatever is sent. Errors: 400 naming the key. */
export function readWebhookChange({ endpoint, events, enabled }: JsonBody): WebhookChange {
  return {
    endpoint: endpoint === undefined ? undefined : readEndpoint(endpoint),
    events: events === undefined ? undefined : readEvents(events),
    enabled: enabled === undefined ? undefined : readEnabled(enabled),
  };
}

function readEndpoint(value: unknown): string {
  if (!isWebUrl(value)) throw errors.invalidWebhookEndpoint();
  return value;
}

function readEvents(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) throw errors.invalidWebhookEvents();
  if (!value.every((event) => WEBHOOK_EVENTS.includes(event))) throw errors.invalidWebhookEvents();
  return [...new Set<string>(value)];
}

function readEnabled(value: unknown): boolean {
  const enabled = booleanOf(value);
  if (enabled === undefined) throw errors.invalidFlag('enabled');
  return enabled;
}
