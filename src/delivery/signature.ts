/**
 * Signed URLs: `ik-s` is HMAC-SHA1 of the URL after its endpoint, followed by its expiry (delivery.md, section 9).
 *
 * Clients do not agree on the text they sign, so there is a short list of candidates. All of them decode to the same
 * request: the tolerance does not widen what a signature opens.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';

/** What `ik-t` is when a URL never expires; SDKs leave it out. */
const NEVER = '9999999999';

/** Bounds the work that a URL can cause, whatever it holds: candidates times keys. */
const MAX_HMACS = 40;

export type Signature = {
  /** `ik-s` as sent. */
  readonly value: string;
  /** `ik-t` as sent, in Unix seconds. */
  readonly expiry: string;
  /** The raw query without `ik-s` and `ik-t`. */
  readonly rest: string;
  /**
   * The same without only the last of each: players sign URLs that are signed already, so that the outer signature
   * covers the inner one.
   */
  readonly restOfOuter: string;
};

export type Verdict = 'valid' | 'invalid' | 'expired';

/** The signature in a raw query; undefined when the URL is not signed. */
export function readSignature(rawQuery: string): Signature | undefined {
  if (!rawQuery.includes('ik-s=')) return undefined;
  const pairs = rawQuery.split('&');
  const signatureAt = pairs.findLastIndex((pair) => pair.startsWith('ik-s='));
  if (signatureAt === -1) return undefined;
  const expiryAt = pairs.findLastIndex((pair) => pair.startsWith('ik-t='));
  return {
    value: pairs[signatureAt]?.slice(5) ?? '',
    expiry: pairs[expiryAt]?.slice(5) ?? NEVER,
    rest: pairs.filter((pair) => !pair.startsWith('ik-s=') && !pair.startsWith('ik-t=')).join('&'),
    restOfOuter: pairs.filter((_, index) => index !== signatureAt && index !== expiryAt).join('&'),
  };
}

/** Unix seconds after which the URL is no longer good; undefined when it never expires. */
export function expiryOf({ expiry }: Signature): number | undefined {
  return expiry === NEVER ? undefined : Number(expiry);
}

/**
 * @param paths the raw path after each endpoint that may have been signed for, the likeliest first
 * @param keys private keys that are in force
 * @param now milliseconds
 */
export function verify(
  signature: Signature,
  paths: readonly string[],
  keys: readonly string[],
  now: number,
): Verdict {
  if (!/^[0-9a-f]{40}$/.test(signature.value) || !/^[0-9]{1,12}$/.test(signature.expiry)) return 'invalid';
  const expiry = expiryOf(signature);
  if (expiry !== undefined && Math.floor(now / 1000) > expiry) return 'expired';

  const given = Buffer.from(signature.value, 'hex');
  let left = MAX_HMACS;
  for (const text of candidates(signature, paths)) {
    for (const key of keys) {
      if (left === 0) return 'invalid';
      left -= 1;
      const own = createHmac('sha1', key)
        .update(text + signature.expiry)
        .digest();
      if (timingSafeEqual(own, given)) return 'valid';
    }
  }
  return 'invalid';
}

/** The texts that may have been signed, without the expiry, each once: encodings of the URL, the likeliest first. */
function candidates({ rest, restOfOuter }: Signature, paths: readonly string[]): Set<string> {
  const queries = rest === restOfOuter ? [rest] : [rest, restOfOuter];
  const urls = paths.flatMap((path) => queries.map((query) => (query === '' ? path : `${path}?${query}`)));
  return new Set(ENCODINGS.flatMap((encode) => urls.map(encode)).filter((text) => text !== undefined));
}

const ENCODINGS: readonly ((text: string) => string | undefined)[] = [
  (text) => text,
  (text) => text.replace(/%[0-9a-f]{2}/gi, (triplet) => triplet.toUpperCase()),
  // SDKs leave spaces in a raw transformation as they are; on the wire they are encoded one way or the other.
  (text) => text.replace(/%20|\+/g, ' '),
  // Browsers encode the apostrophe in a query.
  (text) => text.replaceAll('%27', "'"),
  // The PHP SDK signs decoded queries.
  (text) => {
    try {
      return decodeURI(text);
    } catch {
      return undefined;
    }
  },
];
