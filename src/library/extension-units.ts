/**
 * The transactions with which an extension ends. Each checks the lease of its job first, and takes the extension out of
 * what is left: so it takes effect once, however often its job is started.
 */
import { type Tx, unitOfWork } from '../database/index.ts';
import {
  type AiTasks,
  type ChoiceField,
  type ExtensionName,
  type TaskAnswer,
  taskEffects,
} from '../extensions/index.ts';
import { type Lease, saveProgress } from '../jobs/index.ts';
import type { Details } from '../metadata/index.ts';
import { copyBelongings } from './belongings.ts';
import { type NewBlob, referenceBlob } from './blobs.ts';
import { activeFields } from './custom-fields.ts';
import type { CustomField } from './custom-metadata.ts';
import { mergeCustomMetadata } from './custom-values.ts';
import { addEmbeddedValues, describeEmbedded } from './embedded.ts';
import { errors } from './errors.ts';
import { recordEvent } from './events.ts';
import type { Media } from './examination.ts';
import { recordFailure, recordSuccess } from './extension-callbacks.ts';
import type { ExtensionJob } from './extension-plan.ts';
import { markChanged, readFile } from './file-changes.ts';
import { demoteVersion, type FreshVersion } from './history.ts';
import { MAX_VERSIONS } from './ingest-unit.ts';
import { type LockedFile, lockFile } from './lock-files.ts';
import type { AiTag, FileRecord } from './record.ts';
import { toVersionRow } from './rows.ts';
import { lengthOfTags, MAX_TAGS_LENGTH, replaceFoundTags, replaceUserTags } from './tags.ts';

type Ending = {
  readonly lease: Lease;
  /** The job as it is; the first of what is left is what ends. */
  readonly job: ExtensionJob;
  readonly now: number;
};

/** What a backend found, within the limits of the request. */
export type Finding =
  | { readonly kind: 'tags'; readonly tags: readonly AiTag[] }
  | { readonly kind: 'description'; readonly description: string }
  | { readonly kind: 'answers'; readonly config: AiTasks; readonly answers: readonly TaskAnswer[] };

/**
 * The version gets what was found.
 * Errors: 404 and 400 where it is gone, or cannot take it; nothing has happened then.
 */
export const applyFindingUnit = unitOfWork(
  'library.applyFinding',
  async (
    tx: Tx,
    input: Ending & { readonly service: ExtensionName; readonly finding: Finding },
  ): Promise<void> => {
    const { job, service, finding, now } = input;
    await end(tx, input, 'success');
    await lockVersion(tx, job);
    await apply(tx, await readFile(tx, job.fileId), service, finding);
    await markChanged(tx, [job.fileId], now);
    await recordSuccess(tx, { ...job, service, now });
  },
);

async function apply(tx: Tx, file: FileRecord, service: ExtensionName, finding: Finding): Promise<void> {
  switch (finding.kind) {
    case 'tags':
      return replaceFoundTags(tx, file, service, finding.tags);
    case 'description':
      await tx
        .updateTable('versions')
        .set({ description: finding.description || null })
        .where('id', '=', file.versionId)
        .execute();
      return;
    case 'answers':
      return applyAnswers(tx, file, finding.config, finding.answers);
  }
}

async function applyAnswers(
  tx: Tx,
  file: FileRecord,
  config: AiTasks,
  answers: readonly TaskAnswer[],
): Promise<void> {
  const { tags, customMetadata } = taskEffects(config, answers, file.tags, choices(await activeFields(tx)));
  if (lengthOfTags(tags) > MAX_TAGS_LENGTH) throw errors.tooManyFoundTags();
  await replaceUserTags(tx, [{ ...file, tags }]);
  if (Object.keys(customMetadata).length > 0) await mergeCustomMetadata(tx, file, customMetadata);
}

/** What `ai-tasks` have to know of the fields of custom metadata. */
export function choices(fields: readonly CustomField[]): (name: string) => ChoiceField | undefined {
  const byName = new Map(
    fields.map(({ name, schema }) => [
      name,
      { isList: schema.type === 'MultiSelect', options: schema.selectOptions },
    ]),
  );
  return (name) => byName.get(name);
}

