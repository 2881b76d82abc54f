/** From the body of a request to a URL endpoint (rest-api.md 6.4). */
import type { GivenUrlEndpoint, UrlRewriter } from '../../accounts/index.ts';
import { errors } from '../errors.ts';
import { booleanOf, isTextList, type JsonBody } from '../json-body.ts';
import { isObject, isTextOf, refuseUnknownKeys } from '../strict-body.ts';

export const MAX_ENDPOINT_DESCRIPTION = 1000;
export const MAX_PREFIX_LENGTH = 100;
export const MAX_ENDPOINT_ORIGINS = 10;

const KEYS = ['description', 'urlPrefix', 'origins', 'urlRewriter'];

/** Directly after an endpoint it means something else (delivery.md 12). */
const RESERVED_PREFIX = 'ik-seo';

/** What may be left out gets its default. Errors: 400 naming the key. */
export function readUrlEndpoint(body: JsonBody): GivenUrlEndpoint {
  refuseUnknownKeys(body, KEYS);
  return {
    description: readDescription(body.description),
    urlPrefix: readPrefix(body.urlPrefix),
    origins: readOrigins(body.origins),
    urlRewriter: readRewriter(body.urlRewriter),
  };
}

function readDescription(value: unknown): string {
  if (value === undefined || value === null || value === '') throw errors.required('description');
  if (!isTextOf(value, { min: 1, max: MAX_ENDPOINT_DESCRIPTION }))
    throw errors.mustBe('description', `a string of at most ${MAX_ENDPOINT_DESCRIPTION} characters`);
  return value;
}

function readPrefix(value: unknown = ''): string {
  if (typeof value !== 'string') throw errors.mustBe('urlPrefix', 'a string');
  if (!/^[A-Za-z0-9-]*$/.test(value)) throw errors.mustBe('urlPrefix', 'of letters, digits and hyphens');
  if (value.length > MAX_PREFIX_LENGTH)
    throw errors.mustBe('urlPrefix', `a string of at most ${MAX_PREFIX_LENGTH} characters`);
  if (value === RESERVED_PREFIX) throw errors.mustBe('urlPrefix', `another word than ${RESERVED_PREFIX}`);
  return value;
}

function readOrigins(value: unknown = []): readonly string[] {
  if (!isTextList(value)) throw errors.mustBe('origins', 'an array of strings');
  if (value.length > MAX_ENDPOINT_ORIGINS) throw errors.tooManyEndpointOrigins(MAX_ENDPOINT_ORIGINS);
  return value;
}

function readRewriter(value: unknown): UrlRewriter | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) throw errors.mustBe('urlRewriter', 'an object');
  const { type, preserveAssetDeliveryTypes } = value;
  switch (type) {
    case 'CLOUDINARY':
      refuseUnknownKeys(value, ['type', 'preserveAssetDeliveryTypes'], 'urlRewriter.');
      return { type, preserveAssetDeliveryTypes: readPreserve(preserveAssetDeliveryTypes) };
    case 'IMGIX':
    case 'AKAMAI':
      refuseUnknownKeys(value, ['type'], 'urlRewriter.');
      return { type };
    default:
      throw errors.mustBe('urlRewriter.type', 'one of CLOUDINARY, IMGIX, AKAMAI');
  }
}

function readPreserve(value: unknown = false): boolean {
  const preserve = booleanOf(value);
  if (preserve === undefined) throw errors.mustBe('urlRewriter.preserveAssetDeliveryTypes', 'true or false');
  return preserve;
}
