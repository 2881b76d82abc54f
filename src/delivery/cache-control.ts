/** `Cache-Control` of an answer. */

/**
 * A policy whose ages end with the signed URL they are for: nothing that was opened until noon stays in a cache
 * until the evening (delivery.md, section 6).
 *
 * @param expires Unix seconds, undefined for never
 * @param now milliseconds
 */
export function cappedCacheControl(policy: string, expires: number | undefined, now: number): string {
  if (expires === undefined) return policy;
  const left = Math.max(0, expires - Math.floor(now / 1000));
  return policy.replace(
    /\b(max-age|s-maxage|stale-while-revalidate|stale-if-error)=(\d+)/gi,
    (_, directive: string, seconds: string) => `${directive}=${Math.min(Number(seconds), left)}`,
  );
}

/** Errors that may mend themselves by an upload are kept for a moment; the others concern one client only. */
export function errorCacheControl(status: number): string {
  return status === 400 || status === 404 ? 'public, max-age=0, s-maxage=10' : 'no-store';
}
