/** The composition root: the only file that knows every room. It opens them from the lowest floor up and wires them. */
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { createAccounts } from './accounts/index.ts';
import { checkUploadDefaults, createApi, createEventBodies, createUploadEvents } from './api/index.ts';
import type { Config } from './config.ts';
import { openDataFolder } from './data-folder.ts';
import { openDatabase } from './database/index.ts';
import {
  createDelivery,
  createDescribeUrl,
  createExplain,
  createPreTransform,
  createPurge,
  createWarm,
} from './delivery/index.ts';
import { createExtensionRegistry } from './extensions/index.ts';
import { greeting } from './greeting.ts';
import {
  belongsToApi,
  closeGracefully,
  createHttpServer,
  type Handler,
  type Handlers,
  listen,
} from './http.ts';
import { createJobs } from './jobs/index.ts';
import { systemClock } from './kernel/index.ts';
import { createLibrary, handlePostTransforms } from './library/index.ts';
import { type Examined, type Facts, findProgram, type MediaFacts } from './metadata/index.ts';
import { createSafeFetch, createSafePost } from './net/index.ts';
import { createLog } from './observability/index.ts';
import { createRenditions } from './renditions/index.ts';
import { openDiskStore } from './storage/index.ts';
import { createWebhooks } from './webhooks/index.ts';
import { createChildPool } from './workers/index.ts';

export type App = {
  /** What a person who has just typed `npm start` wants to know. */
  readonly greeting: string;
  /** Takes no more connections, lets running requests finish within a bound, and frees everything. */
  close(): Promise<void>;
};

/** Jobs a child does before it is replaced: codecs fragment memory that they never give back. */
const RECYCLE_AFTER_JOBS = 500;
/** Above what one image within the limits leaves behind, below what would hurt a small machine. */
const CHILD_MEMORY_BYTES = 400 * 1024 ** 2;
/** 100 megapixels decoded are 400 MB, twice over while they are turned. */
const CHILD_KILL_BYTES = 2 * 1024 ** 3;
/** What an upload waits for at most, to learn more of an image than its size. */
const EXAMINE_DEADLINE_MS = 5_000;
/** A second more than ffprobe itself has, which then says nothing. */
const PROBE_DEADLINE_MS = 6_000;
const SWEEP_EVERY_MS = 3_600_000;

/**
 * Starts everything and resolves when requests are answered.
 * @throws declared errors of a data folder, port or database that cannot be used; what was opened is closed again
 */
