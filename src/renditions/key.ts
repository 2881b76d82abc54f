import { hash } from 'node:crypto';

/**
 * Raised whenever the same plan on the same bytes would give other bytes than before: a change in imaging, new
 * encoder settings, another libvips, another rule of the sanitiser. Every rendition made before is then made anew.
 */
const ENGINE_REVISION = 3;

/** Hex digits of a key: 160 bits of SHA-256. */
const KEY_LENGTH = 40;

/**
 * The name of a rendition: of its file, and the base of its ETag. Holds what the bytes depend on and nothing else.
 * @param planKey canonical text of the plan, which has the chosen format in it.
 * @param inputs version ids of everything that goes in (base, layers, fonts, default image), in the plan's order.
 * @returns 40 hex digits: file systems that ignore case keep them apart too.
 */
export function renditionKey(planKey: string, inputs: readonly string[]): string {
  return hash('sha256', JSON.stringify([ENGINE_REVISION, planKey, ...inputs]), 'hex').slice(0, KEY_LENGTH);
}
