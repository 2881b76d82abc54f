/** Who may see a file: signatures, private files and drafts (delivery.md, sections 9, 10 and 13). */

import type { StoredVersion } from '../library/index.ts';
import type { Address } from './address.ts';
import { errors } from './errors.ts';
import { expiryOf, type Signature, verify } from './signature.ts';

export type Grant = {
  readonly signed: boolean;
  /** Unix seconds at which the URL, and so every cached answer to it, ends. */
  readonly expires: number | undefined;
};

export const UNSIGNED: Grant = Object.freeze({ signed: false, expires: undefined });

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
  { signed }: Grant,
  onlyNamed: boolean,
): StoredVersion {
  if (version === undefined || !version.isPublished) throw errors.notFound();
  if (version.isPrivate && !signed && !onlyNamed) throw errors.signatureRequired();
  return version;
}
