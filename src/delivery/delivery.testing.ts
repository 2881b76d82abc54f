/** For tests of this room: a whole delivery on a real library, real storage and real children, listening. */

import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Accounts, createAccounts } from '../accounts/index.ts';
import { openDatabase } from '../database/index.ts';
import { createJobs } from '../jobs/index.ts';
import { createLibrary, type FileRecord, type IngestRequest, type Library } from '../library/index.ts';
import type { Examined, Facts, MediaFacts } from '../metadata/index.ts';
import { type Log, silentLog } from '../observability/index.ts';
import { createRenditions, type Renditions } from '../renditions/index.ts';
import { DEFAULT_SETTINGS } from '../settings/index.ts';
import { type BlobStore, openDiskStore } from '../storage/index.ts';
import { createChildPool } from '../workers/index.ts';
import {
  createDelivery,
  createDescribeUrl,
  createExplain,
  createPreTransform,
  createPurge,
  createWarm,
  type DeliverySettings,
  type DescribeUrl,
  type Explain,
  type Purge,
  type Warm,
} from './index.ts';

export const PRIVATE_KEY = 'dummy-key';

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type TestDelivery = {
  readonly library: Library;
  readonly accounts: Accounts;
  readonly store: BlobStore;
  readonly renditions: Renditions;
  readonly port: number;
  /** What the log was told of at level error. */
  readonly faults: object[];
  /** The time; moves only when a test sets it. */
  readonly time: { now: number };
  /** From now on, delivery with these settings instead of the usual ones. */
  configure(settings: Partial<DeliverySettings>): void;
  /** Of what the delivery of now does. */
  readonly explain: Explain;
  readonly describeUrl: DescribeUrl;
  readonly preTransform: ReturnType<typeof createPreTransform>;
  readonly warm: Warm;
  readonly purge: Purge;
  upload(name: string, bytes: string | Uint8Array, request?: Partial<IngestRequest>): Promise<FileRecord>;
  /** A request whose target is sent exactly as it is given. */
  ask(target: string, options?: { method?: string; headers?: Record<string, string> }): Promise<Answer>;
  /** Bytes on a bare socket, and everything that comes back until it closes. */
  talk(request: string): Promise<string>;
  close(): Promise<void>;
};

/** `ik-s` of a text: the URL after its endpoint. */
export function sign(text: string, expiry = '9999999999'): string {
  return createHmac('sha1', PRIVATE_KEY)
    .update(text + expiry)
    .digest('hex');
}

/** @param given.count in place of the account's own counting */
export async function openTestDelivery(
  given: { readonly count?: Accounts['usage']['count'] } = {},
): Promise<TestDelivery> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-delivery-'));
  const time = { now: Date.parse('2026-08-01T00:00:00Z') };
  const clock = () => time.now;
  const faults: object[] = [];
  const log: Log = { ...silentLog, error: (fields) => faults.push(fields) };

  const pool = createChildPool({
    tasks: new URL('../tasks.ts', import.meta.url),
    size: availableParallelism(),
    deadlineMs: 30_000,
    recycleAfter: 500,
    memoryLimitBytes: 400 * 2 ** 20,
    killAboveBytes: 2 ** 31,
    env: process.env,
    log,
  });
  const database = await openDatabase({
    file: join(folder, 'halftone.sqlite'),
    units: new URL('../units.ts', import.meta.url),
  });
  const store = await openDiskStore({
    folder: join(folder, 'blobs'),
    stagingQuotaBytes: 2 ** 30,
    reserveBytes: 0,
    clock,
  });
  const accounts = createAccounts({ database, secret: Buffer.alloc(32, 1), clock });
  await accounts.bootstrapKeys({ publicKey: 'public', privateKey: PRIVATE_KEY });
  const inspect = (path: string, mime: string) => pool.run<Facts>('inspect', { path, mime });
  const examine = (path: string, mime: string) => pool.run<Examined>('examine', { path, mime });
  const library = createLibrary({
    database,
    store,
    inspect,
    examine,
    probe: (path) => pool.run<MediaFacts | undefined>('probe', { path }),
    jobs: createJobs({ database, clock, log }),
    clock,
    limits: { maxUploadBytes: 2 ** 30 },
  });
  const renditions = createRenditions({
    pool,
    store,
    folder: join(folder, 'cache'),
    memoryBytes: 2 ** 26,
    diskBytes: 2 ** 30,
    maxQueued: 100,
    concurrency: availableParallelism(),
    limits: { maxMegapixels: DEFAULT_SETTINGS.maxMegapixels },
    clock,
    log,
  });
  const open = (settings: Partial<DeliverySettings>) => {
    const deps = {
      library,
      accounts,
      renditions,
      store,
      accountId: 'demo',
      publicUrl: 'https://media.example.com',
      settings: { ...DEFAULT_SETTINGS, ...settings },
      trustedProxies: ['127.0.0.1'],
      usage: { count: given.count ?? accounts.usage.count },
      clock,
      log,
      requestId: randomUUID,
      isMedia: (target: string) => !target.startsWith('/v1/'),
    };
    return {
      delivery: createDelivery(deps),
      explain: createExplain(deps),
      describeUrl: createDescribeUrl({ ...deps, examine }),
      preTransform: createPreTransform({ ...deps, inspect }),
      warm: createWarm(deps),
      purge: createPurge(deps),
    };
  };
  let now = open({});
  const server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) =>
    now.delivery(request, response),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    library,
    accounts,
    store,
    renditions,
    port,
    faults,
    time,
    configure(settings) {
      now = open(settings);
    },
    explain: (question) => now.explain(question),
    describeUrl: (question) => now.describeUrl(question),
    preTransform: (upload) => now.preTransform(upload),
    warm: (wanted) => now.warm(wanted),
    purge: (url) => now.purge(url),
    async upload(name, bytes, request) {
      const slash = name.lastIndexOf('/');
      const staged = await store.stage();
      await staged.write(Buffer.from(bytes));
      await staged.seal();
      const { file } = await library.ingest(staged, {
        fileName: name.slice(slash + 1),
        folder: slash > 0 ? name.slice(0, slash) : '/',
        useUniqueFileName: false,
        overwriteFile: true,
        tags: undefined,
        isPrivateFile: false,
        isPublished: true,
        customCoordinates: undefined,
        description: undefined,
        overwriteTags: true,
        overwriteAITags: true,
        customMetadata: undefined,
        overwriteCustomMetadata: true,
        ...request,
      });
      return file;
    },
    ask(target, { method = 'GET', headers = {} } = {}) {
      return new Promise((resolve, reject) => {
        httpRequest({ host: '127.0.0.1', port, path: target, method, headers, agent: false }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
            }),
          );
        })
          .on('error', reject)
          .end();
      });
    },
    async talk(request) {
      const socket = connect(port, '127.0.0.1');
      socket.write(request, 'latin1');
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk);
      return Buffer.concat(chunks).toString('latin1');
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await renditions.close();
      await pool.close();
      await store.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
