/** What a URL comes to for one client: the road from its text to a content, before a byte is touched. */

import type { Accounts } from '../accounts/index.ts';
import { type Clock, type Soon, when } from '../kernel/index.ts';
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
 * At once where nothing has to be looked up.
 *
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
) => Soon<Resolved>;

export function createResolve(deps: ResolveDeps): Resolve {
  const { accounts, library, renditions, settings, store } = deps;
  const restriction = createRestriction(settings);
  const currentNames = () => accounts.namedTransformations.current();

  function grantOf({ signature, address }: Reading, host: string | undefined): Soon<Grant> {
    if (signature === undefined) return UNSIGNED;
    return checkSignature(signature, address, {
      origins: originsOf(deps.publicUrl, host),
      signingKeys: () => accounts.signingKeys(),
      now: deps.clock(),
    });
  }

  function conclude({ address }: Reading, client: Client, known: Located): Resolved {
    const { grant, expansion, version } = known;
    const { transformation, outcomes } = expansion;
    if (restriction !== undefined && !grant.signed) restriction(expansion, version);
    const planning = { ...client, settings, still: isStill(address.form, version) };
    known.planning = planning;

    const outcome = outcomeOf(outcomes, version, client, () => {
      const plan = planFor(transformation, version, planning);
      const content = plan.original
        ? storedContent(store, version)
        : renditionContent(renditions, version, plan);
      return { plan, vary: varyOf(plan), content };
    });
    known.outcome = outcome;
    known.content = mustSanitize(version, outcome.plan, address.query, grant, settings)
      ? sanitizedContent(renditions, version)
      : outcome.content;
    return known as Resolved;
  }

  return (reading, client, host, known = {}) => {
    const { path, query } = reading.address;
    return when(known.grant ?? grantOf(reading, host), (grant) => {
      known.grant = grant;
      return when(reading.expand(currentNames), (expansion) => {
        known.expansion = expansion;
        const { defaultImage, onlyNamed } = expansion;
        const stored = path === undefined ? undefined : library.locate(path, query.version);
        return when(stored, (own) => {
          const isDefault = path !== undefined && !isThere(own, grant) && defaultImage !== undefined;
          known.isDefault = isDefault;
          return when(isDefault ? library.locate(`/${defaultImage}`) : own, (found) => {
            known.version = checkAccess(found, grant, onlyNamed);
            return conclude(reading, client, known as Located);
          });
        });
      });
    });
  };
}

type Located = Pick<Resolved, 'grant' | 'expansion' | 'isDefault' | 'version'> & Partial<Resolved>;

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
