/** An upload: from sealed staged bytes to a durable file. */
import { objectId, randomToken } from '../kernel/index.ts';
import { sniff } from '../metadata/index.ts';
import type { Staged } from '../storage/index.ts';
import type { CustomFields } from './custom-fields.ts';
import { type CustomField, type CustomMetadata, validateCustomMetadata } from './custom-metadata.ts';
import { validOrThrow } from './custom-values.ts';
import { errors } from './errors.ts';
import { examineFile } from './examination.ts';
import type { Extensions } from './extension-plan.ts';
import type { IngestRequest } from './ingest-request.ts';
import { type IngestInput, ingestUnit } from './ingest-unit.ts';
import type { Library, LibraryDeps, UploadCheck } from './library.ts';
import { splitPath, UNIQUE_SUFFIX_LENGTH } from './names.ts';
import { placeBlob } from './place-blob.ts';

/** How many random names are tried before an upload gives up; there are 64^9 of them for each name. */
const UNIQUE_NAME_TRIES = 4;
/** Characters of `ik-obj-version` (rest-api.md 1.9). */
export const VERSION_TOKEN_LENGTH = 32;

type IngestDeps = Pick<
  LibraryDeps,
  'database' | 'inspect' | 'examine' | 'probe' | 'jobs' | 'clock' | 'limits'
> & {
  readonly customFields: Pick<CustomFields, 'active'>;
  readonly fileExtensions: Extensions;
};

/** See `Library.ingest`. */
export function createIngest(deps: IngestDeps): Library['ingest'] {
  return async (staged, request, check) => {
    const known = await prepare(deps, staged, request, check).catch(async (error: unknown) => {
      await staged.discard();
      throw error;
    });
    // From here on the bytes and their row stand or fall together.
    const extensions = deps.fileExtensions.plan(request.extensions);
    const { file, status } = await deps.fileExtensions.whileBegun(extensions, async () => {
      const { record } = await placeBlob(deps, staged, (blob) => {
        const fresh = makeFresh(request, blob.now);
        return deps.database.write(ingestUnit, { request, blob, ...known, extensions, fresh });
      });
      return record;
    });
    if (request.postTransforms) deps.jobs.wake();
    return { file, details: known.details, ...(status && { extensionStatus: status }) };
  };
}

type Known = Pick<IngestInput, 'media' | 'details' | 'customMetadata' | 'fields'>;

/** All that is known before anything is kept, and whether it is to be kept. */
async function prepare(
  deps: IngestDeps,
  staged: Staged,
  request: IngestRequest,
  check: UploadCheck | undefined,
): Promise<Known> {
  const all = await deps.customFields.active();
  const customMetadata = newCustomMetadata(all, request.customMetadata);
  const found = await examine(deps, staged, request.fileName);
  check?.({ ...found.media, size: staged.size, customMetadata });
  return { ...found, customMetadata, fields: all.filter(({ name }) => Object.hasOwn(customMetadata, name)) };
}

/** The custom metadata of a new version: what was sent, and defaults. Errors: `invalidCustomMetadata`. */
export function newCustomMetadata(
  fields: readonly CustomField[],
  given: IngestRequest['customMetadata'],
): CustomMetadata {
  return validOrThrow(validateCustomMetadata(fields, given ?? {}, { mode: 'set' }));
}

/** What the bytes are. */
async function examine(
  deps: IngestDeps,
  staged: Staged,
  fileName: string,
): Promise<Pick<Known, 'media' | 'details'>> {
  if (staged.size === 0) throw errors.emptyFile();
  if (staged.size > deps.limits.maxUploadBytes) throw errors.fileTooLarge();
  const { mime } = await sniff(staged.head, fileName);
  const { media, details } = await examineFile(deps, staged.path, mime);
  return { media, details };
}

function makeFresh(request: IngestRequest, now: number): IngestInput['fresh'] {
  return {
    assetId: objectId(now),
    versionId: objectId(now),
    token: randomToken(VERSION_TOKEN_LENGTH),
    jobIds: request.postTransforms?.items.map(() => objectId(now)) ?? [],
    folderIds: splitPath(request.folder).map(() => objectId(now)),
    suffixes: Array.from({ length: request.useUniqueFileName ? UNIQUE_NAME_TRIES : 0 }, () =>
      randomToken(UNIQUE_SUFFIX_LENGTH),
    ),
  };
}
