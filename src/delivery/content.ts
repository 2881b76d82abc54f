/** What can be delivered of a version: its stored bytes, its sanitised SVG, a rendition. */

import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { StoredVersion } from '../library/index.ts';
import type { Rendition, Renditions } from '../renditions/index.ts';
import type { BlobStore } from '../storage/index.ts';
import type { Plan } from '../transformation/index.ts';
import type { ByteRange } from './range.ts';

/** What is said here of a content is known without touching its bytes. */
export type Content = {
  /** Changes with the bytes; without quotes. */
  readonly tag: string;
  readonly mime: string;
  /** Of the bytes, without a dot; empty when the stored name has none. */
  readonly extension: string;
  /** Bytes of the stored file it comes from, for some contents not yet its own. */
  readonly sourceSize: number;
  load(): Promise<LoadedContent>;
};

export type LoadedContent = {
  readonly size: number;
  readonly body: Buffer | ((range: ByteRange | undefined) => Promise<Readable>);
  /** Whether a cache of ours had it. */
  readonly cached: boolean;
};

/** The bytes as they were uploaded. */
export function storedContent(store: Pick<BlobStore, 'open'>, version: StoredVersion): Content {
  return {
    tag: version.versionId,
    mime: version.mime,
    extension: extensionOf(version.name),
    sourceSize: version.size,
    load: async () => ({
      size: version.size,
      body: (range) => store.open(version.blobKey, range),
      cached: false,
    }),
  };
}

/** An SVG without what could run or load anything. Its size is known when it is there. */
export function sanitizedContent(
  renditions: Pick<Renditions, 'sanitizedSvg'>,
  version: StoredVersion,
  signal: () => AbortSignal,
): Content {
  return {
    tag: `${version.versionId}-safe${SANITIZER_REVISION}`,
    mime: version.mime,
    extension: extensionOf(version.name),
    sourceSize: version.size,
    load: async () => {
      const { versionId, blobKey } = version;
      return loaded(await renditions.sanitizedSvg({ versionId, blobKey, signal: signal() }));
    },
  };
}

/** The outcome of a plan. */
export function renditionContent(
  renditions: Pick<Renditions, 'get' | 'keyOf'>,
  version: StoredVersion,
  plan: Plan,
  signal: () => AbortSignal,
): Content {
  const request = {
    key: plan.key,
    inputs: [version.versionId],
    plan,
    source: {
      blobKey: version.blobKey,
      mime: version.mime,
      width: version.width ?? 0,
      height: version.height ?? 0,
    },
  };
  return {
    tag: renditions.keyOf(request),
    mime: MIME_OF_OUTPUT[plan.output.format],
    extension: plan.output.format,
    sourceSize: version.size,
    load: async () => loaded(await renditions.get({ ...request, signal: signal() })),
  };
}

const MIME_OF_OUTPUT = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
} as const;

/** Part of the ETag of sanitised SVGs: raised when the sanitiser lets through less or more than before. */
const SANITIZER_REVISION = 1;

function loaded({ size, body, cached }: Rendition): LoadedContent {
  return {
    size,
    body: body instanceof Buffer ? body : (range) => openFile(body.path, range),
    cached: cached !== 'none',
  };
}

/** Opened before it is streamed, so that a file which is not there can still be answered as an error. */
async function openFile(path: string, range: ByteRange | undefined): Promise<Readable> {
  const file = await open(path, 'r');
  return file.createReadStream(range);
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1) : '';
}
