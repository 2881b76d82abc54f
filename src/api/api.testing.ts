/** For tests of this room: the API as it is, on a real database and a disk store of its own, listening. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { type Accounts, createAccounts, type Permission } from '../accounts/index.ts';
import { type Database, openDatabase } from '../database/index.ts';
import { createJobs } from '../jobs/index.ts';
import { type Clock, systemClock } from '../kernel/index.ts';
import { createLibrary } from '../library/index.ts';
import { metadataTasks } from '../metadata/index.ts';
import { createSafeFetch, createSafePost } from '../net/index.ts';
import type { Log } from '../observability/index.ts';
import type { Settings } from '../settings/index.ts';
import { type BlobStore, openDiskStore } from '../storage/index.ts';
import { createWebhooks } from '../webhooks/index.ts';
import { type ApiDeps, type ApiSettings, createApi, createEventBodies } from './index.ts';
import { restrictKeys } from './units.testing.ts';
import type { PreTransform } from './upload/before-storing.ts';

export const PRIVATE_KEY = 'private_key_test';
export const PUBLIC_KEY = 'public_key_test';
export const BASIC = `Basic ${Buffer.from(`${PRIVATE_KEY}:do_not_set`).toString('base64')}`;
export const HELP = 'Ask the owner.';

export type TestApi = {
  readonly url: string;
  readonly port: number;
  readonly database: Database;
  readonly accounts: Accounts;
  /** Lines of the log. */
  readonly logged: { level: keyof Log; fields: Record<string, unknown>; message: string }[];
  /** With the private key, unless other headers are given. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  json(path: string, init?: RequestInit): Promise<{ status: number; body: Answer }>;
  upload(
    fields: Readonly<Record<string, string | Blob | undefined>>,
    init?: RequestInit,
  ): Promise<{ status: number; body: Answer }>;
  /** A bare socket, for what no client would send. */
  connect(): Promise<Socket>;
  /** The files of the store: objects and staged uploads. */
  storedFiles(): Promise<string[]>;
};

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the test says it is
export type Answer = any;

export type TestApiOptions = {
  readonly upload?: { readonly maxUploadBytes?: number; readonly unauthenticatedBytes?: number };
  /** Those that the environment gives. */
  readonly settings?: Partial<Settings>;
  readonly pace?: ApiSettings['pace'];
  readonly deps?: Partial<Omit<ApiDeps, 'library'>> & { readonly library?: Partial<ApiDeps['library']> };
  readonly stagingQuotaBytes?: number;
  readonly clock?: Clock;
  readonly publicKey?: string;
  /** Of images, before they are stored. */
  readonly preTransform?: (store: Pick<BlobStore, 'stage'>) => PreTransform;
  /** What the pair of keys may do, and until when. */
  readonly key?: { readonly permission: Permission; readonly expiresAt: number | null };
  /** Private hosts that uploads by URL may reach. */
  readonly allow?: readonly string[];
};

/** One API for all tests of a suite, to be called where they are declared. */
export function suiteApi(options?: TestApiOptions): () => TestApi {
  const opened: { api?: TestApi; close?: () => Promise<void> } = {};
  before(async () => {
    Object.assign(opened, await openApi(options));
  });
  after(() => opened.close?.());
  return () => opened.api as TestApi;
}

/** An API for one test. */
export async function openTestApi(
  t: { after(close: () => Promise<void>): void },
  options?: TestApiOptions,
): Promise<TestApi> {
  const { api, close } = await openApi(options);
  t.after(close);
  return api;
}

async function openApi(given: TestApiOptions = {}): Promise<{ api: TestApi; close: () => Promise<void> }> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closer of closers.reverse()) await closer();
  };
  const folder = await mkdtemp(join(tmpdir(), 'halftone-api-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const { clock = systemClock } = given;
  const { library: _, ...deps } = given.deps ?? {};
  const maxUploadBytes = given.upload?.maxUploadBytes ?? 8 * 1024 * 1024;

  const { stagingQuotaBytes = 2 ** 30 } = given;
  const store = await openDiskStore({
    folder: join(folder, 'blobs'),
    stagingQuotaBytes,
    reserveBytes: 0,
    clock,
  });
  closers.push(() => store.close());
  const units = new URL('./units.testing.ts', import.meta.url);
  const database = await openDatabase({ file: join(folder, 'halftone.sqlite'), units });
  closers.push(() => database.close());
  const logged: TestApi['logged'] = [];
  const line = (level: keyof Log) => (fields: object, message: string) => {
    logged.push({ level, fields: fields as Record<string, unknown>, message });
  };
  const log: Log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  const jobs = createJobs({ database, clock, log });
  closers.push(() => jobs.close());
  const library = createLibrary({
    database,
    store,
    jobs,
    clock,
    inspect: (path, mime) => metadataTasks.inspect({ path, mime }),
    examine: (path, mime) => metadataTasks.examine({ path, mime }),
    probe: (path) => metadataTasks.probe({ path }),
    limits: { maxUploadBytes },
  });
  await jobs.start();
  const accounts = await createAccounts({
    database,
    clock,
    secret: Buffer.alloc(32, 7),
    given: { maxUploadBytes, ...given.settings },
  });
  await accounts.bootstrapKeys({ publicKey: given.publicKey ?? PUBLIC_KEY, privateKey: PRIVATE_KEY });
  if (given.key !== undefined) await database.write(restrictKeys, given.key);
  const safeFetch = createSafeFetch({ allow: given.allow ?? [] });
  closers.push(() => safeFetch.close());

  const safePost = createSafePost({ allow: given.allow ?? [] });
  closers.push(() => safePost.close());
  const webhooks = createWebhooks({
    database,
    clock,
    log,
    post: safePost,
    activeWebhooks: () => accounts.webhooks.active(),
    makeBodies: createEventBodies({ library, publicUrl: 'http://media.test/', accountId: 'demo' }),
  });

  const { handler, close: closeApi } = await createApi({
    library: { ...library, ...given.deps?.library },
    accounts,
    store,
    safeFetch,
    webhooks,
    settings: {
      publicUrl: 'http://media.test/',
      accountId: 'demo',
      helpText: HELP,
      trustedProxies: [],
      upload: { unauthenticatedBytes: given.upload?.unauthenticatedBytes ?? 2 ** 30 },
      pace: given.pace,
      lingerMs: 300,
    },
    explain: async (question) => question,
    describeUrl: async () => assert.fail('A test that asks brings its own.'),
    purgeUrl: async () => {},
    preTransform:
      given.preTransform?.(store) ?? (async () => assert.fail('A test that asks brings its own.')),
    ready: async () => {},
    clock,
    log,
    ...deps,
  });
  closers.push(closeApi);

  const server = createServer({ requestTimeout: 0 }, handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  const withKey = (path: string, init: RequestInit = {}) =>
    fetch(url + path, { ...init, headers: init.headers ?? { authorization: BASIC } });
  const json: TestApi['json'] = async (path, init) => {
    const response = await withKey(path, init);
    return { status: response.status, body: await response.json() };
  };
  const api: TestApi = {
    url,
    port,
    database,
    accounts,
    logged,
    fetch: withKey,
    json,
    upload: (fields, init) => json('/api/v1/files/upload', { method: 'POST', body: form(fields), ...init }),
    async connect() {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      closers.push(() => socket.destroy());
      await once(socket, 'connect');
      return socket;
    },
    async storedFiles() {
      const entries = await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
  };
  return { api, close };
}

export function form(fields: Readonly<Record<string, string | Blob | undefined>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) data.append(name, value);
  }
  return data;
}

/** All that a socket says until the connection is over, closed or reset. */
export async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return text;
}
