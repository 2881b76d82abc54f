/** An upload: from sealed staged bytes to a durable file. */
import { open } from 'node:fs/promises';
import { HalftoneError, objectId, randomToken } from '../kernel/index.ts';
import { SNIFF_BYTES, sniff } from '../metadata/index.ts';
import type { Staged } from '../storage/index.ts';
import { errors } from './errors.ts';
import { type IngestInput, ingestUnit, type Media } from './ingest-unit.ts';
import type { Library, LibraryDeps } from './library.ts';
import { splitPath, UNIQUE_SUFFIX_LENGTH } from './names.ts';
import { placeBlob } from './place-blob.ts';

/** Validated values of an upload: names as `sanitizeFileName` and `sanitizeFolderPath` return them. */
export type IngestRequest = {
  readonly fileName: string;
  /** `/`, or `/a/b` without a slash at the end. Made when it is not there. */
  readonly folder: string;
  /** Adds nine random characters to the name, so that it never meets another. */
  readonly useUniqueFileName: boolean;
  /** Whether a file of that name gets a new version (true) or the upload is refused (false). */
  readonly overwriteFile: boolean;
  /** Undefined: not sent. Empty: no tags. Trimmed, without duplicates. */
  readonly tags: readonly string[] | undefined;
  readonly isPrivateFile: boolean;
  readonly isPublished: boolean;
  /** `x,y,width,height`; undefined: not sent. */
  readonly customCoordinates: string | undefined;
  /** Undefined: not sent, a new version keeps the old one's. Empty: none. */
  readonly description: string | undefined;
  /** For a new version: whether the tags of the old one go when none were sent. */
  readonly overwriteTags: boolean;
  readonly overwriteAITags: boolean;
};

/** How many random names are tried before an upload gives up; there are 64^9 of them for each name. */
const UNIQUE_NAME_TRIES = 4;
/** Characters of `ik-obj-version` (rest-api.md 1.9). */
const VERSION_TOKEN_LENGTH = 32;

/** See `Library.ingest`. */
export function createIngest(
  deps: Pick<LibraryDeps, 'database' | 'inspect' | 'clock' | 'limits'>,
): Library['ingest'] {
  const { database, clock } = deps;
  return async (staged, request) => {
    const media = await examine(deps, staged, request.fileName).catch(async (error: unknown) => {
      await staged.discard();
      throw error;
    });
    // From here on the bytes and their row stand or fall together.
    const { record } = await placeBlob(deps, staged, (blob) =>
      database.write(ingestUnit, { request, blob, media, fresh: makeFresh(request, clock()) }),
    );
    return record;
  };
}

/** What the bytes are. Nothing is believed that the client says about them. */
async function examine(
  { inspect, limits }: Pick<LibraryDeps, 'inspect' | 'limits'>,
  staged: Staged,
  fileName: string,
): Promise<Media> {
  if (staged.size === 0) throw errors.emptyFile();
  if (staged.size > limits.maxUploadBytes) throw errors.fileTooLarge();
  const { mime } = await sniff(await readHead(staged.path), fileName);
  if (!mime.startsWith('image/')) return { ...UNKNOWN, mime };
  try {
    const { width, height, orientation, hasAlpha, pages } = await inspect(staged.path, mime);
    return { mime, width, height, orientation, hasAlpha, pages };
  } catch (error) {
    // An image that brings its reader down is kept like any other that cannot be read: its bytes are the client's.
    // Only a server that cannot read at the moment (503) has to say so.
    if (error instanceof HalftoneError && error.status !== 503) return { ...UNKNOWN, mime };
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

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

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