export async function startApp(config: Config): Promise<App> {
  const opened: (() => unknown)[] = [];
  const close = async () => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    return { greeting: await open(config, (closeOne) => opened.push(closeOne)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens the rooms in order, telling `onClose` how to close each, in the reverse order. Resolves with the greeting. */
async function open(config: Config, onClose: (closeOne: () => unknown) => void): Promise<string> {
  const log = createLog(config.logLevel);
  const clock = systemClock;
  if (config.given.defaultUpload !== undefined) checkUploadDefaults(config.given.defaultUpload);

  const folder = await openDataFolder(config.dataDir);
  onClose(() => folder.release());

  // The port is taken early, for its error and for its number; requests wait until the rooms are open.
  const rooms = Promise.withResolvers<Handlers>();
  const later =
    (room: keyof Handlers): Handler =>
    async (request, response) =>
      (await rooms.promise)[room](request, response);
  const handlers = { api: later('api'), delivery: later('delivery') };
  const mount = config.publicUrl === undefined ? '/' : new URL(config.publicUrl).pathname;
  const server = createHttpServer(handlers, mount);
  await listen(server, config);
  const publicUrl = config.publicUrl ?? urlOf(config.host, (server.address() as AddressInfo).port);

  const database = await openDatabase({
    url: config.databaseUrl,
    file: folder.databaseFile,
    units: new URL('./units.ts', import.meta.url),
  });
  onClose(() => database.close());

  const accounts = createAccounts({
    database,
    secret: await folder.secret(config.secret),
    clock,
    given: config.given,
    mostUploadBytes: config.stagingQuotaBytes,
    onUsageError: (error) => log.warn({ error }, 'The usage of the account could not be counted.'),
    onAuditError: (error) => log.error({ error }, 'The audit log cannot be written; it is tried again.'),
  });
  onClose(() => accounts.auditLog.close());
  accounts.usage.start();
  onClose(() => accounts.usage.close());
  const pair = await accounts.bootstrapKeys({ publicKey: config.publicKey, privateKey: config.privateKey });
  const keysAreGiven = config.privateKey !== undefined;
  if (!keysAreGiven) await folder.noteKeys(pair);
  let { values: settings } = await accounts.settings.current();

  const store = await openDiskStore({
    folder: folder.blobs,
    stagingQuotaBytes: config.stagingQuotaBytes,
    reserveBytes: config.diskReserveBytes,
    clock,
  });
  onClose(() => store.close());

  const workers = config.workers || Math.max(2, availableParallelism());
  const pool = createChildPool({
    tasks: new URL('./tasks.ts', import.meta.url),
    size: workers,
    deadlineMs: config.renderTimeoutMs,
    recycleAfter: RECYCLE_AFTER_JOBS,
    memoryLimitBytes: CHILD_MEMORY_BYTES,
    killAboveBytes: CHILD_KILL_BYTES,
    env: process.env,
    log,
  });
  onClose(() => pool.close());

  if (findProgram('ffprobe', process.env.PATH) === undefined) {
    log.warn(
      {},
      'There is no ffprobe on the PATH: of videos and audio files neither size, duration nor codecs will be known. Install ffmpeg and start again.',
    );
  }

  const jobs = createJobs({ database, clock, log });
  onClose(() => jobs.close());

  const inspect = (path: string, mime: string) => pool.run<Facts>('inspect', { path, mime });
  const examine = (path: string, mime: string) =>
    pool.run<Examined>('examine', { path, mime }, { deadlineMs: EXAMINE_DEADLINE_MS });
  const library = createLibrary({
    database,
    store,
    inspect,
    examine,
    probe: (path) => pool.run<MediaFacts | undefined>('probe', { path }, { deadlineMs: PROBE_DEADLINE_MS }),
    jobs,
    clock,
    extensions: createExtensionRegistry([]),
    onExtensionUnits: (name, units) => accounts.usage.countExtension(name, units),
    limits: {
      get maxUploadBytes() {
        return settings.maxUploadBytes;
      },
    },
  });
  // All that can be settled is, before this fails; what is left wastes space but loses nothing.
  await library
    .recover()
    .catch((error) => log.error({ error }, 'Some unfinished uploads could not be cleared away.'));

  const renditions = createRenditions({
    pool,
    store,
    folder: folder.renditions,
    memoryBytes: config.memoryCacheBytes,
    diskBytes: config.diskCacheBytes,
    concurrency: workers,
    maxQueued: config.renderQueue,
    limits: {
      get maxMegapixels() {
        return settings.maxMegapixels;
      },
    },
    clock,
    log,
  });
  onClose(() => renditions.close());

  const deliveryDeps = {
    library,
    accounts,
    renditions,
    store,
    accountId: config.id,
    trustedProxies: config.trustedProxies,
    usage: accounts.usage,
    publicUrl,
    clock,
    log,
    requestId: () => crypto.randomUUID(),
  };
  const openMedia = () => {
    const deps = { ...deliveryDeps, settings, isMedia: (target: string) => !belongsToApi(target) };
    return {
      delivery: createDelivery(deps),
      explain: createExplain(deps),
      describeUrl: createDescribeUrl({ ...deps, examine }),
      preTransform: createPreTransform({ ...deps, inspect }),
      warm: createWarm(deps),
      purge: createPurge(deps),
    };
  };
  // Other settings are another delivery, with nothing remembered: no request has to ask whether they have changed.
  let media = openMedia();
  const unfollow = await accounts.settings.follow(
    (current) => {
      settings = current.values;
      media = openMedia();
    },
    (error) => log.warn({ error }, 'The settings cannot be read; those of before hold on.'),
  );
  onClose(unfollow);

  const uploadEvents = createUploadEvents(publicUrl, config.id);
  handlePostTransforms({
    database,
    jobs,
    clock,
    make: ({ fileId, item }, path, signal) =>
      media.warm({ url: uploadEvents.urlOf(path, item), fileId, signal }),
    describe: uploadEvents.postTransformed,
  });
  await jobs.start();

  const safeFetch = createSafeFetch({ allow: config.allowPrivateOrigins });
  onClose(() => safeFetch.close());

  const safePost = createSafePost({ allow: config.allowPrivateOrigins });
  onClose(() => safePost.close());
  const webhooks = createWebhooks({
    database,
    clock,
    log,
    post: safePost,
    activeWebhooks: () => accounts.webhooks.active(),
    makeBodies: createEventBodies({ library, publicUrl, accountId: config.id }),
  });
  onClose(() => webhooks.close());
  await webhooks.start();

  const api = await createApi({
    library,
    accounts,
    store,
    safeFetch,
    webhooks,
    settings: {
      publicUrl,
      accountId: config.id,
      helpText: config.helpText,
      trustedProxies: config.trustedProxies,
      upload: { unauthenticatedBytes: config.unauthenticatedUploadBytes },
    },
    explain: (question) => media.explain(question),
    describeUrl: (...question) => media.describeUrl(...question),
    purgeUrl: (url) => media.purge(url),
    preTransform: (upload) => media.preTransform(upload),
    ready: async () => {
      await Promise.all([database.ping(), store.check()]);
    },
    clock,
    log,
  });
  onClose(() => api.close());

  const sweeping = setInterval(() => {
    accounts.auditLog
      .prune()
      .catch((error) =>
        log.error({ error }, 'The audit log could not be pruned; it is tried again in an hour.'),
      );
    library
      .sweep()
      .catch((error) =>
        log.error({ error }, 'The sweep of unused files failed; it is tried again in an hour.'),
      );
  }, SWEEP_EVERY_MS);
  onClose(() => clearInterval(sweeping));

  onClose(() => closeGracefully(server));
  rooms.resolve(
    Object.assign(handlers, {
      api: api.handler,
      delivery: ((request, response) => media.delivery(request, response)) satisfies Handler,
    }),
  );

  return greeting({
    publicUrl,
    accountId: config.id,
    keyNote: keysAreGiven ? undefined : folder.keyNote,
    database: database.dialect === 'sqlite' ? folder.databaseFile : 'PostgreSQL',
  });
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
