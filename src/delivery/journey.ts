/** What becomes known of a request on its way, and what of it is counted when it is answered. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CountedDelivery } from '../accounts/index.ts';
import type { Reading } from './reading.ts';
import type { Resolved } from './resolve.ts';

/** Filled in step by step; what is missing was not reached. */
export type Journey = {
  reading: Reading | undefined;
  readonly known: Partial<Resolved>;
  /** Media type of the body. */
  format: string | undefined;
  /** Whether a cache had it, the client's own included. */
  cached: boolean;
  /** Of the body, as they were handed to the connection. */
  bytes: number;
  /** Code of the error that is answered. */
  reason: string | undefined;
};

export function startJourney(): Journey {
  return { reading: undefined, known: {}, format: undefined, cached: false, bytes: 0, reason: undefined };
}

/** Where no URL endpoint of the account has a name of its own. */
const DEFAULT_ENDPOINT = 'Default';

/** Of a request that has been answered. */
export function countedOf(
  journey: Journey,
  { headers }: IncomingMessage,
  { statusCode: status }: ServerResponse,
): CountedDelivery {
  const { reading, known, bytes, cached, format, reason } = journey;
  return {
    status,
    bytes,
    cache: status >= 400 ? 'error' : cached ? 'hit' : 'miss',
    format,
    path: reading?.address.path,
    kind: known.version && kindOf(known.version.mime),
    transformation: reading?.transformation ?? '',
    referrer: headers.referer,
    userAgent: headers['user-agent'],
    endpoint: DEFAULT_ENDPOINT,
    reason,
  };
}

function kindOf(mime: string): CountedDelivery['kind'] {
  if (mime.startsWith('image/')) return 'image';
  return mime.startsWith('video/') ? 'video' : 'other';
}
