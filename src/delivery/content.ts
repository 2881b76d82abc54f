/** What can be delivered of a version: its stored bytes, its sanitised SVG, a rendition. */

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
  /** @param signal gives the signal of the client's leaving; asked only where there is work to stop */
  load(signal: () => AbortSignal): Promise<LoadedContent>;
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

/** An SVG without what could run or load anything. */
export function sanitizedContent(
  renditions: Pick<Renditions, 'sanitizedSvg' | 'keyOf'>,
  { versionId, blobKey, mime, name, size }: StoredVersion,
): Content {
  return {
    tag: renditions.keyOf({ key: 'svg', inputs: [versionId] }),
    mime,
    extension: extensionOf(name),
    sourceSize: size,
    load: async (signal) => loaded(await renditions.sanitizedSvg({ versionId, blobKey, signal: signal() })),
  };
}

/** The outcome of a plan. */
export function renditionContent(
  renditions: Pick<Renditions, 'get' | 'keyOf'>,
  { versionId, blobKey, mime, width, height, size }: StoredVersion,
  plan: Plan,
): Content {
  const source = { blobKey, mime, width: width ?? 0, height: height ?? 0 };
  const request = { key: plan.key, inputs: [versionId], plan, source };
  return {
    tag: renditions.keyOf(request),
    mime: MIME_OF_OUTPUT[plan.output.format],
    extension: plan.output.format,
    sourceSize: size,
    load: async (signal) => loaded(await renditions.get({ ...request, signal: signal() })),
  };
}

const MIME_OF_OUTPUT = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
} as const;

function loaded({ size, body, cached }: Rendition): LoadedContent {
  return {
    size,
    body: 'stream' in body ? (range) => body.stream(range) : body,
    cached: cached !== 'none',
  };
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1) : '';
}
