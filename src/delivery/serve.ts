/** One request for a file, from its URL to its answer: the road of a delivery. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Usage } from '../accounts/index.ts';
import { HalftoneError } from '../kernel/index.ts';
import type { StoredVersion } from '../library/index.ts';
import type { Log } from '../observability/index.ts';
import type { Plan } from '../transformation/index.ts';
import type { Query } from './address.ts';
import { cappedCacheControl } from './cache-control.ts';
import { type Content, storedContent } from './content.ts';
import { attachment } from './disposition.ts';
import type { Journey } from './journey.ts';
import { negotiate } from './negotiation.ts';
import { createUrlReader } from './reading.ts';
import { reply } from './reply.ts';
import { createResolve, type ResolveDeps } from './resolve.ts';
import type { DeliverySettings } from './settings.ts';
import { createVisitorCheck } from './visitors.ts';

export type DeliveryDeps = ResolveDeps & {
  /** The first path segment of media URLs. */
  readonly accountId: string;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Is told of each answer. */
  readonly usage: Pick<Usage, 'count'>;
  readonly log: Log;
  /** A new id for each request: a UUID. */
  readonly requestId: () => string;
};

export type Serve = (
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  journey: Journey,
) => Promise<void>;

/**
 * Answers a GET or HEAD of a file.
 *
 * @param journey is filled in on the way
 *
 * @throws what delivery, the transformation language, renditions and storage declare; anything else is a fault of ours
 */
export function createServe(deps: DeliveryDeps): Serve {
  const { clock, settings, store } = deps;
  const read = createUrlReader(deps.accountId);
  const resolve = createResolve(deps);
  const checkVisitor = createVisitorCheck(settings, deps.trustedProxies);

  return async (request, response, requestId, journey) => {
    checkVisitor?.(request);
    const { headers } = request;
    const reading = read(request.url ?? '/');
    journey.reading = reading;
    const resolving = resolve(reading, negotiate(headers), headers.host, journey.known);
    const resolved = resolving instanceof Promise ? await resolving : resolving;
    const { grant, isDefault, version, outcome, content } = resolved;
    const { plan } = outcome;
    const send = (chosen: Content) =>
      reply(request, response, chosen, {
        requestId,
        cacheControl: cappedCacheControl(policyFor(settings, version, isDefault), grant.expires, clock()),
        vary: outcome.vary,
        extra: extraHeaders(reading.address.query, version, chosen, plan),
        journey,
      });

    try {
      await send(content);
    } catch (error) {
      if (plan.original || plan.asked || response.headersSent || !cannotBeOptimised(error)) throw error;
      const stored = storedContent(store, version);
      // What was refused for good is not tried again for this URL.
      if (error.status === 400) outcome.content = stored;
      await send(stored);
    }
  };
}

/** Corrupt, over a limit, without a decoder, or the death of a child: not an overload, which will pass. */
function cannotBeOptimised(error: unknown): error is HalftoneError {
  return error instanceof HalftoneError && [400, 500, 504].includes(error.status);
}

/** Default images stand in for a file that may come at any moment (delivery.md 10.2). */
const DEFAULT_IMAGE_POLICY = 'public, max-age=60, s-maxage=60';

function policyFor(settings: DeliverySettings, { isPrivate }: StoredVersion, isDefault: boolean): string {
  if (isPrivate) return settings.privateCacheControl;
  return isDefault ? DEFAULT_IMAGE_POLICY : settings.cacheControl;
}

function extraHeaders(query: Query, { name }: StoredVersion, { extension }: Content, plan: Plan): string[] {
  const headers: string[] = [];
  if (query.attachment || query.attachmentName !== undefined) {
    const ownBase = name.replace(/(?<=.)\.[^.]*$/, '');
    headers.push('content-disposition', attachment(query.attachmentName || ownBase, extension));
  }
  if (plan.contentDpr !== undefined && !plan.original) headers.push('content-dpr', String(plan.contentDpr));
  return headers;
}
