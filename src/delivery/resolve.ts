/** What a URL comes to for one client: the road from its text to a content, before a byte is touched. */

import type { Accounts } from '../accounts/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { Library, StoredVersion } from '../library/index.ts';
import type { BlobStore } from '../storage/index.ts';
import type { Plan } from '../transformation/index.ts';
import { checkAccess, checkSignature, type Grant, isThere, UNSIGNED } from './access.ts';
import type { Address, Query } from './address.ts';
import {
  type Content,
  type RenditionSource,
  renditionContent,
  sanitizedContent,
  storedContent,
} from './content.ts';
import { errors } from './errors.ts';
import { imageFormat } from './media-type.ts';
import { type Client, varyOf } from './negotiation.ts';
import { type DeliveryPlanRequest, planFor } from './planning.ts';
import { type Expansion, type Outcome, outcomeOf, type Reading } from './reading.ts';
import { createRestriction } from './restrictions.ts';
import type { DeliverySettings } from './settings.ts';

export type ResolveDeps = {
  readonly library: Pick<Library, 'locate'>;
  readonly accounts: Pick<Accounts, 'signingKeys' | 'namedTransformations'>;
  readonly renditions: RenditionSource;
  readonly store: Pick<BlobStore, 'open'>;
  /** Base of the URLs that the API gives out. */
  readonly publicUrl: string;
  /** Not to be changed: other settings are another delivery. */
  readonly settings: DeliverySettings;
  readonly clock: Clock;
};

/** In the order in which it becomes known. */
export type Resolved = {
  grant: Grant;
  expansion: Expansion;
  /** Whether the version is that of the default image, for a file that is missing. */
  isDefault: boolean;
  version: StoredVersion;
  /** What the plan depends on besides the transformation and the version. */
  planning: DeliveryPlanRequest;
  outcome: Outcome;
  /** What is to be sent: of the outcome, or an SVG made harmless. */
  content: Content;
};

/**
 * @param host the Host header: clients that sign whole URLs may have seen this one under it
 * @param known is filled in on the way, so that whoever catches an error can tell how far the request came; with a
 *   `grant` in it no signature is looked at
 * @throws what delivery and the transformation language declare; accounts' and the library's failures
 */
export type Resolve = (
  reading: Reading,
  client: Client,
  host: string | undefined,
  known?: Partial<Resolved>,
) => Promise<Resolved>;

export function createResolve(deps: ResolveDeps): Resolve {
  const { accounts, library, renditions, settings, store } = deps;
  const restriction = createRestriction(settings);
  const currentNames = () => accounts.namedTransformations.current();

  return async (reading, client, host, known = {}) => {
    const { address, signature } = reading;
    const { path, query, form } = address;
    known.grant ??=
      signature === undefined
        ? UNSIGNED
        : await checkSignature(signature, address, {
            origins: originsOf(deps.publicUrl, host),
            signingKeys: () => accounts.signingKeys(),
            now: deps.clock(),
          });
    const { grant } = known;
    const expanding = reading.expand(currentNames);
    known.expansion = expanding instanceof Promise ? await expanding : expanding;
    const { transformation, onlyNamed, defaultImage, outcomes } = known.expansion;

    let found = path === undefined ? undefined : await library.locate(path, query.version);
    known.isDefault = path !== undefined && !isThere(found, grant) && defaultImage !== undefined;
    if (known.isDefault) found = await library.locate(`/${defaultImage}`);
    known.version = checkAccess(found, grant, onlyNamed);
    const { version } = known;
    if (restriction !== undefined && !grant.signed) restriction(known.expansion, version);
    known.planning = { ...client, settings, still: isStill(form, version) };
    const { planning } = known;

    known.outcome = outcomeOf(outcomes, version, client, () => {
      const plan = planFor(transformation, version, planning);
      const content = plan.original
        ? storedContent(store, version)
        : renditionContent(renditions, version, plan);
      return { plan, vary: varyOf(plan), content };
    });
    const { outcome } = known;
    known.content = mustSanitize(version, outcome.plan, query, grant, settings)
      ? sanitizedContent(renditions, version)
      : outcome.content;
    return known as Resolved;
  };
}

/** Under which `https://host` a client that signs whole URLs may have seen this server. */
export function originsOf(publicUrl: string, host: string | undefined): string[] {
  const origins = new Set([new URL(publicUrl).origin]);
  if (host !== undefined) origins.add(`https://${host}`).add(`http://${host}`);
  return [...origins];
}

/** Whether one still image of the file is asked for. @throws errors.formNotBuilt for every other form, and of a video */
function isStill(form: Address['form'], { mime }: StoredVersion): boolean {
  if (form === undefined) return false;
  const format = imageFormat(mime);
  if (form !== 'ik-thumbnail.jpg' || format === undefined || format === 'svg')
    throw errors.formNotBuilt(form);
  return true;
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
