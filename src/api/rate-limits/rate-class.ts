import type { RateClass } from '../../settings/index.ts';
import type { Access } from '../auth.ts';

/**
 * With which requests one is counted (rest-api.md 1.5). Undefined: uploads, what anyone may ask for, and the settings,
 * so that limits which are too low can be mended.
 * @param path as it is registered, with the names of its parameters
 */
export function rateClassOf(path: string, access: Access): RateClass | undefined {
  if (access === 'public' || UPLOADS.test(path) || SETTINGS.test(path)) return undefined;
  if (path.startsWith('/_halftone/')) return 'halftone';
  if (access === 'account' || NOT_MEDIA.test(path)) return 'account';
  if (access === 'read') return 'reads';
  if (BULK_TAGS.test(path)) return 'bulkTags';
  return FIELDS.test(path) ? 'customMetadataFields' : 'writes';
}

const UPLOADS = /\/files\/upload$/;
const SETTINGS = /^\/_halftone\/v1\/settings$/;
const NOT_MEDIA = /^\/v1\/(accounts|saved-extensions|named-transformations)(\/|$)/;
const BULK_TAGS = /\/files\/(add|remove)(AI)?Tags$/;
const FIELDS = /^\/v1\/customMetadataFields(\/|$)/;
