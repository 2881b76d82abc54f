/** What waits to be sent: the payload of a job. */
import { createHash } from 'node:crypto';

/** The kind of the jobs that send. */
export const DELIVERY = 'webhooks.deliver';

/** The type of what is not an event but an answer to a URL that came with a request (rest-api.md 2.14). */
export const CALLBACK = 'callback';

/** A webhook of the account, wherever it is when it is sent to, or a URL. */
export type Receiver = { readonly webhookId: string } | { readonly url: string };

export type Message = {
  readonly to: Receiver;
  readonly eventId: string;
  readonly type: string;
  /** JSON, made once: every attempt sends the same bytes. Not kept once it has arrived. */
  readonly body?: string;
};

/** What came of an attempt: the status of the answer, or why there is none. */
export type Outcome = {
  readonly status: number | null;
  readonly error: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
};

const CALLBACK_LANES = 16;

/** Each webhook has a lane; the hosts of callbacks, of which there may be any number, share a few. */
export function laneOf(to: Receiver): string {
  if ('webhookId' in to) return to.webhookId;
  const host = URL.parse(to.url)?.host ?? '';
  const [byte = 0] = createHash('sha256').update(host).digest();
  return `${CALLBACK} ${byte % CALLBACK_LANES}`;
}
