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
import type { Examined, Facts } from '../metadata/index.ts';
import { type Log, silentLog } from '../observability/index.ts';
import { createRenditions, type Renditions } from '../renditions/index.ts';
import { type BlobStore, openDiskStore } from '../storage/index.ts';
import { createChildPool } from '../workers/index.ts';
import { createDelivery, createExplain, type DeliverySettings, type Explain } from './index.ts';

const SETTINGS: DeliverySettings = {
  cacheControl: 'public, s-maxage=31536000, max-age=31536000, must-revalidate',
  privateCacheControl: 'private, max-age=0, must-revalidate',
  sanitizeSvg: true,
  maxImageBytes: 40_000_000,
  maxMegapixels: 100,
  defaultFormat: 'auto',
  autoAvif: false,
  defaultQuality: 80,
  keepMetadata: false,
  keepColorProfile: false,
  pngCompression: 'lossless',
};

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

export async function openTestDelivery(): Promise<TestDelivery> {
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
  const library = createLibrary({
    database,
    store,
    inspect: (path, mime) => pool.run<Facts>('inspect', { path, mime }),
    examine: (path, mime) => pool.run<Examined>('examine', { path, mime }),
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
    limits: { maxMegapixels: SETTINGS.maxMegapixels },
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
      settings: { ...SETTINGS, ...settings },
      clock,
      log,
      requestId: randomUUID,
      isMedia: (target: string) => !target.startsWith('/v1/'),
    };
    return { delivery: createDelivery(deps), explain: createExplain(deps) };
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
