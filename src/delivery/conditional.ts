/** Whether the client has the answer already (RFC 9110, 13.1): decided before storage or pixels are touched. */

import type { IncomingHttpHeaders } from 'node:http';

/**
 * `If-None-Match` by weak comparison; `If-Modified-Since` only without it.
 *
 * @param etag with its quotes
 * @param modified milliseconds
 */
export function isNotModified(headers: IncomingHttpHeaders, etag: string, modified: number): boolean {
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) return matchesWeakly(noneMatch, etag);
  const since = headers['if-modified-since'];
  return since !== undefined && wholeSeconds(modified) <= Date.parse(since);
}

/**
 * Whether a range may be answered: without `If-Range` always, with it only when the client's part is of the same bytes
 * (strong comparison; an exact date).
 */
export function isRangeCurrent(headers: IncomingHttpHeaders, etag: string, modified: number): boolean {
  const ifRange = headers['if-range'];
  if (ifRange === undefined) return true;
  return typeof ifRange === 'string' && (ifRange === etag || wholeSeconds(modified) === Date.parse(ifRange));
}

function matchesWeakly(list: string, etag: string): boolean {
  if (list === etag || list.trim() === '*') return true;
  // Our tags hold no comma, so that splitting at commas cannot make one out of another's parts.
  return list.split(',').some((item) => item.trim().replace(/^W\//, '') === etag);
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
