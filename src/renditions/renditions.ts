/**
 * Renditions: the outcome of a plan on its sources, made once and kept. The road is memory, disk, render.
 *
 * - One render a key, however many ask. Each client may leave; when all have, work that waits is dropped, and a child
 *   that runs is left to finish, since its result will be asked for again.
 * - A bounded number of renders at once, weighted by what they will cost, and a bounded line before them.
 * - What takes its process down twice is refused for a while.
 */

import { readFile, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { RenderJob } from '../imaging/index.ts';
import { type Clock, createSemaphore, createSingleFlight, type Flight } from '../kernel/index.ts';
import type { Log } from '../observability/index.ts';
import type { BlobStore } from '../storage/index.ts';
import type { Plan } from '../transformation/index.ts';
import { type ChildPool, lossOf } from '../workers/index.ts';
import { renderWeight } from './cost.ts';
import { createDiskTier, type KeptRendition } from './disk-tier.ts';
import { errors } from './errors.ts';
import type { RenditionFacts } from './file-name.ts';
import { contentTypeOf, type RenditionFormat } from './formats.ts';
import { renditionKey } from './key.ts';
import { createMemoryTier } from './memory-tier.ts';
import { createPoisonMarks } from './poison.ts';
import { isWhole, openWhole, readWhole } from './reading.ts';

/** Up to this a rendition is read at once and handed as bytes; a larger one is streamed from its file. */
const SMALL_BYTES = 2 * 1024 * 1024;

/** No client waits longer than this for its turn: what has not begun by then will come too late. */
const MAX_WAIT_MS = 20_000;

/** Units of the render semaphore for each process: light renders come two to a process, so that it never idles. */
const UNITS_PER_PROCESS = 2;

export type RenditionRequest = {
  /** `plan.key`. */
  readonly key: string;
  /** Version ids of everything that goes in. */
  readonly inputs: readonly string[];
  readonly plan: Plan;
  /** Size in pixels; 0 where unknown. */
  readonly source: {
    readonly blobKey: string;
    readonly mime: string;
    readonly width: number;
    readonly height: number;
  };
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
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
   * @throws the signal's reason; overloaded (503); renderTimedOut (504); workerErrors.taskCrashed (500); unrenderable,
   *   tooDemanding (400); what imaging declares; storage's blobMissing.
   */
  get(request: RenditionRequest): Promise<Rendition>;
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
  /** Ends the work in the background. Renders under way end with their pool. */
  close(): Promise<void>;
  stats(): RenditionStats;
};

export type RenditionsDeps = {
  readonly pool: ChildPool;
  readonly store: Pick<BlobStore, 'localPath'>;
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

/** How a rendition that is nowhere yet gets made. */
type Making = {
  readonly blobKey: string;
  readonly weight: number;
  /** Has a child write the file. */
  produce(source: string, target: string, signal: AbortSignal): Promise<RenditionFacts>;
};

export function createRenditions(deps: RenditionsDeps): Renditions {
  const { pool, store, log } = deps;
  const memory = createMemoryTier<Rendition>(deps.memoryBytes);
  const disk = createDiskTier({ folder: deps.folder, maxBytes: deps.diskBytes, log });
  const poison = createPoisonMarks(deps.clock);
  const counts = { renders: 0, memoryHits: 0, diskHits: 0, coalesced: 0, rejected: 0 };
  const flights = createSingleFlight<Rendition>({ onJoin: () => (counts.coalesced += 1) });
  const turns = createSemaphore({
    capacity: UNITS_PER_PROCESS * deps.concurrency,
    maxWaiting: deps.maxQueued,
    full: errors.overloaded,
  });
  let closed = false;

  async function obtain(key: string, making: Making, signal?: AbortSignal): Promise<Rendition> {
    const hit = memory.get(key);
    if (hit !== undefined) {
      counts.memoryHits += 1;
      return hit;
    }
    return flights.run(
      key,
      async (flight) => (await fromDisk(key, making, flight)) ?? (await make(key, making, flight)),
      signal,
    );
  }

  async function fromDisk(key: string, making: Making, flight: Flight): Promise<Rendition | undefined> {
    const kept = await disk.find(key);
    if (kept === undefined) return undefined;
    const body =
      kept.size > SMALL_BYTES ? (await isWhole(kept)) && fileOf(key, kept, making) : await readWhole(kept);
    if (!body) {
      await disk.remove([key]);
      return undefined;
    }
    counts.diskHits += 1;
    return remember(key, kept, body, 'disk', flight);
  }

  async function make(key: string, making: Making, flight: Flight): Promise<Rendition> {
    const refusal = poison.refusal(key);
    if (refusal !== undefined) throw refusal;
    const draft = await disk.draft();
    try {
      const facts = await render(key, making, draft, flight);
      const small = facts.size <= SMALL_BYTES ? await readFile(draft) : undefined;
      const kept = await keep(key, draft, facts, flight);
      const body = small ?? (kept && fileOf(key, kept, making)) ?? (await readFile(draft));
      return remember(key, facts, body, 'none', flight);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async function render(
    key: string,
    making: Making,
    draft: string,
    { signal }: Flight,
  ): Promise<RenditionFacts> {
    const source = await store.localPath(making.blobKey);
    const release = await takeTurn(making.weight, signal);
    try {
      counts.renders += 1;
      const facts = await making.produce(source, draft, signal);
      poison.clear(key);
      return facts;
    } catch (error) {
      const loss = lossOf(error);
      if (loss === undefined) throw error;
      poison.mark(key, loss);
      throw loss === 'deadline' ? errors.renderTimedOut().because(error) : error;
    } finally {
      release();
    }
  }

  async function takeTurn(weight: number, signal: AbortSignal): Promise<() => void> {
    const tooLate = AbortSignal.timeout(MAX_WAIT_MS);
    try {
      return await turns.acquire(weight, AbortSignal.any([signal, tooLate]));
    } catch (error) {
      if (signal.aborted) throw error;
      counts.rejected += 1;
      throw tooLate.aborted ? errors.overloaded() : error;
    }
  }

  /** A disk that does not take the file costs a cache entry, not the answer. */
  async function keep(
    key: string,
    draft: string,
    facts: RenditionFacts,
    flight: Flight,
  ): Promise<KeptRendition | undefined> {
    if (flight.forgotten || closed) return undefined;
    try {
      const kept = await disk.keep(key, draft, facts);
      if (!flight.forgotten) return kept;
      await disk.remove([key]);
    } catch (error) {
      log.warn({ error }, 'A rendition could not be kept on the disk.');
    }
    return undefined;
  }

  function remember(
    key: string,
    facts: RenditionFacts,
    body: Rendition['body'],
    cached: Rendition['cached'],
    flight: Flight,
  ): Rendition {
    const { format, width, height, size } = facts;
    const rendition = { contentType: contentTypeOf(format), size, width, height, body, cached };
    if (body instanceof Buffer && !flight.forgotten) memory.set(key, { ...rendition, cached: 'memory' });
    return rendition;
  }

  function fileOf(key: string, kept: KeptRendition, making: Making): RenditionFile {
    return {
      path: kept.path,
      async stream(range) {
        const file = await openWhole(kept);
        if (file !== undefined) return file.createReadStream(range);
        const { size, body } = await obtain(key, making);
        if (size !== kept.size) throw errors.replaced();
        if (!(body instanceof Buffer)) return body.stream(range);
        return Readable.from([range ? body.subarray(range.start, range.end + 1) : body]);
      },
    };
  }

  return {
    get({ key, inputs, plan, source, signal }) {
      const { width, height, mime } = source;
      const making: Making = {
        blobKey: source.blobKey,
        weight: renderWeight(source, { ...(plan.size ?? { width, height }), format: plan.output.format }),
        produce: (path, target, signal) => {
          const job: RenderJob = { source: { path, mime }, plan, target, limits: deps.limits };
          return pool.run<RenditionFacts>('render', job, { signal });
        },
      };
      return obtain(renditionKey(key, inputs), making, signal);
    },

    sanitizedSvg({ versionId, blobKey, signal }) {
      const making: Making = {
        blobKey,
        weight: 1,
        produce: async (path, target, signal) => {
          const { size } = await pool.run<{ size: number }>('sanitizeSvg', { path, target }, { signal });
          return { format: 'svg', width: undefined, height: undefined, size };
        },
      };
      return obtain(renditionKey('svg', [versionId]), making, signal);
    },

    keyOf: ({ key, inputs }) => renditionKey(key, inputs),

    async invalidate(keys) {
      forget(keys);
      await disk.remove(keys);
      // Whoever came meanwhile may have read what was just being removed.
      forget(keys);
    },

    async close() {
      closed = true;
      await disk.close();
    },

    stats: () => ({ ...counts, waiting: turns.waiting, memoryBytes: memory.bytes, diskBytes: disk.bytes }),
  };

  function forget(keys: readonly string[] | undefined): void {
    if (keys === undefined) {
      flights.forget();
      memory.clear();
    }
    for (const key of keys ?? []) {
      flights.forget(key);
      memory.delete(key);
    }
  }
}
