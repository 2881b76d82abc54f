/**
 * Makes what a media URL delivers before anybody asks for it, and leaves it in the caches: by the very road of a
 * delivery, so that the first request finds it under the name that it looks for.
 */
import { errors } from './errors.ts';
import { imageFormat } from './media-type.ts';
import type { Client } from './negotiation.ts';
import { type OwnUrlDeps, targetOf } from './own-url.ts';
import { readUrl } from './reading.ts';
import { createResolve, type ResolveDeps } from './resolve.ts';

export type WarmDeps = ResolveDeps &
  OwnUrlDeps & {
    /** The first path segment of media URLs. */
    readonly accountId: string;
  };

/**
 * @param wanted `url`: a media URL of this server; `fileId`: of the file that it has to be of
 * @throws what a request for the URL would be answered with; errors.notFound when the URL is another file's by now;
 *   errors.noDecoder for what is no image: its URL answers, but with nothing that could have been made; the signal's reason
 */
export type Warm = (wanted: {
  readonly url: string;
  readonly fileId: string;
  readonly signal: AbortSignal;
}) => Promise<void>;

const NO_HINTS = { saveData: false };

/** Who asks most: the browsers of today, which name WebP and AVIF, and programs, which name neither. */
const CLIENTS: readonly Client[] = [
  { accepts: { webp: true, avif: true }, hints: NO_HINTS },
  { accepts: { webp: false, avif: false }, hints: NO_HINTS },
];

/** A private file's URL works for those to whom the account signs it; a draft's for nobody. */
const SIGNED = { signed: true, expires: undefined };

export function createWarm(deps: WarmDeps): Warm {
  const resolve = createResolve(deps);
  return async ({ url, fileId, signal }) => {
    const reading = readUrl(targetOf(url, undefined, deps), deps.accountId);
    for (const client of CLIENTS) {
      const { version, isDefault, content } = await resolve(reading, client, undefined, { grant: SIGNED });
      if (isDefault || version.assetId !== fileId) throw errors.notFound();
      if (imageFormat(version.mime) === undefined) throw errors.noDecoder(version.mime);
      await content.load(() => signal);
    }
  };
}
