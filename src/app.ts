/** The composition root: the only file that knows every room. It opens them from the lowest floor up and wires them. */
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { createAccounts } from './accounts/index.ts';
import { createApi } from './api/index.ts';
import type { Config } from './config.ts';
import { openDataFolder } from './data-folder.ts';
import { openDatabase } from './database/index.ts';
import { createDelivery, createExplain } from './delivery/index.ts';
import { greeting } from './greeting.ts';
import { belongsToApi, closeGracefully, createHttpServer, type Handlers, listen } from './http.ts';
import { createJobs } from './jobs/index.ts';
import { systemClock } from './kernel/index.ts';
import { createLibrary } from './library/index.ts';
import type { Examined, Facts } from './metadata/index.ts';
import { createSafeFetch } from './net/index.ts';
import { createLog } from './observability/index.ts';
import { createRenditions } from './renditions/index.ts';
import { openDiskStore } from './storage/index.ts';
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

  const folder = await openDataFolder(config.dataDir);
  onClose(() => folder.release());

  // The port is taken early, for its error and for its number; requests wait until the rooms are open.
  const handlers = Promise.withResolvers<Handlers>();
  const server = createHttpServer({
    api: async (request, response) => (await handlers.promise).api(request, response),
    delivery: async (request, response) => (await handlers.promise).delivery(request, response),
  });
  await listen(server, config);
  const publicUrl = config.publicUrl ?? urlOf(config.host, (server.address() as AddressInfo).port);

  const database = await openDatabase({
    url: config.databaseUrl,
    file: folder.databaseFile,
    units: new URL('./units.ts', import.meta.url),
  });
  onClose(() => database.close());

  const accounts = createAccounts({ database, secret: await folder.secret(config.secret), clock });
  const pair = await accounts.bootstrapKeys({ publicKey: config.publicKey, privateKey: config.privateKey });
  const keysAreGiven = config.privateKey !== undefined;
  if (!keysAreGiven) await folder.noteKeys(pair);

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

  const jobs = createJobs({ database, clock, log });
  onClose(() => jobs.close());

  const library = createLibrary({
    database,
    store,
    inspect: (path, mime) => pool.run<Facts>('inspect', { path, mime }),
    examine: (path, mime) =>
      pool.run<Examined>('examine', { path, mime }, { deadlineMs: EXAMINE_DEADLINE_MS }),
    jobs,
    clock,
    limits: { maxUploadBytes: config.maxUploadBytes },
  });
  // All that can be settled is, before this fails; what is left wastes space but loses nothing.
  await library
    .recover()
    .catch((error) => log.error({ error }, 'Some unfinished uploads could not be cleared away.'));
  await jobs.start();

  const renditions = createRenditions({
    pool,
    store,
    folder: folder.renditions,
    memoryBytes: config.memoryCacheBytes,
    diskBytes: config.diskCacheBytes,
    concurrency: workers,
    maxQueued: config.renderQueue,
    limits: { maxMegapixels: config.maxMegapixels },
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
    publicUrl,
    settings: config,
    clock,
    log,
    requestId: () => crypto.randomUUID(),
  };
  const delivery = createDelivery(deliveryDeps);

  const safeFetch = createSafeFetch({ allow: config.allowPrivateOrigins });
  onClose(() => safeFetch.close());

  const api = await createApi({
    library,
    accounts,
    store,
    safeFetch,
    settings: {
      publicUrl,
      accountId: config.id,
      helpText: config.helpText,
      trustedProxies: config.trustedProxies,
      upload: {
        maxUploadBytes: config.maxUploadBytes,
        unauthenticatedBytes: config.unauthenticatedUploadBytes,
      },
    },
    explain: createExplain({ ...deliveryDeps, isMedia: (target) => !belongsToApi(target) }),
    ready: async () => {
      await Promise.all([database.ping(), store.check()]);
    },
    clock,
    log,
  });
  onClose(() => api.close());

  const sweeping = setInterval(() => {
    library
      .sweep()
      .catch((error) =>
        log.error({ error }, 'The sweep of unused files failed; it is tried again in an hour.'),
      );
  }, SWEEP_EVERY_MS);
  onClose(() => clearInterval(sweeping));

  onClose(() => closeGracefully(server));
  handlers.resolve({ api: api.handler, delivery });

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
