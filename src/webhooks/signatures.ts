/** How a receiver knows that a message is ours (rest-api.md 5.2): the headers of both generations of SDKs. */
import { createHmac } from 'node:crypto';

export type SignedMessage = {
  /** Of the event; the same however often it is sent. */
  readonly id: string;
  /** Exactly as it is sent. */
  readonly body: string;
};

/**
 * The headers of one attempt to send a message.
 *
 * @param secret as the account knows it: the key is all of its text, `whsec_` included
 * @param now of this attempt, in milliseconds: receivers refuse what is older than five minutes
 */
export function signatureHeaders(
  secret: string,
  { id, body }: SignedMessage,
  now: number,
): Record<string, string> {
  const seconds = String(Math.floor(now / 1000));
  const sign = (text: string) => createHmac('sha256', secret).update(text);
  return {
    // ImageKit's own, of the Node SDK up to 6.
    'x-ik-signature': `t=${now},v1=${sign(`${now}.${body}`).digest('hex')}`,
    // Standard Webhooks, from SDK 7 on.
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${sign(`${id}.${seconds}.${body}`).digest('base64')}`,
  };
}
