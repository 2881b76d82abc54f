/** One request for a file, from its URL to its answer: the road of a delivery. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accounts } from '../accounts/index.ts';
import { type Clock, HalftoneError } from '../kernel/index.ts';
import type { Library, StoredVersion } from '../library/index.ts';
import type { Log } from '../observability/index.ts';
import type { BlobStore } from '../storage/index.ts';
import type { Plan } from '../transformation/index.ts';
import { checkAccess, checkSignature, type Grant, UNSIGNED } from './access.ts';
import type { Query } from './address.ts';
import { cappedCacheControl } from './cache-control.ts';
import {
  type Content,
  type RenditionSource,
  renditionContent,
  sanitizedContent,
  storedContent,
} from './content.ts';
import { attachment } from './disposition.ts';
import { errors } from './errors.ts';
import { negotiate } from './negotiation.ts';
import { planFor } from './planning.ts';
import { createUrlReader, outcomeOf } from './reading.ts';
import { reply } from './reply.ts';
import type { DeliverySettings } from './settings.ts';

export type DeliveryDeps = {
  readonly library: Pick<Library, 'locate'>;
  readonly accounts: Pick<Accounts, 'signingKeys'>;
  readonly renditions: RenditionSource;
  readonly store: Pick<BlobStore, 'open'>;
  /** The first path segment of media URLs. */
  readonly accountId: string;
  /** Base of the URLs that the API gives out. */
  readonly publicUrl: string;
  /** Not to be changed: other settings are another delivery. */
  readonly settings: DeliverySettings;
  readonly clock: Clock;
  readonly log: Log;
  /** A new id for each request: a UUID. */
  readonly requestId: () => string;
};

export type Serve = (request: IncomingMessage, response: ServerResponse, requestId: string) => Promise<void>;

/**
 * Answers a GET or HEAD of a file.
 *
 * @throws what delivery, the transformation language, renditions and storage declare; anything else is a fault of ours
 */
export function createServe(deps: DeliveryDeps): Serve {
  const { library, settings, store } = deps;
  const read = createUrlReader(deps.accountId);

  return async (request, response, requestId) => {
    const now = deps.clock();
    const reading = read(request.url ?? '/');
    const { address, signature } = reading;
    const grant =
      signature === undefined
        ? UNSIGNED
        : await checkSignature(signature, address, {
            origins: signedOrigins(deps, request),
            signingKeys: () => deps.accounts.signingKeys(),
            now,
          });
    const { transformation, onlyNamed, defaultImage } = reading.transformation();

    const { path, query } = address;
    let found = path === undefined ? undefined : await library.locate(path, query.version);
    const isDefault = path !== undefined && !found?.isPublished && defaultImage !== undefined;
    if (isDefault) found = await library.locate(`/${defaultImage}`);
    const version = checkAccess(found, grant, onlyNamed);
    if (address.form !== undefined) throw errors.formNotBuilt(address.form);

    const client = negotiate(request.headers);
    const outcome = outcomeOf(reading, version, client, () => {
      const plan = planFor(transformation, version, client, settings);
      const content = plan.original
        ? storedContent(store, version)
        : renditionContent(deps.renditions, version, plan);
      return { plan, content };
    });
    const { plan } = outcome;
    const send = (content: Content) =>
      reply(request, response, content, {
        requestId,
        cacheControl: cappedCacheControl(policyFor(settings, version, isDefault), grant.expires, now),
        vary: plan.vary,
        extra: extraHeaders(query, version, content, plan),
      });

    if (mustSanitize(version, plan, query, grant, settings)) {
      return send(sanitizedContent(deps.renditions, version));
    }
    try {
      await send(outcome.content);
    } catch (error) {
      if (plan.original || plan.asked || response.headersSent || !cannotBeOptimised(error)) throw error;
      const stored = storedContent(store, version);
      // What was refused for good is not tried again for this URL.
      if (error.status === 400) outcome.content = stored;
      await send(stored);
    }
  };
}

/** Of a delivered SVG only what is harmless goes out, unless its own bytes were asked for. */
function mustSanitize(
  { mime }: StoredVersion,
  { original, originalBecause }: Plan,
  { sanitizeSvg }: Query,
  { signed }: Grant,
  settings: DeliverySettings,
): boolean {
  if (!original || mime !== 'image/svg+xml' || originalBecause === 'orig') return false;
  // Only who can sign may switch the protection off for one URL.
  if (sanitizeSvg === false && signed) return false;
  return sanitizeSvg === true || settings.sanitizeSvg;
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

/** Under which `https://host` a client that signs whole URLs may have seen this one. */
function signedOrigins({ publicUrl }: DeliveryDeps, { headers }: IncomingMessage): string[] {
  const origins = new Set([new URL(publicUrl).origin]);
  if (headers.host !== undefined) origins.add(`https://${headers.host}`).add(`http://${headers.host}`);
  return [...origins];
}
