/**
 * What a URL says, read once while it is asked for often: parsing and planning cost more than handing out a rendition
 * that is in memory. Only what is pure is kept here. Whether the file is there, and who may see it, is asked anew for
 * each request.
 */

import { LRUCache } from 'lru-cache';
import type { StoredVersion } from '../library/index.ts';
import type { Plan } from '../transformation/index.ts';
import { type Address, parseAddress } from './address.ts';
import type { Content } from './content.ts';
import type { Client } from './negotiation.ts';
import { type ReadTransformation, readTransformation } from './planning.ts';
import { readSignature, type Signature } from './signature.ts';

export type Reading = {
  readonly address: Address;
  readonly signature: Signature | undefined;
  /** Read when it is first asked for: what is wrong with it is for those to know whose signature is right. */
  readonly transformation: () => ReadTransformation;
  /** Outcomes for the versions and clients that the URL was asked for lately. */
  readonly outcomes: Map<string, Outcome>;
};

export type Outcome = {
  readonly plan: Plan;
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

function readUrl(target: string, accountId: string): Reading {
  const address = parseAddress(target, accountId);
  let transformation: ReadTransformation | undefined;
  return {
    address,
    signature: readSignature(address.raw.query),
    transformation() {
      transformation ??= readTransformation(address.transformations);
      return transformation;
    },
    outcomes: new Map(),
  };
}

/** The outcome for this version and client, found or made. */
export function outcomeOf(
  { outcomes }: Reading,
  version: StoredVersion,
  { accepts, hints }: Client,
  make: () => Outcome,
): Outcome {
  const key = `${version.versionId} ${version.updatedAt} ${accepts.webp} ${accepts.avif} ${hints.saveData} ${hints.dpr} ${hints.width}`;
  const kept = outcomes.get(key);
  if (kept !== undefined) return kept;
  const outcome = make();
  if (outcomes.size >= MAX_OUTCOMES) outcomes.clear();
  outcomes.set(key, outcome);
  return outcome;
}