/** The bytes that a backend has made of a version become the next version, with all that belongs to the old one. */
export const addMadeVersionUnit = unitOfWork(
  'library.addMadeVersion',
  async (
    tx: Tx,
    input: Ending & {
      readonly service: ExtensionName;
      readonly blob: NewBlob;
      readonly media: Media;
      readonly details: Details | null;
      readonly fresh: FreshVersion;
    },
  ): Promise<{ readonly reused: boolean }> => {
    const { job, service, blob, media, details, fresh, now } = input;
    await end(tx, input, 'success');
    const file = await lockVersion(tx, job);
    await checkRoom(tx, job.fileId);
    const old = await readFile(tx, job.fileId);
    const record: FileRecord = {
      ...old,
      ...media,
      versionId: fresh.id,
      versionNumber: file.version_counter + 1,
      token: fresh.token,
      size: blob.size,
      embedded: describeEmbedded(media, details, now),
      updatedAt: now,
    };
    const { blobId, reused } = await referenceBlob(tx, blob);
    await demoteVersion(tx, old.versionId, now);
    await tx
      .insertInto('versions')
      .values(toVersionRow(record, blobId, details))
      .execute();
    await copyBelongings(tx, job.fileId, [{ from: old.versionId, to: record.versionId, isCurrent: true }]);
    await replaceEmbedded(tx, record);
    await tx
      .updateTable('assets')
      .set({ version_id: record.versionId, version_counter: record.versionNumber, updated_at: now })
      .where('id', '=', job.fileId)
      .execute();
    const data = { fileId: job.fileId, versionId: record.versionId };
    await recordEvent(tx, { type: 'file-version.created', data, now });
    await recordSuccess(tx, { ...job, service, now });
    return { reused };
  },
);

/** What the old bytes said of themselves is not said of the new ones. */
async function replaceEmbedded(tx: Tx, record: FileRecord): Promise<void> {
  await tx.deleteFrom('embedded_values').where('version_id', '=', record.versionId).execute();
  if (record.embedded !== null) await addEmbeddedValues(tx, record, record.embedded);
}

async function checkRoom(tx: Tx, fileId: string): Promise<void> {
  const { count } = await tx
    .selectFrom('versions')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('asset_id', '=', fileId)
    .executeTakeFirstOrThrow();
  if (count >= MAX_VERSIONS) throw errors.tooManyVersions();
}

/** Nothing came of it, for good. */
export const failExtensionUnit = unitOfWork(
  'library.failExtension',
  async (
    tx: Tx,
    input: Ending & { readonly service: ExtensionName; readonly message: string },
  ): Promise<void> => {
    const { job, service, message, now } = input;
    await end(tx, input, 'failed');
    await recordFailure(tx, { ...job, service, message, now });
  },
);

/** It has failed once more, and is tried again. */
export const countFailureUnit = unitOfWork(
  'library.countFailure',
  async (tx: Tx, { lease, job, now }: Ending): Promise<void> => {
    await saveProgress(tx, lease, { ...job, failures: job.failures + 1 }, now);
  },
);

/** The job without its first extension. */
export function withoutFirst(job: ExtensionJob, state: 'success' | 'failed'): ExtensionJob {
  const [first, ...left] = job.left;
  return { ...job, left, failures: 0, status: first ? { ...job.status, [first.name]: state } : job.status };
}

async function end(tx: Tx, { lease, job, now }: Ending, state: 'success' | 'failed'): Promise<void> {
  await saveProgress(tx, lease, withoutFirst(job, state), now);
}

/** Errors: 404; `versionReplaced` where the version that was asked about is not the current one any more. */
async function lockVersion(tx: Tx, { fileId, versionId }: ExtensionJob): Promise<LockedFile> {
  const file = await lockFile(tx, fileId);
  if (file.version_id !== versionId) throw errors.versionReplaced();
  return file;
}
