/** The job of extensions: each backend is asked in turn, and what it answers takes effect (rest-api.md 2.14). */
import {
  EXTENSION_UNITS,
  type ExtensionAdapter,
  type ExtensionConfig,
  type ExtensionName,
  type ExtensionRegistry,
  type ExtensionResult,
  extensionErrors,
  withVocabularies,
} from '../extensions/index.ts';
import type { RunningJob } from '../jobs/index.ts';
import { HalftoneError } from '../kernel/index.ts';
import type { CustomFields } from './custom-fields.ts';
import { errors } from './errors.ts';
import { placeMadeVersion } from './extension-bytes.ts';
import { findingOf } from './extension-findings.ts';
import type { ExtensionJob } from './extension-plan.ts';
import {
  applyFindingUnit,
  choices,
  countFailureUnit,
  failExtensionUnit,
  withoutFirst,
} from './extension-units.ts';
import type { LibraryDeps } from './library.ts';
import type { FileRecord } from './record.ts';

export type ExtensionRunDeps = Pick<
  LibraryDeps,
  'database' | 'store' | 'clock' | 'limits' | 'inspect' | 'examine' | 'probe'
> & {
  readonly registry: ExtensionRegistry;
  readonly customFields: Pick<CustomFields, 'active'>;
  /** Told of each success: how much was used. */
  readonly onUnits: (name: ExtensionName, units: number) => void;
  /** The current version of a file and the key of its bytes. Errors: 404. */
  readonly readSource: (fileId: string) => Promise<{ readonly file: FileRecord; readonly blobKey: string }>;
};

/** A failing backend is asked so often before its failure is told. */
const MAX_TRIES = 3;
/** More starts than this mean that the extension takes the server down. */
const MAX_STARTS = 20;
/** What one backend may take for one file. */
const DEADLINE_MS = 5 * 60_000;

export async function runExtensions(
  deps: ExtensionRunDeps,
  running: RunningJob,
  onProgress: (job: ExtensionJob) => void,
): Promise<void> {
  let job = running.payload as ExtensionJob;
  for (let [config] = job.left; config !== undefined; [config] = job.left) {
    running.signal.throwIfAborted();
    job = await runOne(deps, running, job, config);
    onProgress(job);
  }
}

async function runOne(
  deps: ExtensionRunDeps,
  running: RunningJob,
  job: ExtensionJob,
  config: ExtensionConfig,
): Promise<ExtensionJob> {
  const { database, clock } = deps;
  const { lease } = running;
  const service = config.name;
  const fail = async (message: string) => {
    await database.write(failExtensionUnit, { lease, job, service, message, now: clock() });
    return withoutFirst(job, 'failed');
  };

  const adapter = deps.registry.find(service);
  if (adapter === undefined) return fail(extensionErrors.notConfigured(service).message);
  const failed = extensionErrors.backendFailed(service).message;
  if (running.attempts > MAX_STARTS) return fail(failed);
  try {
    const file = await currentVersion(deps, job);
    const signal = AbortSignal.any([running.signal, AbortSignal.timeout(DEADLINE_MS)]);
    const result = await askBackend(deps, adapter, config, file, signal);
    await takeEffect(deps, running, job, config, result, signal);
  } catch (error) {
    running.signal.throwIfAborted();
    if (error instanceof BackendFailure) {
      if (job.failures + 1 >= MAX_TRIES) return fail(failed);
      await database.write(countFailureUnit, { lease, job, now: clock() });
      throw error.cause;
    }
    // The file is gone, or cannot take the result: that will not change.
    if (error instanceof HalftoneError && error.status < 500) return fail(error.message);
    throw error;
  }
  deps.onUnits(service, EXTENSION_UNITS[service]);
  return withoutFirst(job, 'success');
}

type Source = { readonly file: FileRecord; readonly blobKey: string };

async function currentVersion({ readSource }: ExtensionRunDeps, job: ExtensionJob): Promise<Source> {
  const source = await readSource(job.fileId);
  if (source.file.versionId !== job.versionId) throw errors.versionReplaced();
  return source;
}

/** A failure of the backend itself, not of ours. */
class BackendFailure extends Error {
  override readonly name = 'BackendFailure';
}

/** Errors: `refused` of the adapter as it is; `BackendFailure` for anything else. */
async function askBackend(
  { store, customFields }: ExtensionRunDeps,
  adapter: ExtensionAdapter,
  asked: ExtensionConfig,
  { file, blobKey }: Source,
  signal: AbortSignal,
): Promise<ExtensionResult> {
  const config =
    asked.name === 'ai-tasks' ? withVocabularies(asked, choices(await customFields.active())) : asked;
  const { name, mime, size, width, height } = file;
  const open = () => store.open(blobKey);
  return orFailure(
    () => adapter.run({ config, file: { name, mime, size, width, height }, open, signal }),
    signal,
  );
}

async function takeEffect(
  deps: ExtensionRunDeps,
  { lease }: RunningJob,
  job: ExtensionJob,
  config: ExtensionConfig,
  result: ExtensionResult,
  signal: AbortSignal,
): Promise<void> {
  const ending = { lease, job, service: config.name };
  if (result.kind === 'bytes') return placeMadeVersion(deps, ending, arriving(result.bytes, signal));
  const finding = findingOf(config, result);
  await deps.database.write(applyFindingUnit, { ...ending, finding, now: deps.clock() });
}

/** Bytes that cease to come are a failure of who sends them. */
async function* arriving(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const chunks = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const chunk = await orFailure(() => chunks.next(), signal);
      if (chunk.done) return;
      yield chunk.value;
    }
  } finally {
    // Not waited for: what hangs may hang here as well.
    void Promise.resolve(chunks.return?.()).catch(() => {});
  }
}

/** What is the backend's to do. A backend that does not listen to the signal is left alone. */
async function orFailure<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) abort();
    return await Promise.race([work(), aborted]);
  } catch (error) {
    if (error instanceof HalftoneError && error.status < 500) throw error;
    throw new BackendFailure('A backend of an extension failed.', { cause: error });
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
