import { hash } from 'node:crypto';

/**
 * Raised whenever the same plan on the same bytes would give other bytes than before: a change in imaging, new
 * encoder settings, another libvips, another rule of the sanitiser. Every rendition made before is then made anew.
 */
const ENGINE_REVISION = 3;

/** Hex digits of a key: 96 bits of SHA-256 for what is made, and 64 bits for the version that it is made of. */
const MADE_LENGTH = 24;
const VERSION_LENGTH = 16;

/**
 * The name of a rendition: of its file, and the base of its ETag. Holds what the bytes depend on and nothing else. By
 * its end the renditions of a version are known, so that all of them can be forgotten; what differs most comes first,
 * since files are put into folders by it.
 * @param planKey canonical text of the plan, which has the chosen format in it.
 * @param inputs version ids of everything that goes in (base, layers, fonts, default image), in the plan's order.
 * @returns 40 hex digits: file systems that ignore case keep them apart too.
 */
export function renditionKey(planKey: string, inputs: readonly string[]): string {
  const made = hash('sha256', JSON.stringify([ENGINE_REVISION, planKey, ...inputs]), 'hex');
  return made.slice(0, MADE_LENGTH) + versionMark(inputs[0] ?? '');
}

/** What the keys of all renditions of a version end with. */
export function versionMark(versionId: string): string {
  return hash('sha256', versionId, 'hex').slice(0, VERSION_LENGTH);
}

/** That end of a key. */
export function markOf(key: string): string {
  return key.slice(MADE_LENGTH);
}
