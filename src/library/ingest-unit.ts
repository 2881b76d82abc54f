import { type Tx, unitOfWork } from '../database/index.ts';
import type { Details } from '../metadata/index.ts';
import { setCurrent } from './belongings.ts';
import { type NewBlob, referenceBlob } from './blobs.ts';
import { activeFields } from './custom-fields.ts';
import type { CustomField, CustomMetadata } from './custom-metadata.ts';
import { addCustomValues, customMetadataOf } from './custom-values.ts';
import { addEmbeddedValues, describeEmbedded } from './embedded.ts';
import { errors } from './errors.ts';
import { type LibraryEvent, recordEvent } from './events.ts';
import { beginExtensions, type ExtensionPlan } from './extension-plan.ts';
import { ensureFolder } from './folders.ts';
import type { IngestRequest } from './ingest-request.ts';
import { childPath, uniqueName } from './names.ts';
import { beginPostTransforms } from './post-transform.ts';
import type { FileRecord, Media } from './record.ts';
import { toVersionRow } from './rows.ts';
import { writeNameTerms } from './search-terms.ts';
import { addTags, NO_TAGS, type Tags, tagsOf } from './tags.ts';

/** Versions of a file, the current one included (rest-api.md 2.7). */
export const MAX_VERSIONS = 100;

export type IngestInput = {
  readonly request: IngestRequest;
  /** The object that has just been published. */
  readonly blob: NewBlob;
  readonly media: Media;
  /** Of an image. */
  readonly details: Details | null;
  /** What was sent, with defaults, and the fields it has values of. */
  readonly customMetadata: CustomMetadata;
  readonly fields: readonly CustomField[];
  /** What is begun with the version. */
  readonly extensions?: ExtensionPlan | undefined;
  /** Ids and random texts, used as far as they are needed: the unit itself makes none up. */
  readonly fresh: {
    readonly assetId: string;
    readonly versionId: string;
    readonly token: string;
    /** One for each level of the folder. */
    readonly folderIds: readonly string[];
    /** One for each rendition that is asked for. */
    readonly jobIds: readonly string[];
    /** Tried in turn until one makes a name that nobody has. */
    readonly suffixes: readonly string[];
  };
};

export type IngestOutcome = {
  readonly record: FileRecord;
  /** Whether the library had these bytes already: the new object is not needed. */
  readonly reused: boolean;
};

/**
 * The one transaction of an upload: folders, file, version, bytes and tags (conflict rules: rest-api.md 2.3).
 * Of two uploads to one name the second waits for the row of the file, made by the first, and becomes its next
 * version.
 */
export const ingestUnit = unitOfWork(
  'library.ingest',
  async (tx: Tx, input: IngestInput): Promise<IngestOutcome> => {
    const { request, blob } = input;
    const folderId = await ensureFolder(tx, request.folder, input.fresh.folderIds, blob.now);
    const place = request.useUniqueFileName
      ? await takeUniqueName(tx, input, folderId)
      : await takeName(tx, input, folderId);

    const record = describe(input, place);
    const { blobId, reused } = await referenceBlob(tx, blob);
    await tx
      .insertInto('versions')
      .values(toVersionRow(record, blobId, input.details))
      .execute();
    await addTags(tx, record);
    const isKept = record.customMetadata !== input.customMetadata;
    await addCustomValues(tx, record, isKept ? await activeFields(tx) : input.fields, record.customMetadata);
    if (record.embedded !== null) await addEmbeddedValues(tx, record, record.embedded);
    await recordEvent(tx, { ...eventOf(record), now: blob.now });
    if (request.postTransforms) {
      await beginPostTransforms(tx, request.postTransforms, input.fresh.jobIds, record, blob.now);
    }
    if (input.extensions) {
      const { assetId: fileId, versionId } = record;
      await beginExtensions(tx, input.extensions, { fileId, versionId, now: blob.now });
    }
    return { record, reused };
  },
);

function eventOf({ assetId: fileId, versionId, versionNumber }: FileRecord): LibraryEvent {
  return versionNumber === 1
    ? { type: 'file.created', data: { fileId } }
    : { type: 'file-version.created', data: { fileId, versionId } };
}

/** Where the new version goes: its file, and what the version before it had. */
type Place = {
  readonly assetId: string;
  readonly versionId: string;
  readonly number: number;
  readonly name: string;
  readonly createdAt: number;
  readonly previous: Previous;
};

type Previous = Tags & {
  readonly description: string | null;
  /** Undefined where there is no version before. */
  readonly customMetadata: CustomMetadata | undefined;
};

const NO_PREVIOUS: Previous = { ...NO_TAGS, description: null, customMetadata: undefined };

