/** An upload: from sealed staged bytes to a durable file. */
import { HalftoneError, objectId, randomToken } from '../kernel/index.ts';
import { sniff } from '../metadata/index.ts';
import type { Staged } from '../storage/index.ts';
import type { CustomFields } from './custom-fields.ts';
import { validateCustomMetadata } from './custom-metadata.ts';
import { validOrThrow } from './custom-values.ts';
import { errors } from './errors.ts';
import type { IngestRequest } from './ingest-request.ts';
import { type IngestInput, ingestUnit, type Media } from './ingest-unit.ts';
import type { Library, LibraryDeps, UploadCheck } from './library.ts';
import { splitPath, UNIQUE_SUFFIX_LENGTH } from './names.ts';
import { placeBlob } from './place-blob.ts';

/** How many random names are tried before an upload gives up; there are 64^9 of them for each name. */
const UNIQUE_NAME_TRIES = 4;
/** Characters of `ik-obj-version` (rest-api.md 1.9). */
export const VERSION_TOKEN_LENGTH = 32;

type IngestDeps = Pick<LibraryDeps, 'database' | 'inspect' | 'examine' | 'clock' | 'limits'> & {
  readonly customFields: Pick<CustomFields, 'active'>;
};

/** See `Library.ingest`. */
export function createIngest(deps: IngestDeps): Library['ingest'] {
  return async (staged, request, check) => {
    const known = await prepare(deps, staged, request, check).catch(async (error: unknown) => {
      await staged.discard();
      throw error;
    });
    // From here on the bytes and their row stand or fall together.
    const { record } = await placeBlob(deps, staged, (blob) =>
      deps.database.write(ingestUnit, { request, blob, ...known, fresh: makeFresh(request, blob.now) }),
    );
    return { file: record, details: known.details };
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
  const customMetadata = validOrThrow(
    validateCustomMetadata(all, request.customMetadata ?? {}, { mode: 'set' }),
  );
  const found = await examine(deps, staged, request.fileName);
  check?.({ ...found.media, size: staged.size, customMetadata });
  return { ...found, customMetadata, fields: all.filter(({ name }) => Object.hasOwn(customMetadata, name)) };
}

/** What the bytes are. Nothing is believed that the client says about them. */
async function examine(
  deps: IngestDeps,
  staged: Staged,
  fileName: string,
): Promise<Pick<Known, 'media' | 'details'>> {
  if (staged.size === 0) throw errors.emptyFile();
  if (staged.size > deps.limits.maxUploadBytes) throw errors.fileTooLarge();
  const { mime } = await sniff(staged.head, fileName);
  if (!mime.startsWith('image/')) return { media: { ...UNKNOWN, mime }, details: null };
  const { facts, details } = await readImage(deps, staged.path, mime);
  const { width, height, orientation, hasAlpha, pages } = facts ?? UNKNOWN;
  return { media: { mime, width, height, orientation, hasAlpha, pages }, details };
}

/**
 * An image that brings its reader down is read again, its header only; where that fails too, it is kept like any other
 * that cannot be read: its bytes are the client's.
 */
async function readImage({ examine, inspect }: IngestDeps, path: string, mime: string) {
  const examined = await unlessUnreadable(() => examine(path, mime));
  if (examined !== undefined) return examined;
  return { facts: await unlessUnreadable(() => inspect(path, mime)), details: null };
}

/** Only a server that cannot read at the moment (503) has to say so. */
async function unlessUnreadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HalftoneError && error.status !== 503) return undefined;
    throw error;
  }
}

const UNKNOWN: Omit<Media, 'mime'> = {
  width: null,
  height: null,
  orientation: null,
  hasAlpha: false,
  pages: 1,
};

function makeFresh(request: IngestRequest, now: number): IngestInput['fresh'] {
  return {
    assetId: objectId(now),
    versionId: objectId(now),
    token: randomToken(VERSION_TOKEN_LENGTH),
    folderIds: splitPath(request.folder).map(() => objectId(now)),
    suffixes: Array.from({ length: request.useUniqueFileName ? UNIQUE_NAME_TRIES : 0 }, () =>
      randomToken(UNIQUE_SUFFIX_LENGTH),
    ),
  };
}
