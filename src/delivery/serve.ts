/** One request for a file, from its address to its answer. Read it from the top: this is the road of a delivery. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accounts } from '../accounts/index.ts';
import { type Clock, HalftoneError } from '../kernel/index.ts';
import type { Library, StoredVersion } from '../library/index.ts';
import type { Log } from '../observability/index.ts';
import type { Renditions } from '../renditions/index.ts';
import type { BlobStore } from '../storage/index.ts';
import type { Plan } from '../transformation/index.ts';
import { checkAccess, checkSignature, type Grant } from './access.ts';
import { type Address, parseAddress } from './address.ts';
import { cappedCacheControl } from './cache-control.ts';
import { type Content, renditionContent, sanitizedContent, storedContent } from './content.ts';
import { attachment } from './disposition.ts';
import { errors } from './errors.ts';
import { planFor, readTransformation } from './planning.ts';
import { reply } from './reply.ts';
import type { DeliverySettings } from './settings.ts';

export type DeliveryDeps = {
  readonly library: Pick<Library, 'locate'>;
  readonly accounts: Pick<Accounts, 'signingKeys'>;
  readonly renditions: Pick<Renditions, 'get' | 'keyOf' | 'sanitizedSvg'>;
  readonly store: Pick<BlobStore, 'open'>;
  /** The first path segment of media URLs. */
  readonly accountId: string;
  /** Base of the URLs that the API gives out. */
  readonly publicUrl: string;
  readonly settings: DeliverySettings;
  readonly clock: Clock;
  readonly log: Log;
  /** A new id for each request: a UUID. */
  readonly requestId: () => string;
};

/**
 * Answers a GET or HEAD of a file.
 *
 * @throws what delivery, the transformation language, imaging and storage declare; anything else is a fault of ours
 */
export async function serve(
  deps: DeliveryDeps,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const now = deps.clock();
  const address = parseAddress(request.url ?? '/', deps.accountId);
  const grant = await checkSignature(address, {
    origins: () => signedOrigins(deps, request),
    signingKeys: () => deps.accounts.signingKeys(),
    now,
  });
  const { transformation, onlyNamed, defaultImage } = readTransformation(address.transformations);

  const found = await find(deps.library, address, defaultImage);
  const version = checkAccess(found.version, grant, onlyNamed);
  if (address.form !== undefined) throw errors.formNotBuilt(address.form);

  const plan = planFor(transformation, version, request.headers, deps.settings);
  const send = (content: Content) =>
    reply(request, response, content, {
      requestId,
      modified: version.updatedAt,
      cacheControl: cappedCacheControl(
        policyFor(deps.settings, version, found.isDefault),
        grant.expires,
        now,
      ),
      vary: plan.vary,
      extra: extraHeaders(address, version, content, plan),
    });

  if (plan.original) return send(asStored(deps, version, plan, address, grant, response));
  try {
    await send(renditionContent(deps.renditions, version, plan, () => whileClientWaits(response)));
  } catch (error) {
    if (plan.asked || response.headersSent || !cannotBeOptimised(error)) throw error;
    await send(storedContent(deps.store, version));
  }
}

/** The file of the URL or, where there is none, the default image that its transformation names. */
async function find(
  library: Pick<Library, 'locate'>,
  { path, query }: Address,
  defaultImage: string | undefined,
): Promise<{ version: StoredVersion | undefined; isDefault: boolean }> {
  const version = path === undefined ? undefined : await library.locate(path, query.version);
  if (version?.isPublished || path === undefined || defaultImage === undefined) {
    return { version, isDefault: false };
  }
  return { version: await library.locate(`/${defaultImage}`), isDefault: true };
}

/** The stored bytes; of an SVG only what is harmless, unless its own bytes were asked for. */
function asStored(
  { store, renditions, settings }: DeliveryDeps,
  version: StoredVersion,
  plan: Plan,
  { query }: Address,
  { signed }: Grant,
  response: ServerResponse,
): Content {
  // Only who can sign may switch the protection off for one URL.
  const sanitize = query.sanitizeSvg === false && signed ? false : query.sanitizeSvg || settings.sanitizeSvg;
  return sanitize && version.mime === 'image/svg+xml' && plan.originalBecause !== 'orig'
    ? sanitizedContent(renditions, version, () => whileClientWaits(response))
    : storedContent(store, version);
}

/** Corrupt, over a limit, without a decoder, or the death of a child: not an overload, which will pass. */
function cannotBeOptimised(error: unknown): boolean {
  return error instanceof HalftoneError && [400, 500, 504].includes(error.status);
}

/** Default images stand in for a file that may come at any moment (delivery.md 10.2). */
const DEFAULT_IMAGE_POLICY = 'public, max-age=60, s-maxage=60';

function policyFor(settings: DeliverySettings, { isPrivate }: StoredVersion, isDefault: boolean): string {
  if (isPrivate) return settings.privateCacheControl;
  return isDefault ? DEFAULT_IMAGE_POLICY : settings.cacheControl;
}

function extraHeaders(
  { query }: Address,
  { name }: StoredVersion,
  { extension }: Content,
  plan: Plan,
): string[] {
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

/** Aborts when the client goes before its answer is complete. */
function whileClientWaits(response: ServerResponse): AbortSignal {
  const leaving = new AbortController();
  if (response.destroyed) leaving.abort();
  response.once('close', () => {
    if (!response.writableFinished) leaving.abort();
  });
  return leaving.signal;
}
