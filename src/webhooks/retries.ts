/** When a message that did not arrive is sent again (rest-api.md 5.3). */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The pause after each attempt that failed; after the last of them the message is given up. */
export const PAUSES_MS: readonly number[] = [
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
];

/** From when it was to be sent first. */
export const GIVE_UP_AFTER_MS = 24 * HOUR_MS;

/**
 * The time of the next attempt; null where there is none.
 *
 * @param attempts that have failed so far, at least one
 */
export function nextAttempt(
  { attempts, createdAt }: { readonly attempts: number; readonly createdAt: number },
  now: number,
  pauses: readonly number[] = PAUSES_MS,
): number | null {
  const pause = pauses[attempts - 1];
  if (pause === undefined) return null;
  const next = now + pause;
  return next - createdAt > GIVE_UP_AFTER_MS ? null : next;
}
