/** A GET of a URL that somebody else chose. */

import type { Dispatcher } from 'undici';
import { type Deadline, startDeadline } from './deadline.ts';
import { errors } from './errors.ts';
import { createGuardedClient, type GuardedClientOptions, translate } from './guarded-client.ts';
import { decodedBody } from './response-body.ts';

export type FetchOptions = {
  /** Bytes of the decoded body after which the answer is given up. */
  readonly maxBytes: number;
  /** For each hop: name look-up, connection and answer head. */
  readonly headersTimeoutMs?: number;
  /** From the call to the last byte of the body. */
  readonly totalTimeoutMs?: number;
  readonly maxRedirects?: number;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
};

export type FetchResponse = {
  /** As the last host answered it: what counts as success is for the caller to say. */
  readonly status: number;
  /** Where the redirects ended. */
  readonly url: string;
  readonly headers: { get(name: string): string | undefined };
  /** Can be read once. Throws errors.tooLarge, errors.timeout, errors.unreachable, or the signal's reason. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection of a body that nobody will read. */
  discard(): void;
};

/**
 * Fetches an http(s) URL, following redirects.
 *
 * @throws errors.badUrl, errors.blockedAddress, errors.tooManyRedirects, errors.timeout, errors.tooLarge,
 *   errors.connectionRefused, errors.unreachable, errors.unknownEncoding; the signal's reason when it aborts
 */
export type SafeFetch = (url: string, options: FetchOptions) => Promise<FetchResponse>;

const HEADERS_TIMEOUT_MS = 8_000;
const TOTAL_TIMEOUT_MS = 60_000;
const MAX_REDIRECTS = 5;

/** What may go along to a host that the caller did not name. */
const HARMLESS_HEADERS = new Set(['accept', 'accept-language', 'user-agent']);

export function createSafeFetch(options: GuardedClientOptions): SafeFetch & { close(): Promise<void> } {
  const client = createGuardedClient(options);

  const follow = async (text: string, given: FetchOptions, deadline: Deadline): Promise<FetchResponse> => {
    const { agent, request } = await client.connect();
    const maxRedirects = given.maxRedirects ?? MAX_REDIRECTS;
    let url = client.checkedUrl(text);
    let headers = lowerCaseNames(given.headers ?? {});
    for (let hop = 0; ; hop += 1) {
      const answer = await deadline
        .within(given.headersTimeoutMs ?? HEADERS_TIMEOUT_MS, 'no answer', (signal) =>
          request(url, { dispatcher: agent, signal, headers: { ...headers, 'accept-encoding': 'identity' } }),
        )
        .catch((error: unknown) => {
          throw deadline.reason() ?? translate(error, url);
        });
      // A body that is dropped half-read reports it to nobody.
      answer.body.on('error', () => {});
      const target = redirectTarget(answer);
      if (target === undefined) return response(answer, url, given, deadline);

      answer.body.destroy();
      if (hop === maxRedirects) throw errors.tooManyRedirects(maxRedirects);
      const next = client.checkedUrl(target, url);
      if (next.origin !== url.origin) headers = harmless(headers);
      url = next;
    }
  };

  const safeFetch: SafeFetch = async (url, given) => {
    const deadline = startDeadline(given.totalTimeoutMs ?? TOTAL_TIMEOUT_MS, given.signal);
    try {
      return await follow(url, given, deadline);
    } catch (error) {
      deadline.end();
      throw error;
    }
  };
  return Object.assign(safeFetch, { close: client.close });
}

function redirectTarget({ statusCode, headers }: Dispatcher.ResponseData): string | undefined {
  const redirects = [301, 302, 303, 307, 308].includes(statusCode);
  return redirects && typeof headers.location === 'string' ? headers.location : undefined;
}

function response(
  answer: Dispatcher.ResponseData,
  url: URL,
  { maxBytes }: FetchOptions,
  deadline: Deadline,
): FetchResponse {
  const discard = () => {
    deadline.end();
    answer.body.destroy();
  };
  const get = (name: string) => {
    const value = answer.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  if (Number(get('content-length') ?? 0) > maxBytes) {
    discard();
    throw errors.tooLarge(maxBytes);
  }
  const encoding = get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  const body = decodedBody(answer.body, { encoding, maxBytes, deadline });
  const read = async function* () {
    try {
      yield* body;
    } catch (error) {
      throw deadline.reason() ?? translate(error, url);
    } finally {
      discard();
    }
  };
  return { status: answer.statusCode, url: url.href, headers: { get }, body: read(), discard };
}

function harmless(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS_HEADERS.has(name)));
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
