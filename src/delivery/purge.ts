/**
 * Forgets the renditions of a media URL, or of all URLs that begin with a text (rest-api.md 2.10; delivery.md, section
 * 7). Those of this process: no other one is told. What is stored is never out of date, so it stays.
 */
import { HalftoneError } from '../kernel/index.ts';
import type { Library } from '../library/index.ts';
import type { Renditions } from '../renditions/index.ts';
import { requirements } from '../transformation/index.ts';
import { OWNER } from './access.ts';
import { lenientlyDecoded } from './address.ts';
import type { Client } from './negotiation.ts';
import { type OwnUrlDeps, targetOf } from './own-url.ts';
import { readUrl } from './reading.ts';
import { createResolve, type ResolveDeps } from './resolve.ts';

export type PurgeDeps = ResolveDeps &
  OwnUrlDeps & {
    readonly library: Pick<Library, 'locate' | 'versionsBelow'>;
    readonly renditions: Pick<Renditions, 'invalidate' | 'invalidateVersions'>;
    /** The first path segment of media URLs. */
    readonly accountId: string;
  };

/**
 * @param url absolute, under whatever host the account has; with a `*` at its end whatever begins so is meant
 * Rejects when the database does not answer.
 */
export type Purge = (url: string) => Promise<void>;

/** Of more versions than these it is not looked up which: everything is forgotten. */
const MAX_VERSIONS = 20_000;

/** Everyone for whom the bytes of one URL may differ, but for hints that are numbers. */
const CLIENTS: readonly Client[] = [true, false].flatMap((webp) =>
  [true, false].flatMap((avif) =>
    [true, false].map((saveData) => ({ accepts: { webp, avif }, hints: { saveData } })),
  ),
);

export function createPurge(deps: PurgeDeps): Purge {
  const { library, renditions, accountId } = deps;
  const resolve = createResolve(deps);

  async function purgeUrl(target: string): Promise<void> {
    const reading = readUrl(target, accountId);
    const tags = new Set<string>();
    for (const client of CLIENTS) {
      const { expansion, version, content } = await resolve(reading, client, undefined, { grant: OWNER });
      const depends = requirements(expansion.transformation).hints.length > 0;
      if (depends) return renditions.invalidateVersions([version.versionId]);
      tags.add(content.tag);
    }
    await renditions.invalidate([...tags]);
  }

  async function purgeBeginning(target: string): Promise<void> {
    const beginning = pathBeginning(target, accountId);
    const versions = beginning === '/' ? undefined : await library.versionsBelow(beginning, MAX_VERSIONS);
    await (versions === undefined ? renditions.invalidate() : renditions.invalidateVersions(versions));
  }

  return async (url) => {
    const isBeginning = url.endsWith('*');
    try {
      const target = targetOf(ownSpelling(url.replace(/\*$/, ''), deps.publicUrl), undefined, deps);
      await (isBeginning ? purgeBeginning(target) : purgeUrl(target));
    } catch (error) {
      // What such a URL is answered with is an error, which no cache of ours keeps.
      if (!(error instanceof HalftoneError) || error.status >= 500) throw error;
    }
  };
}

/** The hosts of an account, http and https, are one namespace. */
function ownSpelling(url: string, publicUrl: string): string {
  return url.replace(/^https?:\/\/[^/?]*/i, new URL(publicUrl).origin);
}

/**
 * With what the paths of the files begin. What transforms on the way to them is left out: more may be forgotten than was
 * asked for, never less.
 */
function pathBeginning(target: string, accountId: string): string {
  const [path = ''] = target.split('?', 1);
  const segments = path.replace(/^\/+/, '').split('/');
  if (segments[0] === accountId) segments.shift();
  const last = segments.at(-1) ?? '';
  const names = segments.slice(0, -1).filter((name) => name !== '' && !isTransformation(name));
  // Where the file stands in such a URL shows at its end only.
  if (names[0] === 'ik-seo') return '/';
  const start = isTransformation(last) ? '' : last;
  return `/${[...names, start].map(decoded).join('/')}`;
}

function isTransformation(segment: string): boolean {
  return /^tr(?::|%3a)/i.test(segment);
}

/** The text may end in the middle of an escape; no name has a percent sign of its own. */
function decoded(segment: string): string {
  return lenientlyDecoded(segment).replace(/%.*$/s, '');
}
