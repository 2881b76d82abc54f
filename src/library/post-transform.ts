/**
 * Renditions that are asked for together with an upload (rest-api.md 2.3, `transformation.post`): one job each, there
 * if and only if the file is, and one event each when it is over.
 */
import { type Tx, unitOfWork } from '../database/index.ts';
import { enqueueAll, finishJob, type Lease } from '../jobs/index.ts';
import { type PayloadEvent, recordEvent } from './events.ts';
import type { FileRecord } from './record.ts';

/** One item of `transformation.post`. */
export type PostTransform =
  | { readonly type: 'transformation'; readonly value: string }
  | { readonly type: 'gif-to-video' | 'thumbnail'; readonly value?: string }
  | { readonly type: 'abs'; readonly value: string; readonly protocol: 'hls' | 'dash' };

export type PostTransformRequest = {
  /** Of the upload: its events name it. */
  readonly requestId: string;
  readonly items: readonly PostTransform[];
};

/** `name` and `path`: of the file when it came. */
export type PostTransformJob = {
  readonly requestId: string;
  readonly item: PostTransform;
  readonly fileId: string;
  readonly name: string;
  readonly path: string;
};

export const POST_TRANSFORM_JOB = 'POST_TRANSFORM';

/** @param ids of the jobs, one an item */
export async function beginPostTransforms(
  tx: Tx,
  { requestId, items }: PostTransformRequest,
  ids: readonly string[],
  { assetId: fileId, name, path }: FileRecord,
  now: number,
): Promise<void> {
  const jobs = items.map((item, index) => {
    const payload: PostTransformJob = { requestId, item, fileId, name, path };
    return { id: ids[index] as string, kind: POST_TRANSFORM_JOB, payload, now };
  });
  await enqueueAll(tx, jobs);
}

/** The job is over, and its event is told: both, or neither. Errors: `leaseLost`. */
export const endPostTransformUnit = unitOfWork(
  'library.endPostTransform',
  async (
    tx: Tx,
    { lease, event, now }: { readonly lease: Lease; readonly event: PayloadEvent; readonly now: number },
  ): Promise<void> => {
    await finishJob(tx, lease, null, now);
    await recordEvent(tx, { ...event, now });
  },
);

/** Tells of an upload that has left nothing in the library. */
export const announceUnit = unitOfWork(
  'library.announce',
  async (tx: Tx, event: PayloadEvent & { readonly now: number }): Promise<void> => {
    await recordEvent(tx, event);
  },
);
