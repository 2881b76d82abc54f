/** Who may see a file: signatures, private files and drafts (delivery.md, sections 9, 10 and 13). */

import type { StoredVersion } from '../library/index.ts';
import type { Address } from './address.ts';
import { errors } from './errors.ts';
import { expiryOf, type Signature, verify } from './signature.ts';

export type Grant = {
  readonly signed: boolean;
  /** Unix seconds at which the URL, and so every cached answer to it, ends. */
  readonly expires: number | undefined;
  /** The account itself asks: to it drafts are files like any other. */
  readonly owner?: true;
};

export const UNSIGNED: Grant = Object.freeze({ signed: false, expires: undefined });

/** Of a question that came with a private key, which could sign any URL. */
export const OWNER: Grant = Object.freeze({ signed: true, expires: undefined, owner: true });

/**
 * What a signature grants. One that is there must be right, on public files as well.
 *
 * @param context.origins each `https://host` under which the URL may have been signed as a whole
 * @throws errors.badSignature, errors.expired
 */
export async function checkSignature(
  signature: Signature,
  { raw }: Address,
  context: {
    readonly origins: readonly string[];
    readonly signingKeys: () => Promise<readonly string[]>;
    readonly now: number;
  },
): Promise<Grant> {
  const path = raw.target.split('?', 1)[0] ?? '';
  const paths = [
    raw.path,
    ...(raw.path.startsWith('ik-seo/') ? [raw.path.slice('ik-seo/'.length)] : []),
    ...context.origins.map((origin) => origin + path),
  ];
  const verdict = verify(signature, paths, await context.signingKeys(), context.now);
  if (verdict === 'expired') throw errors.expired();
  if (verdict === 'invalid') throw errors.badSignature();
  return { signed: true, expires: expiryOf(signature) };
}

/**
 * The version, when the request may have it. Drafts are as good as absent, signed or not.
 *
 * @param onlyNamed whether every step of the transformation is one that the account made and named: those are the
 *   account's own choice of what to show of a private file
 * @throws errors.notFound, errors.signatureRequired
 */
export function checkAccess(
  version: StoredVersion | undefined,
  grant: Grant,
  onlyNamed: boolean,
): StoredVersion {
  if (!isThere(version, grant)) throw errors.notFound();
  if (version.isPrivate && !grant.signed && !onlyNamed) throw errors.signatureRequired();
  return version;
}

/** Drafts are there for their owner only. */
export function isThere(version: StoredVersion | undefined, { owner }: Grant): version is StoredVersion {
  return version !== undefined && (version.isPublished || owner === true);
}
