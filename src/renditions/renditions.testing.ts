/** For tests of this room: renditions over real children whose `render` behaves, waits, fails or dies on command. */

import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RenderJob, Target } from '../imaging/index.ts';
import { write } from '../imaging/written.ts';
import { HalftoneError } from '../kernel/index.ts';
import { silentLog } from '../observability/index.ts';
import type { Plan } from '../transformation/index.ts';
import { type ChildPoolOptions, createChildPool } from '../workers/index.ts';
import { waitAtGate } from '../workers/testing.ts';
import { createRenditions, type RenditionRequest, type Renditions, type RenditionsDeps } from './index.ts';

/** What the child is to do; it travels as the plan's key, so that every behaviour is a rendition of its own. */
export type Behaviour = {
  readonly name?: string;
  /** Waits here first. */
  readonly gate?: string;
  readonly act?: 'crash' | 'crash at opening' | 'spin' | 'allocate' | 'refuse' | 'fail';
  /** Length of the result. */
  readonly bytes?: number;
  /** Of the source as the request tells it. */
  readonly megapixels?: number;
  /** Of which the source is. */
  readonly version?: string;
  /** Of the source; another one has other marks. */
  readonly blobKey?: string;
};

/** Runs in the child. The result differs each time it is made, so that a test sees where an answer came from. */
export const tasks = {
  async render({ plan, target }: RenderJob, report: (phase: string) => void) {
    const { gate, act, bytes = 100 } = JSON.parse(plan.key) as Behaviour;
    if (gate !== undefined) await waitAtGate(gate);
    if (act !== 'crash at opening') report('opened');
    if (act?.startsWith('crash')) process.kill(process.pid, 'SIGSEGV');
    if (act === 'spin') for (;;);
    if (act === 'allocate')
      for (const kept: Buffer[] = []; ; await tick()) kept.push(Buffer.alloc(2 ** 24, 1));
    if (act === 'refuse') throw new HalftoneError({ code: 'EFORMAT', status: 400, message: 'no image' });
    if (act === 'fail') throw new Error('a bug');
    const size = { width: 40, height: 30 };
    return { ...size, format: plan.output.format, ...(await write(target, someBytes(bytes), size)) };
  },
  async sanitizeSvg({ target }: { target: Target }) {
    return write(target, someBytes(64));
  },
};

const tick = () => new Promise((resolve) => setImmediate(resolve));

function someBytes(size: number): Buffer {
  return Buffer.from(randomUUID().padEnd(size, '.').slice(0, size));
}

export type TestRenditions = {
  readonly renditions: Renditions;
  readonly folder: string;
  /** A request for what the child is told to do. */
  get(behaviour: Behaviour, signal?: AbortSignal): ReturnType<Renditions['get']>;
  keyOf(behaviour: Behaviour): string;
  /** Files of the disk tier, without those in the making. */
  files(): Promise<string[]>;
  drafts(): Promise<string[]>;
  /** What would be left for the next process. */
  restart(options?: Partial<RenditionsDeps>): Promise<TestRenditions>;
  close(): Promise<void>;
};

export type TestOptions = {
  readonly pool?: Partial<ChildPoolOptions>;
  readonly renditions?: Partial<RenditionsDeps>;
};

export async function openTestRenditions(options: TestOptions = {}, at?: string): Promise<TestRenditions> {
  const folder = at ?? (await mkdtemp(join(tmpdir(), 'halftone-renditions-')));
  const pool = createChildPool({
    tasks: new URL('./renditions.testing.ts', import.meta.url),
    size: 1,
    deadlineMs: 60_000,
    recycleAfter: 10_000,
    memoryLimitBytes: 2 ** 29,
    killAboveBytes: 2 ** 30,
    env: process.env,
    log: silentLog,
    ...options.pool,
  });
  const renditions = createRenditions({
    pool,
    store: { withLocalPath: (key, use) => use(`/nowhere/${key}`) },
    folder,
    memoryBytes: 2 ** 24,
    diskBytes: 2 ** 26,
    maxQueued: 2000,
    concurrency: 1,
    limits: { maxMegapixels: 100 },
    clock: Date.now,
    log: silentLog,
    ...options.renditions,
  });
  const list = async (path: string) => (await readdir(path).catch(() => [])).map((name) => join(path, name));
  const stop = async () => {
    await renditions.close();
    await pool.close();
  };

  return {
    renditions,
    folder,
    get: (behaviour, signal = new AbortController().signal) =>
      renditions.get({ ...requestFor(behaviour), signal }),
    keyOf: (behaviour) => renditions.keyOf(requestFor(behaviour)),
    async files() {
      const shards = (await list(folder)).filter((path) => /\/[0-9a-f]{2}$/.test(path));
      return (await Promise.all(shards.map(list))).flat();
    },
    drafts: () => list(join(folder, 'drafts')),
    async restart(changed = {}) {
      await stop();
      const renditionsOptions = { ...options.renditions, ...changed };
      return openTestRenditions({ ...options, renditions: renditionsOptions }, folder);
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function requestFor(behaviour: Behaviour): Omit<RenditionRequest, 'signal'> {
  const key = JSON.stringify(behaviour);
  const { blobKey = 'hash/id', megapixels = 0.01, version = 'version' } = behaviour;
  return {
    key,
    inputs: [version],
    plan: planWith(key),
    source: { blobKey, mime: 'image/jpeg', width: 1000, height: 1000 * megapixels, pages: 1 },
  };
}

function planWith(key: string): Plan {
  return {
    original: false,
    originalBecause: undefined,
    asked: true,
    animated: false,
    steps: [],
    output: {
      format: 'webp',
      quality: 80,
      lossless: false,
      progressive: false,
      keepMetadata: false,
      // So that the header is read: what dies before that is told apart.
      keepColorProfile: true,
      pngPalette: false,
    },
    size: { width: 40, height: 30 },
    vary: [],
    ignored: [],
    key,
  };
}
