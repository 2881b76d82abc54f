import type { Readable } from 'node:stream';
import type { RenderJob } from '../imaging/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { Log } from '../observability/index.ts';
import type { BlobStore } from '../storage/index.ts';
import type { Plan } from '../transformation/index.ts';
import type { ChildPool } from '../workers/index.ts';

export type RenditionRequest = {
  /** `plan.key`. */
  readonly key: string;
  /** Version ids of everything that goes in. */
  readonly inputs: readonly string[];
  readonly plan: Plan;
  /** Size in pixels, its EXIF orientation applied; 0 where unknown. */
  readonly source: {
    readonly blobKey: string;
    readonly mime: string;
    readonly width: number;
    readonly height: number;
    /** Frames, when the format has them; 1 by default. */
    readonly pages: number;
  };
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
};

/** A source that is not stored: a file that only its owner knows. */
export type UnstoredRequest = Pick<RenditionRequest, 'plan' | 'signal'> & {
  readonly source: Omit<RenditionRequest['source'], 'blobKey'> & {
    readonly path: string;
    /** Of its bytes: who breaks a process twice is refused by it. */
    readonly hash: string;
  };
};

export type Rendition = {
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  /** Of one frame in pixels; undefined for SVG. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Bytes shared with others, not to be changed; or, when there are many, a file. */
  readonly body: Buffer | RenditionFile;
  readonly cached: 'memory' | 'disk' | 'none';
};

export type RenditionFile = {
  /** Where it was a moment ago. It may be removed at any time: `stream` knows what to do then. */
  readonly path: string;
  /**
   * The bytes, or some of them (`end` inclusive). The file is open when this resolves, and made anew when it had gone:
   * call it before the headers are sent.
   * @throws as `get`; errors.replaced.
   */
  stream(range?: { readonly start: number; readonly end: number }): Promise<Readable>;
};

export type RenditionStats = {
  /** Jobs given to child processes. */
  readonly renders: number;
  readonly memoryHits: number;
  readonly diskHits: number;
  /** Requests that joined one under way. */
  readonly coalesced: number;
  /** Requests refused or given up for want of capacity. */
  readonly rejected: number;
  readonly waiting: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
};

export type Renditions = {
  /**
   * @throws the signal's reason; overloaded, diskFailed (503); renderTimedOut (504); workerErrors.taskCrashed (500);
   *   unrenderable, unopenable, tooDemanding (400); what imaging declares; storage's blobMissing.
   */
  get(request: RenditionRequest): Promise<Rendition>;
  /**
   * Makes the outcome of a plan for its caller alone, in the same turn and within the same limits as the others, and
   * keeps nothing of it.
   * @param use is given the bytes, which are gone when it ends
   * @throws as `get`, and what `use` throws
   */
  makeOnce<Out>(
    request: UnstoredRequest,
    use: (bytes: AsyncIterable<Uint8Array>) => Promise<Out>,
  ): Promise<Out>;
  /** What `get` would find in memory under a key that `keyOf` gave: the way of hot files, without a promise. */
  peek(key: string): Rendition | undefined;
  /** The SVG without anything that runs or loads; throws as `get`. */
  sanitizedSvg(request: {
    readonly versionId: string;
    readonly blobKey: string;
    readonly signal: AbortSignal;
  }): Promise<Rendition>;
  /** 40 hex digits that change with the bytes: base of the ETag. Known without I/O. */
  keyOf(request: { readonly key: string; readonly inputs: readonly string[] }): string;
  /**
   * Forgets renditions by what `keyOf` gives, or all. When it resolves nothing made before the call is served any more,
   * and what was being made at the time of the call is not kept.
   */
  invalidate(keys?: readonly string[]): Promise<void>;
  /** The same of all renditions of these versions. What is being made of others is not kept either. */
  invalidateVersions(versionIds: readonly string[]): Promise<void>;
  /** Ends the work in the background. Renders under way end with their pool. */
  close(): Promise<void>;
  stats(): RenditionStats;
};

export type RenditionsDeps = {
  readonly pool: ChildPool;
  readonly store: Pick<BlobStore, 'withLocalPath'>;
  /** Of the disk tier; made when missing. Belongs to this process alone. */
  readonly folder: string;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Renders that may wait for their turn. */
  readonly maxQueued: number;
  /** Processes of the pool. */
  readonly concurrency: number;
  readonly limits: RenderJob['limits'];
  readonly clock: Clock;
  readonly log: Log;
};
