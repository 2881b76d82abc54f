/**
 * Renditions: the outcome of a plan on its sources, made once and kept. The road is memory, disk, render.
 *
 * - One render a key, however many ask. Each client may leave; when all have, work that waits is dropped, and a child
 *   that runs is left to finish, since its result will be asked for again, unless it has much left to do.
 * - A bounded number of renders at once, weighted by what they will cost, and a bounded line before them.
 * - What takes its process down twice is refused for a while.
 */

import { createReadStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { knownHeader, type RenderJob } from '../imaging/index.ts';
import { createSingleFlight, type Flight } from '../kernel/index.ts';
import { estimateMs } from './cost.ts';
import { createDiskTier, type KeptRendition } from './disk-tier.ts';
import { errors } from './errors.ts';
import type { RenditionFacts } from './file-name.ts';
import { contentTypeOf } from './formats.ts';
import { markOf, renditionKey, versionMark } from './key.ts';
import { createMemoryTier } from './memory-tier.ts';
import { isWhole, openWhole, readWhole } from './reading.ts';
import { createRenderer, type Making, type Produced } from './renderer.ts';
import type { Rendition, RenditionFile, RenditionRequest, Renditions, RenditionsDeps } from './types.ts';

/** Up to this a rendition is read at once and handed as bytes; a larger one is streamed from its file. */
const SMALL_BYTES = 2 * 1024 * 1024;

/** Of an SVG of ordinary size. */
const SANITIZE_MS = 10;

type Sanitized = Pick<Produced, 'size' | 'bytes'>;

/** What a child made: a file, or bytes that the disk did not take. */
type Made = { readonly facts: RenditionFacts } & (
  | { readonly file: KeptRendition; readonly bytes?: undefined }
  | { readonly bytes: Buffer; readonly file?: undefined }
);

export function createRenditions(deps: RenditionsDeps): Renditions {
  const { pool, log } = deps;
  const memory = createMemoryTier<Rendition>(deps.memoryBytes);
  const disk = createDiskTier({ folder: deps.folder, maxBytes: deps.diskBytes, log });
  const renderer = createRenderer({
    store: deps.store,
    processes: deps.concurrency,
    maxWaiting: deps.maxQueued,
    clock: deps.clock,
  });
  const counts = { memoryHits: 0, diskHits: 0, coalesced: 0 };
  const flights = createSingleFlight<Rendition>({ onJoin: () => (counts.coalesced += 1) });
  let closed = false;

  function peek(key: string): Rendition | undefined {
    const hit = memory.get(key);
    if (hit !== undefined) counts.memoryHits += 1;
    return hit;
  }

  async function obtain(key: string, making: Making, signal?: AbortSignal): Promise<Rendition> {
    const hit = peek(key);
    if (hit !== undefined) return hit;
    const find = async (flight: Flight) =>
      (await fromDisk(key, making, flight)) ?? (await make(key, making, flight));
    return flights.run(key, find, signal);
  }

  async function fromDisk(key: string, making: Making, flight: Flight): Promise<Rendition | undefined> {
    const kept = await disk.find(key);
    if (kept === undefined) return undefined;
    const body = await read(key, kept, making);
    if (body === undefined) {
      await disk.remove([key]);
      return undefined;
    }
    counts.diskHits += 1;
    return hold(key, renditionOf(kept, body, 'disk'), flight);
  }

  async function read(
    key: string,
    kept: KeptRendition,
    making: Making,
  ): Promise<Rendition['body'] | undefined> {
    try {
      if (kept.size <= SMALL_BYTES) return await readWhole(kept);
      return (await isWhole(kept)) ? fileOf(key, kept, making) : undefined;
    } catch (error) {
      log.warn({ error }, 'A rendition could not be read from the disk; it is made anew.');
      return undefined;
    }
  }

  async function make(key: string, making: Making, flight: Flight): Promise<Rendition> {
    const { facts, bytes, file } = await produce(key, making, flight.signal);
    if (file === undefined) {
      log.warn({ key }, 'A rendition could not be written to the disk; it is answered all the same.');
      return hold(key, renditionOf(facts, bytes, 'none'), flight);
    }
    let kept = false;
    try {
      const small = file.size <= SMALL_BYTES ? readBack(file) : undefined;
      kept = !flight.forgotten && !closed && disk.keep(key, file);
      const body = small ?? (kept ? fileOf(key, file, making) : readBack(file));
      const made = renditionOf(facts, body, 'none');
      return kept ? made : hold(key, made, flight);
    } finally {
      if (!kept) await disk.discard(file.path);
    }
  }

  async function produce(key: string, making: Making, signal: AbortSignal): Promise<Made> {
    const place = await disk.place(key, making.format);
    try {
      const { bytes, ...facts } = await renderer.render(key, making, place.target, signal);
      return bytes === undefined
        ? { facts, file: disk.at(key, { ...facts, making: place.making }) }
        : { facts, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
    } catch (error) {
      await disk.discard(place.target.draft);
      throw error;
    }
  }

  /** What a child has to do, and what that will cost. */
  function rendering(
    plan: RenditionRequest['plan'],
    { width, height, mime, pages }: Omit<RenditionRequest['source'], 'blobKey'>,
  ): Pick<Making, 'format' | 'estimateMs' | 'produce'> {
    const size = { width, height };
    const header = knownHeader(mime, size, plan);
    const expected = estimateMs({
      source: { ...size, mime },
      output: { ...plan.output, ...(plan.size ?? size) },
      frames: plan.animated ? pages : 1,
    });
    return {
      format: plan.output.format,
      estimateMs: expected,
      produce: (path, target, signal) => {
        const job: RenderJob = { source: { path, mime, size, header }, plan, target, limits: deps.limits };
        const phase = header && 'opened';
        return pool.run<Produced>('render', job, { signal, estimateMs: expected, phase });
      },
    };
  }

  /** Of a file that a child has just written: it is in the system's memory, where a thread would only cost time. */
  function readBack({ path }: KeptRendition): Buffer {
    try {
      return readFileSync(path);
    } catch (error) {
      throw errors.diskFailed().because(error);
    }
  }

  /**
   * Keeps it in memory. What has just been made is not: most is never asked for again, and what is comes from the disk
   * the first time.
   */
  function hold(key: string, rendition: Rendition, flight: Flight): Rendition {
    if (Buffer.isBuffer(rendition.body) && !flight.forgotten)
      memory.set(key, { ...rendition, cached: 'memory' });
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
        if (!Buffer.isBuffer(body)) return body.stream(range);
        return Readable.from([range ? body.subarray(range.start, range.end + 1) : body]);
      },
    };
  }

  return {
    get({ key, inputs, plan, source, signal }) {
      return obtain(
        renditionKey(key, inputs),
        { blobKey: source.blobKey, ...rendering(plan, source) },
        signal,
      );
    },

    async makeOnce({ plan, source, signal }, use) {
      const { path, hash } = source;
      const making = { blobKey: hash, path, ...rendering(plan, source) };
      const { bytes, file } = await produce(renditionKey(plan.key, [hash]), making, signal);
      if (file === undefined) return use(Readable.from([bytes]));
      const made = createReadStream(file.path);
      try {
        return await use(made);
      } finally {
        made.destroy();
        await disk.discard(file.path);
      }
    },

    peek,

    sanitizedSvg({ versionId, blobKey, signal }) {
      const making: Making = {
        blobKey,
        format: 'svg',
        estimateMs: SANITIZE_MS,
        produce: async (path, target, signal) => {
          const sanitized = await pool.run<Sanitized>('sanitizeSvg', { path, target }, { signal });
          return { format: 'svg', width: undefined, height: undefined, ...sanitized };
        },
      };
      return obtain(renditionKey('svg', [versionId]), making, signal);
    },

    keyOf: ({ key, inputs }) => renditionKey(key, inputs),

    invalidate,

    async invalidateVersions(versionIds) {
      const marks = new Set(versionIds.map(versionMark));
      flights.forget();
      const kept = new Set([...(await disk.keys()), ...memory.keys()]);
      await invalidate([...kept].filter((key) => marks.has(markOf(key))));
    },

    async close() {
      closed = true;
      await disk.close();
    },

    stats: () => ({ ...counts, ...renderer.stats(), memoryBytes: memory.bytes, diskBytes: disk.bytes }),
  };

  async function invalidate(keys?: readonly string[]): Promise<void> {
    forget(keys);
    await disk.remove(keys);
    // Whoever came meanwhile may have read what was just being removed.
    forget(keys);
  }

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

function renditionOf(
  { format, width, height, size }: RenditionFacts,
  body: Rendition['body'],
  cached: Rendition['cached'],
): Rendition {
  return { contentType: contentTypeOf(format), size, width, height, body, cached };
}
