/** An upload: from sealed staged bytes to a durable file. */
import { open } from 'node:fs/promises';
import { HalftoneError, objectId, randomToken } from '../kernel/index.ts';
import { SNIFF_BYTES, sniff } from '../metadata/index.ts';
import type { Staged } from '../storage/index.ts';
import { errors } from './errors.ts';
import type { IngestRequest } from './ingest-request.ts';
import { type IngestInput, ingestUnit, type Media } from './ingest-unit.ts';
import type { Library, LibraryDeps } from './library.ts';
import { splitPath, UNIQUE_SUFFIX_LENGTH } from './names.ts';
import { placeBlob } from './place-blob.ts';

/** How many random names are tried before an upload gives up; there are 64^9 of them for each name. */
const UNIQUE_NAME_TRIES = 4;
/** Characters of `ik-obj-version` (rest-api.md 1.9). */
const VERSION_TOKEN_LENGTH = 32;

/** See `Library.ingest`. */
export function createIngest(
  deps: Pick<LibraryDeps, 'database' | 'inspect' | 'clock' | 'limits'>,
): Library['ingest'] {
  return async (staged, request) => {
    const media = await examine(deps, staged, request.fileName).catch(async (error: unknown) => {
      await staged.discard();
      throw error;
    });
    // From here on the bytes and their row stand or fall together.
    const { record } = await placeBlob(deps, staged, (blob) =>
      deps.database.write(ingestUnit, { request, blob, media, fresh: makeFresh(request, blob.now) }),
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
