/** What the `webhookUrl` of a request is told when one of its extensions is over (rest-api.md 2.14). */
import type { Tx } from '../database/index.ts';
import type { ExtensionName } from '../extensions/index.ts';
import { recordCallback } from './events.ts';

type Told = {
  /** Null: nobody is. */
  readonly webhookUrl: string | null;
  readonly service: ExtensionName;
  readonly fileId: string;
  readonly now: number;
};

/** Brings the file as it is when this is sent. */
export async function recordSuccess(tx: Tx, { webhookUrl: url, service, fileId, now }: Told): Promise<void> {
  if (url === null) return;
  await recordCallback(tx, { url, body: { service, status: 'SUCCESS' }, fileId, now });
}

export async function recordFailure(
  tx: Tx,
  { webhookUrl: url, service, fileId, message, now }: Told & { readonly message: string },
): Promise<void> {
  if (url === null) return;
  await recordCallback(tx, { url, body: { service, status: 'FAILURE', fileId, error: { message } }, now });
}