async function takeUniqueName(tx: Tx, input: IngestInput, folderId: string): Promise<Place> {
  for (const suffix of input.fresh.suffixes) {
    const place = await addFile(tx, input, folderId, uniqueName(input.request.fileName, suffix));
    if (place !== undefined) return place;
  }
  throw errors.contended();
}

async function takeName(tx: Tx, input: IngestInput, folderId: string): Promise<Place> {
  // A second turn is for PostgreSQL only: another upload has taken the name between our two statements.
  for (let turn = 0; turn < 3; turn++) {
    const place =
      (await addVersionToFile(tx, input, folderId)) ??
      (await addFile(tx, input, folderId, input.request.fileName));
    if (place !== undefined) return place;
  }
  throw errors.contended();
}

/** Undefined where the name is taken. A name that an unfinished transaction is taking is waited for. */
async function addFile(
  tx: Tx,
  input: IngestInput,
  folderId: string,
  name: string,
): Promise<Place | undefined> {
  const { assetId } = input.fresh;
  const { now } = input.blob;
  const added = await tx
    .insertInto('assets')
    .values({
      id: assetId,
      kind: 'file',
      parent_id: folderId,
      name,
      version_id: assetId, // the first version has the id of its file (rest-api.md 7.2)
      version_counter: 1,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(['kind', 'parent_id', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added === undefined) return undefined;
  await writeNameTerms(tx, assetId, name, 'new');
  return { assetId, versionId: assetId, number: 1, name, createdAt: now, previous: NO_PREVIOUS };
}

/**
 * Makes the new version the current one of the file that has the name; undefined where none has. Counting the version
 * up first locks the row of the file on PostgreSQL, so that everything after it is ours alone.
 */
async function addVersionToFile(tx: Tx, input: IngestInput, folderId: string): Promise<Place | undefined> {
  const { request, blob, fresh } = input;
  const file = await tx
    .updateTable('assets')
    .set((is) => ({
      version_counter: is('version_counter', '+', 1),
      version_id: fresh.versionId,
      updated_at: blob.now,
    }))
    .where('kind', '=', 'file')
    .where('parent_id', '=', folderId)
    .where('name', '=', request.fileName)
    .returning(['id', 'version_counter', 'created_at'])
    .executeTakeFirst();
  if (file === undefined) return undefined;
  if (!request.overwriteFile) throw errors.nameTaken();
  await checkVersionLimit(tx, file.id);
  return {
    assetId: file.id,
    versionId: fresh.versionId,
    number: file.version_counter,
    name: request.fileName,
    createdAt: file.created_at,
    previous: await demoteCurrent(tx, file.id, blob.now),
  };
}

async function checkVersionLimit(tx: Tx, assetId: string): Promise<void> {
  const { count } = await tx
    .selectFrom('versions')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('asset_id', '=', assetId)
    .executeTakeFirstOrThrow();
  if (count >= MAX_VERSIONS) throw errors.tooManyVersions();
}

/** An older version's time of creation is when it ceased to be current (rest-api.md 2.2). */
async function demoteCurrent(tx: Tx, assetId: string, now: number): Promise<Previous> {
  const { id, description } = await tx
    .updateTable('versions')
    .set({ is_current: 0, created_at: now, updated_at: now })
    .where('asset_id', '=', assetId)
    .where('is_current', '=', 1)
    .returning(['id', 'description'])
    .executeTakeFirstOrThrow();
  const tags = (await tagsOf(tx, [id])).get(id) ?? NO_TAGS;
  const customMetadata = (await customMetadataOf(tx, [id])).get(id) ?? {};
  await setCurrent(tx, id, 0);
  return { ...tags, description, customMetadata };
}

/** The new version. What was sent replaces what the one before it had, whatever the `overwrite…` flags say. */
function describe(input: IngestInput, place: Place): FileRecord {
  const { request, blob, media, details, fresh } = input;
  const { previous, ...identity } = place;
  const keepsCustomMetadata = request.customMetadata === undefined && !request.overwriteCustomMetadata;
  return {
    kind: 'file',
    assetId: identity.assetId,
    versionId: identity.versionId,
    versionNumber: identity.number,
    isCurrent: true,
    token: fresh.token,
    name: identity.name,
    folderPath: request.folder,
    path: childPath(request.folder, identity.name),
    size: blob.size,
    ...media,
    isPrivate: request.isPrivateFile,
    isPublished: request.isPublished,
    customCoordinates: request.customCoordinates ?? null,
    description: (request.description ?? previous.description) || null,
    tags: request.tags ?? (request.overwriteTags ? [] : previous.tags),
    aiTags: request.overwriteAITags ? [] : previous.aiTags,
    customMetadata: (keepsCustomMetadata && previous.customMetadata) || input.customMetadata,
    embedded: describeEmbedded(media, details, blob.now),
    createdAt: identity.createdAt,
    updatedAt: blob.now,
  };
}
