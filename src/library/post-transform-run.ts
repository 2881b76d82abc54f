/** The jobs of `transformation.post`: each ends with one event, whatever comes of it. */
import type { Database } from '../database/index.ts';
import type { Jobs, RunningJob } from '../jobs/index.ts';
import { type Clock, HalftoneError } from '../kernel/index.ts';
import type { PayloadEvent } from './events.ts';
import { endPostTransformUnit, POST_TRANSFORM_JOB, type PostTransformJob } from './post-transform.ts';
import { selectAssets, toRecords } from './rows.ts';

/** The reasons of ImageKit's events (rest-api.md 5.1). */
export type TransformFailure = 'encoding_failed' | 'download_failed' | 'internal_server_error';

export type PostTransformOutcome = {
  /** Name and path of the file as they are now, or were before it went. */
  readonly name: string;
  readonly path: string;
  /** Undefined: its URL answers at once. */
  readonly failure: TransformFailure | undefined;
};

export type PostTransformDeps = {
  readonly database: Database;
  readonly jobs: Pick<Jobs, 'handle'>;
  readonly clock: Clock;
  /** Makes what is asked for, so that the URL of it answers at once. Rejects where it cannot be made. */
  readonly make: (job: PostTransformJob, path: string, signal: AbortSignal) => Promise<void>;
  /** What is told of the outcome. */
  readonly describe: (job: PostTransformJob, outcome: PostTransformOutcome) => PayloadEvent;
};

/** Starts of a job that fail for reasons which may pass: a quarter of an hour, by the pauses of the queue. */
const MAX_ATTEMPTS = 20;

/** Brings the handler of these jobs; before the queue is started. */
export function handlePostTransforms(deps: PostTransformDeps): void {
  const { database, jobs, clock, describe } = deps;
  jobs.handle(POST_TRANSFORM_JOB, async (job) => {
    const payload = job.payload as PostTransformJob;
    const event = describe(payload, await attempt(deps, job, payload));
    await database.write(endPostTransformUnit, { lease: job.lease, event, now: clock() });
  });
}

async function attempt(
  { database, make }: PostTransformDeps,
  job: RunningJob,
  payload: PostTransformJob,
): Promise<PostTransformOutcome> {
  const file = await find(database, payload.fileId);
  if (file === undefined) return { name: payload.name, path: payload.path, failure: 'download_failed' };
  const { name, path } = file;
  try {
    await make(payload, path, job.signal);
    return { name, path, failure: undefined };
  } catch (error) {
    const failure = failureOf(error);
    const mayPass = failure === 'internal_server_error' && job.attempts < MAX_ATTEMPTS;
    if (job.signal.aborted || mayPass) throw error;
    return { name, path, failure };
  }
}

async function find({ reader }: Database, fileId: string) {
  const rows = await selectAssets(reader)
    .where('assets.id', '=', fileId)
    .where('assets.kind', '=', 'file')
    .execute();
  const [file] = await toRecords(reader, rows);
  return file;
}

/** What was declared and is no overload stays as it is, however often it is tried. */
function failureOf(error: unknown): TransformFailure {
  if (!(error instanceof HalftoneError) || error.status === 503) return 'internal_server_error';
  return error.status === 404 ? 'download_failed' : 'encoding_failed';
}
