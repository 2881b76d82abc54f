/** For tests of this room: a library on a database and a disk store of its own. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import sharp from 'sharp';
import type { Database } from '../database/index.ts';
import { createJobs, type Jobs } from '../jobs/index.ts';
import { metadataTasks } from '../metadata/index.ts';
import { type BlobStore, openDiskStore } from '../storage/index.ts';
import {
  createLibrary,
  type FileRecord,
  type IngestRequest,
  type Library,
  type LibraryDeps,
} from './index.ts';
import { listen } from './units.testing.ts';

/** What an upload is when it says nothing but its name, and that the name shall stay as it is. */
export const plainRequest: IngestRequest = {
  fileName: 'a.txt',
  folder: '/',
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
};

export type TestLibrary = {
  readonly library: Library;
  readonly database: Database;
  readonly store: BlobStore;
  /** Not started yet. */
  readonly jobs: Jobs;
  /** The time, which moves only when a test sets it. */
  readonly time: { now: number };
  upload(bytes: string | Uint8Array, request?: Partial<IngestRequest>): Promise<FileRecord>;
  /** The files of the disk store: objects and staged uploads. */
  storedFiles(): Promise<string[]>;
};

export async function openTestLibrary(
  t: TestContext,
  open: (units: URL) => Promise<Database>,
  deps: Partial<
    Pick<LibraryDeps, 'inspect' | 'examine' | 'probe' | 'limits' | 'extensions' | 'onExtensionUnits'>
  > & { readonly onQuery?: () => void } = {},
): Promise<TestLibrary> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-library-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const time = { now: Date.parse('2026-01-01T00:00:00Z') };
  const clock = () => time.now;
  const store = await openDiskStore({ folder, stagingQuotaBytes: 2 ** 30, reserveBytes: 0, clock });
  t.after(() => store.close());
  const { onQuery = () => {}, ...given } = deps;
  const database = await open(new URL('./units.testing.ts', import.meta.url));
  await database.write(listen, undefined);
  const silent = () => {};
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const jobs = createJobs({ database, clock, log });
  t.after(() => jobs.close());
  const library = createLibrary({
    database: { ...database, write: database.write, reader: database.reader.withPlugin(listener(onQuery)) },
    store,
    jobs,
    clock,
    inspect: (path, mime) => metadataTasks.inspect({ path, mime }),
    examine: (path, mime) => metadataTasks.examine({ path, mime }),
    probe: (path) => metadataTasks.probe({ path }),
    limits: { maxUploadBytes: 2 ** 20 },
    ...given,
  });
  return {
    library,
    database,
    store,
    jobs,
    time,
    async upload(bytes, request) {
      const staged = await store.stage();
      await staged.write(Buffer.from(bytes));
      await staged.seal();
      return (await library.ingest(staged, { ...plainRequest, ...request })).file;
    },
    async storedFiles() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
  };
}

/** A PNG of one colour. */
export function png(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
}

/** Hears of each query. */
function listener(onQuery: () => void): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      onQuery();
      return result;
    },
  };
}
