/** The extensions of the library's files: begun with a request, done by jobs, for a moment waited for. */
import type { Database } from '../database/index.ts';
import { createExtensionRegistry } from '../extensions/index.ts';
import type { CustomFields } from './custom-fields.ts';
import { errors } from './errors.ts';
import {
  EXTENSION_JOB,
  type ExtensionJob,
  type Extensions,
  firstStatus,
  planExtensions,
} from './extension-plan.ts';
import type { ExtensionStatus } from './extension-request.ts';
import { runExtensions } from './extension-run.ts';
import type { LibraryDeps } from './library.ts';
import type { FileRecord } from './record.ts';
import { selectAssets, selectVersions, toRecords } from './rows.ts';

/** What a request waits for at most, beyond its own work. */
const WAIT_MS = 4_000;

type Deps = LibraryDeps & { readonly customFields: Pick<CustomFields, 'active'> };

export function createExtensions(deps: Deps): Extensions {
  const { database, jobs, clock } = deps;
  const registry = deps.extensions ?? createExtensionRegistry([]);
  const waiting = new Map<string, (status: ExtensionStatus) => void>();
  const run = {
    ...deps,
    registry,
    onUnits: deps.onExtensionUnits ?? (() => {}),
    readSource: (fileId: string) => readSource(database, fileId),
  };
  jobs.handle(EXTENSION_JOB, (job) =>
    runExtensions(run, job, (progress) => waiting.get(job.id)?.(progress.status)),
  );

  return {
    plan: (request) => planExtensions(request, registry, clock()),
    async whileBegun(plan, write) {
      if (plan === undefined) return { file: await write(), status: undefined };
      const over = Promise.withResolvers<void>();
      waiting.set(plan.jobId, (status) => {
        if (plan.awaited.every((name) => status[name] !== undefined)) over.resolve();
      });
      try {
        const file = await write();
        if (plan.configs.length > 0) jobs.wake();
        if (plan.awaited.length > 0) await withinMs(over.promise, WAIT_MS);
        const reached = plan.awaited.length > 0 ? await readStatus(database, plan.jobId) : {};
        const status = { ...firstStatus(plan), ...reached };
        const isChanged = Object.values(reached).includes('success');
        return { file: isChanged ? await latest(database, file) : file, status };
      } finally {
        waiting.delete(plan.jobId);
      }
    },
  };
}

/** Another process may have done it. */
async function readStatus({ reader }: Database, jobId: string): Promise<ExtensionStatus> {
  const row = await reader.selectFrom('jobs').select('payload').where('id', '=', jobId).executeTakeFirst();
  return row === undefined ? {} : (JSON.parse(row.payload) as ExtensionJob).status;
}

/** The same version as it is now; as it was, where it is gone. */
async function latest({ reader }: Database, file: FileRecord): Promise<FileRecord> {
  const rows = await selectVersions(reader).where('versions.id', '=', file.versionId).execute();
  const [now] = await toRecords(reader, rows);
  return now?.kind === 'file' ? now : file;
}

async function readSource({ reader }: Database, fileId: string) {
  const rows = await selectAssets(reader).where('assets.id', '=', fileId).execute();
  const [file] = await toRecords(reader, rows);
  if (file?.kind !== 'file') throw errors.fileNotFound();
  const { object_key: blobKey } = await reader
    .selectFrom('versions')
    .innerJoin('blobs', 'blobs.id', 'versions.blob_id')
    .select('object_key')
    .where('versions.id', '=', file.versionId)
    .executeTakeFirstOrThrow(errors.fileNotFound);
  return { file, blobKey };
}

async function withinMs(promise: Promise<void>, ms: number): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
