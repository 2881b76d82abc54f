/** The answer to what went wrong: a plain phrase for the eye, the reason in `ik-error` (delivery.md, section 5). */

import { type ServerResponse, STATUS_CODES } from 'node:http';
import { HalftoneError } from '../kernel/index.ts';
import type { Log } from '../observability/index.ts';
import { errorCacheControl } from './cache-control.ts';
import { errors } from './errors.ts';
import { commonHeaders } from './headers.ts';
import type { Journey } from './journey.ts';
import { NEGOTIATED } from './negotiation.ts';

/** Proxies refuse long headers, and a message can quote what a client sent. */
const MAX_IK_ERROR = 512;

/**
 * Answers with an error, or breaks the connection off when the answer has begun: a body that is too short tells the
 * client that it is not whole. What is no declared error is a fault of ours, and only the log hears more of it.
 *
 * @param known how far the request had come
 * @returns what was answered, and the length of its body; undefined where an answer could not be given any more
 */
export function answerFailure(
  response: ServerResponse,
  thrown: unknown,
  requestId: string,
  known: Journey['known'],
  log: Log,
): { readonly code: string; readonly bytes: number } | undefined {
  if (response.destroyed && hasLeft(thrown)) return undefined;
  const isFault = !(thrown instanceof HalftoneError) || thrown.status === 500;
  if (isFault) log.error({ requestId, error: thrown }, 'a delivery failed');
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return undefined;
  }
  // A declared 500 may speak of storage keys and tasks: that is for the owner, not for the client.
  const error = isFault ? errors.internal() : thrown;
  const phrase = String(error.details?.phrase ?? STATUS_CODES[error.status] ?? 'Error');
  const headers = commonHeaders(requestId);
  headers.push(
    'content-type',
    'text/plain; charset=utf-8',
    'content-length',
    String(phrase.length),
    'cache-control',
    errorCacheControl(error.status),
    'ik-error',
    ikError(error),
    ...varyOf(known),
    ...headersOfStatus(error),
  );
  response.writeHead(error.status, headers).end(phrase);
  return { code: error.code, bytes: Buffer.byteLength(phrase) };
}

/**
 * An error may be kept by a cache for all: where the headers of the request had a part in it, one client must not bring
 * it upon the others. A size that a hint asks for can be too large, a format that is accepted too small for it.
 */
function varyOf({ planning, outcome }: Journey['known']): string[] {
  if (planning === undefined) return [];
  const vary = outcome?.vary ?? NEGOTIATED;
  return vary.length > 0 ? ['vary', vary.join(', ')] : [];
}

/** What RFC 9110 wants on the answers of some statuses. */
function headersOfStatus({ status, details, retryAfter }: HalftoneError): string[] {
  if (retryAfter !== undefined) return ['retry-after', String(retryAfter)];
  if (status === 416) return ['content-range', `bytes */${details?.size}`];
  // The body of a POST is not read: closing spares both sides its transfer.
  if (status === 405) return ['allow', 'GET, HEAD, OPTIONS', 'connection', 'close'];
  return [];
}

/** A client that closes its connection is no failure. */
function hasLeft(thrown: unknown): boolean {
  const { name, code } = thrown as { name?: unknown; code?: unknown };
  return name === 'AbortError' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** `CODE - message` in printable ASCII: anything else would make `writeHead` throw or split the header. */
export function ikError({ code, message }: HalftoneError): string {
  const text = `${code} - ${message}`.replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length > MAX_IK_ERROR ? `${text.slice(0, MAX_IK_ERROR - 3)}...` : text;
}
