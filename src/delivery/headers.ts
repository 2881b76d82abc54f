/** The headers of delivery (delivery.md, section 4), as the flat list that `writeHead` writes fastest. */

import { isActive } from './media-type.ts';

export type HeaderList = string[];

const PRODUCT = 'Halftone';

/** On every answer, errors as well: players read them across origins. */
const COMMON = [
  'access-control-allow-origin',
  '*',
  'access-control-expose-headers',
  'Content-Length, Content-Range, ETag, ik-error, x-request-id, Content-DPR, x-cache',
  'timing-allow-origin',
  '*',
  'x-content-type-options',
  'nosniff',
  'x-server',
  PRODUCT,
] as const;

/** A file that somebody uploaded is never a page of this server: no scripts, no loads, an origin of its own. */
const SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

export function commonHeaders(requestId: string): HeaderList {
  return [...COMMON, 'x-request-id', requestId, 'x-ik-requestid', requestId];
}

export const PREFLIGHT: readonly string[] = [
  'access-control-allow-methods',
  'GET, HEAD, OPTIONS',
  'access-control-allow-headers',
  '*',
  'access-control-max-age',
  '86400',
  'allow',
  'GET, HEAD, OPTIONS',
];

/** What a cache needs to keep an answer and ask whether it is still good: on 200, 206 and 304. */
export type Validity = {
  readonly etag: string;
  readonly lastModified: string;
  readonly cacheControl: string;
  readonly vary: readonly string[];
};

export function addValidity(headers: HeaderList, { etag, lastModified, cacheControl, vary }: Validity): void {
  headers.push('cache-control', cacheControl, 'etag', etag, 'last-modified', lastModified);
  if (vary.length > 0) headers.push('vary', vary.join(', '));
}

/** @param contentType media type of the bytes; those that a browser runs scripts in are put into a sandbox */
export function addContent(headers: HeaderList, contentType: string, cached: boolean): void {
  headers.push(
    'content-type',
    contentType,
    'x-cache',
    cached ? `Hit from ${PRODUCT}` : `Miss from ${PRODUCT}`,
  );
  if (isActive(contentType)) headers.push('content-security-policy', SANDBOX);
}
