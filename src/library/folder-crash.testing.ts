/**
 * A process that begins a job of folders and kills itself at its n-th write:
 * `node folder-crash.testing.ts <folder> <scenario> <write> <when>`; `when` is `after` the write was committed or
 * `during` it, which may be anything from before its transaction to after its end.
 */
import { join } from 'node:path';
import { type Database, openDatabase } from '../database/index.ts';
import { createJobs, type Jobs } from '../jobs/index.ts';
import { systemClock } from '../kernel/index.ts';
import { metadataTasks } from '../metadata/index.ts';
import { type BlobStore, openDiskStore } from '../storage/index.ts';
import { cleared } from './folder-jobs.testing.ts';
import { createLibrary, type Library } from './index.ts';
import { plainRequest } from './library.testing.ts';
import { addBareFiles, listen } from './units.testing.ts';

export const SCENARIOS: Readonly<Record<string, (library: Library) => Promise<unknown>>> = {
  copy: (library) =>
    library.copyFolder({ sourceFolderPath: '/src', destinationPath: '/new', includeVersions: true }),
  // Its name is taken there.
  move: (library) => library.moveFolder({ sourceFolderPath: '/src', destinationPath: '/dst' }),
  delete: (library) => library.deleteFolder('/src'),
  // What is told of the files in it takes several slices.
  rename: (library) => library.renameFolder({ folderPath: '/many', newFolderName: 'told', purge: false }),
};

export type Opened = {
  readonly library: Library;
  readonly database: Database;
  readonly store: BlobStore;
  readonly jobs: Jobs;
  close(): Promise<void>;
};

/** @param beforeWrite is called with the write it may start */
export async function openLibrary(
  folder: string,
  aroundWrite: <Out>(write: () => Promise<Out>) => Promise<Out> = (write) => write(),
): Promise<Opened> {
  const opened = await openDatabase({
    file: join(folder, 'crash.sqlite'),
    units: new URL('./units.testing.ts', import.meta.url),
  });
  const database: Database = {
    ...opened,
    write: (unit, input) => aroundWrite(() => opened.write(unit, input)),
  };
  const store = await openDiskStore({
    folder: join(folder, 'blobs'),
    stagingQuotaBytes: 1e9,
    reserveBytes: 0,
    clock: systemClock,
  });
  const silent = () => {};
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const jobs = createJobs({ database, clock: systemClock, log, workers: 1 });
  const library = createLibrary({
    database,
    store,
    jobs,
    clock: systemClock,
    inspect: (path, mime) => metadataTasks.inspect({ path, mime }),
    examine: (path, mime) => metadataTasks.examine({ path, mime }),
    probe: (path) => metadataTasks.probe({ path }),
    limits: { maxUploadBytes: 1e6 },
  });
  const close = async () => {
    await jobs.close();
    await database.close();
    await store.close();
  };
  return { library, database, store, jobs, close };
}

/** What every scenario begins with: several slices for each kind of job. */
export async function fill({ database, library, store }: Opened): Promise<void> {
  await database.write(listen, undefined);
  const files = [
    '/src/a/one',
    '/src/a/one',
    '/src/b/two',
    '/src/b/c/three',
    '/dst/src/a/one',
    '/dst/src/four',
  ];
  for (const [index, path] of files.entries()) {
    const cut = path.lastIndexOf('/');
    const staged = await store.stage();
    await staged.write(Buffer.from(`content ${index}`));
    await staged.seal();
    const fileName = `${path.slice(cut + 1)}.txt`;
    await library.ingest(staged, { ...plainRequest, folder: path.slice(0, cut), fileName, tags: ['t'] });
  }
  await library.createFolder({ folderName: 'many', parentFolderPath: '/' });
  await database.write(addBareFiles, { folderName: 'many', count: 500 });
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment: nothing more happens until it has come.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

if (import.meta.main) {
  const [folder = '', scenario = '', last, when] = process.argv.slice(2);
  let writes = 0;
  const opened = await openLibrary(folder, async (write) => {
    writes += 1;
    const isLast = writes === Number(last);
    const written = write();
    if (isLast && when === 'during') die();
    const out = await written;
    if (isLast) die();
    return out;
  });
  await opened.jobs.start();
  await SCENARIOS[scenario]?.(opened.library);
  await cleared(opened.database);
  await opened.close();
}
