/**
 * What the bytes behind a media URL say of themselves (rest-api.md 2.11): those of the stored file where the URL asks
 * for no transformation, else those of the rendition, which is made as a delivery would make it.
 */
import { Readable } from 'node:stream';
import { HalftoneError } from '../kernel/index.ts';
import { type FileRecord, type ImageDetails, type Library, libraryErrors } from '../library/index.ts';
import { type Examined, NO_MEDIA_FACTS } from '../metadata/index.ts';
import type { BlobStore } from '../storage/index.ts';
import { OWNER } from './access.ts';
import type { Content } from './content.ts';
import { errors } from './errors.ts';
import { negotiate } from './negotiation.ts';
import { type OwnUrlDeps, targetOf } from './own-url.ts';
import { type Reading, readUrl } from './reading.ts';
import { createResolve, type ResolveDeps } from './resolve.ts';

export type DescribeUrlDeps = Omit<ResolveDeps, 'library' | 'store'> &
  OwnUrlDeps & {
    readonly library: Pick<Library, 'locate' | 'describe'>;
    readonly store: Pick<BlobStore, 'open' | 'stage'>;
    /** The first path segment of media URLs. */
    readonly accountId: string;
    readonly examine: (path: string, mime: string) => Promise<Examined>;
  };

/** A stored file, or what was made of one. */
export type DescribedUrl = {
  readonly file: Measured;
  readonly details: ImageDetails | null;
};

type Measured = Pick<
  FileRecord,
  'mime' | 'size' | 'width' | 'height' | 'hasAlpha' | 'bitRate' | 'duration' | 'audioCodec' | 'videoCodec'
>;

/** Asked with a private key, so private files and drafts are described like any other. */
export type DescribeUrl = (question: {
  readonly url: string;
  /** The Host header of the question: that too is this server. */
  readonly host: string | undefined;
  /** Aborted when whoever asked has gone. */
  readonly signal: AbortSignal;
}) => Promise<DescribedUrl>;

/**
 * Errors: `foreignUrl` (400); `fileInaccessible` (404) and `corruptFile` (400) of the library; those of the
 * transformation language; renditions' overload (503).
 */
export function createDescribeUrl(deps: DescribeUrlDeps): DescribeUrl {
  const resolve = createResolve(deps);

  return async ({ url, host, signal }) => {
    const reading = readUrl(accountTarget(url, host, deps), deps.accountId);
    try {
      const { version, outcome, content } = await resolve(reading, negotiate({}), host, { grant: OWNER });
      if (!isTransformed(reading) || outcome.plan.original)
        return await deps.library.describe(version.assetId, version.versionId);
      return await describeMade(content, signal);
    } catch (error) {
      throw inMetadataWords(error);
    }
  };

  /** The child that looks at it reads files: staging is where bytes of a moment belong. */
  async function describeMade(content: Content, signal: AbortSignal): Promise<DescribedUrl> {
    const { body, size } = await content.load(() => signal);
    const staged = await deps.store.stage();
    try {
      const bytes = typeof body === 'function' ? await body(undefined) : Readable.from([body]);
      for await (const chunk of bytes) await staged.write(chunk as Uint8Array);
      await staged.seal();
      const { facts, details } = await deps.examine(staged.path, content.mime);
      const { width, height, hasAlpha } = facts;
      return { file: { ...NO_MEDIA_FACTS, mime: content.mime, size, width, height, hasAlpha }, details };
    } finally {
      await staged.discard();
    }
  }
}

/** The URL endpoint of the account, and nothing beside it. */
function accountTarget(url: string, host: string | undefined, deps: DescribeUrlDeps): string {
  let target: string;
  try {
    target = targetOf(url, host, deps);
  } catch (error) {
    throw errors.foreignUrl().because(error);
  }
  const isUrl = /^\s*https?:\/\//i.test(url);
  if (!isUrl || !target.startsWith(`/${deps.accountId}/`)) throw errors.foreignUrl();
  return target;
}

function isTransformed({ address: { transformations, form } }: Reading): boolean {
  return transformations.length > 0 || form !== undefined;
}

function inMetadataWords(error: unknown): unknown {
  if (!(error instanceof HalftoneError)) return error;
  if (error.status === 404) return libraryErrors.fileInaccessible().because(error);
  return error.status === 400 && error.code === 'EFORMAT'
    ? libraryErrors.corruptFile().because(error)
    : error;
}
