/** Which URLs are those of this server, when somebody asks about one. */
import { errors } from './errors.ts';
import { originsOf } from './resolve.ts';

export type OwnUrlDeps = {
  /** Base of the URLs that the API gives out. */
  readonly publicUrl: string;
  /** Whether a request target is delivery's to answer. */
  readonly isMedia: (target: string) => boolean;
};

/**
 * From what was pasted to what a browser would send: path and query.
 * @param host the Host header of the question: that too is this server
 * @throws errors.notOurUrl
 */
export function targetOf(url: string, host: string | undefined, { publicUrl, isMedia }: OwnUrlDeps): string {
  const sent = url
    .trim()
    .replace(/#.*$/s, '')
    .toWellFormed()
    .replace(/[^\x21-\x7e]+/g, encodeURIComponent);
  const [, origin, rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?]*)?(.*)$/is.exec(sent) ?? [];
  if (origin === undefined) return checkedTarget(rest, isMedia);
  const own = URL.canParse(origin) && originsOf(publicUrl, host).includes(new URL(origin).origin);
  if (!own) throw errors.notOurUrl(`${origin} is not this server`);
  // A proxy takes this part off before the request arrives.
  const base = new URL(publicUrl).pathname.replace(/\/+$/, '');
  const target = rest.startsWith(`${base}/`) ? rest.slice(base.length) : rest;
  return checkedTarget(target.startsWith('/') ? target : `/${target}`, isMedia);
}

function checkedTarget(target: string, isMedia: OwnUrlDeps['isMedia']): string {
  if (!target.startsWith('/'))
    throw errors.notOurUrl('it is neither a URL nor a path that starts with a slash');
  if (!isMedia(target)) throw errors.notOurUrl('it is not the URL of a file');
  return target;
}
