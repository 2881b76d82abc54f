/** What can be delivered of a version: its stored bytes, its sanitised SVG, a rendition. */

import type { Readable } from 'node:stream';
import type { StoredVersion } from '../library/index.ts';
import type { Rendition, Renditions } from '../renditions/index.ts';
import type { BlobStore } from '../storage/index.ts';
import type { Plan } from '../transformation/index.ts';
import { renditionSource } from './planning.ts';
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
  /** When the stored file last changed, in milliseconds and as HTTP writes it. */
  readonly modified: number;
  readonly lastModified: string;
  /** @param signal gives the signal of the client's leaving; asked only where there is work to stop */
  load(signal: () => AbortSignal): LoadedContent | Promise<LoadedContent>;
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
    ...sourceOf(version),
    tag: version.versionId,
    load: () => ({
      size: version.size,
      body: (range) => store.open(version.blobKey, range),
      cached: false,
    }),
  };
}

/** An SVG without what could run or load anything. */
export function sanitizedContent(renditions: RenditionSource, version: StoredVersion): Content {
  const { versionId, blobKey } = version;
  const tag = renditions.keyOf({ key: 'svg', inputs: [versionId] });
  return {
    ...sourceOf(version),
    tag,
    load: (signal) =>
      loadRendition(renditions.peek(tag), () =>
        renditions.sanitizedSvg({ versionId, blobKey, signal: signal() }),
      ),
  };
}

/** The outcome of a plan. */
export function renditionContent(renditions: RenditionSource, version: StoredVersion, plan: Plan): Content {
  const source = { blobKey: version.blobKey, ...renditionSource(version) };
  const request = { key: plan.key, inputs: [version.versionId], plan, source };
  const tag = renditions.keyOf(request);
  return {
    ...sourceOf(version),
    tag,
    mime: MIME_OF_OUTPUT[plan.output.format],
    extension: plan.output.format,
    load: (signal) =>
      loadRendition(renditions.peek(tag), () => renditions.get({ ...request, signal: signal() })),
  };
}

export type RenditionSource = Pick<Renditions, 'get' | 'keyOf' | 'peek' | 'sanitizedSvg'>;

function sourceOf({ mime, name, size, updatedAt }: StoredVersion) {
  return {
    mime,
    extension: extensionOf(name),
    sourceSize: size,
    modified: updatedAt,
    lastModified: new Date(updatedAt).toUTCString(),
  };
}

const MIME_OF_OUTPUT = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
} as const;

/** At once what is in memory; else a promise of what is made or read. */
function loadRendition(
  hot: Rendition | undefined,
  obtain: () => Promise<Rendition>,
): LoadedContent | Promise<LoadedContent> {
  return hot === undefined ? obtain().then(loaded) : loaded(hot);
}

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
