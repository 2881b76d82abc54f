/**
 * What a URL says, read once while it is asked for often: parsing and planning cost more than handing out a rendition
 * that is in memory. Only what is pure is kept here. Whether the file is there, who may see it, and whether its named
 * transformations are still the same, is asked anew for each request.
 */

import { LRUCache } from 'lru-cache';
import type { CurrentNames } from '../accounts/index.ts';
import type { StoredVersion } from '../library/index.ts';
import type { Plan } from '../transformation/index.ts';
import { type Address, lenientlyDecoded, parseAddress } from './address.ts';
import type { Content } from './content.ts';
import type { Client } from './negotiation.ts';
import {
  type ExpandedTransformation,
  expandTransformation,
  type ReadTransformation,
  readTransformation,
} from './planning.ts';
import { readSignature, type Signature } from './signature.ts';

export type Reading = {
  readonly address: Address;
  readonly signature: Signature | undefined;
  /** Those of path and query, as one text: `w-400:rt-90`; empty for none. */
  readonly transformation: string;
  /**
   * What the URL asks for, its named transformations as they stand now; `names` is only called when it has some. Read
   * when it is first asked for: what is wrong with it is for those to know whose signature is right.
   */
  readonly expand: (names: () => Promise<CurrentNames>) => Expansion | Promise<Expansion>;
};

export type Expansion = ReadTransformation &
  ExpandedTransformation & {
    /** Outcomes for the versions and clients that the URL was asked for lately. */
    readonly outcomes: Outcomes;
  };

export type Outcomes = Kept[];

type Kept = { readonly version: StoredVersion; readonly client: Client; readonly outcome: Outcome };

export type Outcome = {
  readonly plan: Plan;
  /** Of the plan, as the answer says it. */
  readonly vary: readonly string[];
  /** Of the plan; the stored bytes once it has turned out that it cannot be carried out. */
  content: Content;
};

const MAX_READINGS = 5_000;
/** Longer URLs are read each time: they are rare, and would be a way to fill the memory. */
const MAX_KEPT_LENGTH = 512;
/** WebP or not, AVIF or not, an old version or two: the rest are clients that play with their headers. */
const MAX_OUTCOMES = 8;

/** @throws as `parseAddress`; failures are not kept */
export function createUrlReader(accountId: string): (target: string) => Reading {
  const readings = new LRUCache<string, Reading>({ max: MAX_READINGS });
  return (target) => {
    const kept = readings.get(target);
    if (kept !== undefined) return kept;
    const reading = readUrl(target, accountId);
    if (target.length <= MAX_KEPT_LENGTH) readings.set(target, reading);
    return reading;
  };
}

/** @throws as `parseAddress` */
export function readUrl(target: string, accountId: string): Reading {
  const address = parseAddress(target, accountId);
  let read: ReadTransformation | undefined;
  let kept: { readonly revision: string; readonly expansion: Expansion } | undefined;

  const expandWith = ({ revision, lookup }: CurrentNames, from: ReadTransformation): Expansion => {
    if (kept?.revision !== revision) {
      const expansion = { ...from, ...expandTransformation(from, lookup), outcomes: [] };
      kept = { revision, expansion };
    }
    return kept.expansion;
  };
  return {
    address,
    signature: readSignature(address.raw.query),
    transformation: address.transformations.map(({ text }) => lenientlyDecoded(text)).join(':'),
    expand(names) {
      read ??= readTransformation(address.transformations);
      const from = read;
      return from.named.length === 0
        ? expandWith(NO_NAMES, from)
        : names().then((current) => expandWith(current, from));
    },
  };
}

const NO_NAMES: CurrentNames = { revision: 'none', lookup: () => undefined };

/** The outcome for this version and client, found or made. */
export function outcomeOf(
  outcomes: Outcomes,
  version: StoredVersion,
  client: Client,
  make: () => Outcome,
): Outcome {
  // Of a hot URL every request comes through here: compared in place, since a key would be built each time.
  for (const kept of outcomes)
    if (isSameVersion(kept.version, version) && isSameClient(kept.client, client)) return kept.outcome;
  const outcome = make();
  if (outcomes.length >= MAX_OUTCOMES) outcomes.length = 0;
  outcomes.push({ version, client, outcome });
  return outcome;
}

function isSameVersion(a: StoredVersion, b: StoredVersion): boolean {
  return a === b || (a.versionId === b.versionId && a.updatedAt === b.updatedAt);
}

function isSameClient(a: Client, b: Client): boolean {
  return (
    a.accepts.webp === b.accepts.webp &&
    a.accepts.avif === b.accepts.avif &&
    a.hints.saveData === b.hints.saveData &&
    a.hints.dpr === b.hints.dpr &&
    a.hints.width === b.hints.width
  );
}
