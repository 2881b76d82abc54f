/** The `file` of an upload given as a URL. */
import { HalftoneError } from '../../kernel/index.ts';
import { netErrors, type SafeFetch } from '../../net/index.ts';
import type { BlobStore, Staged } from '../../storage/index.ts';
import { errors } from '../errors.ts';
import { writeWithin } from './receive.ts';

/** ImageKit's docs: the headers of the answer within 8 seconds. */
const HEADERS_TIMEOUT_MS = 8_000;
/** A big file over a slow line; the client of the upload gives up earlier, and the download with it. */
const TOTAL_TIMEOUT_MS = 600_000;

export type DownloadDeps = {
  readonly store: Pick<BlobStore, 'stage'>;
  readonly safeFetch: SafeFetch;
  readonly maxFileBytes: number;
};

/** Errors: `cannotDownload`, `fileTooLarge`, those of the store. Nothing stays staged then. */
export async function downloadFile(url: string, signal: AbortSignal, deps: DownloadDeps): Promise<Staged> {
  const answer = await deps
    .safeFetch(url, {
      maxBytes: deps.maxFileBytes,
      headersTimeoutMs: HEADERS_TIMEOUT_MS,
      totalTimeoutMs: TOTAL_TIMEOUT_MS,
      signal,
    })
    .catch(throwAsUploadError);
  let staged: Staged | undefined;
  try {
    if (answer.status < 200 || answer.status > 299) throw errors.cannotDownload();
    staged = await deps.store.stage();
    for await (const chunk of received(answer.body)) await writeWithin(staged, chunk, deps.maxFileBytes);
    return staged;
  } catch (error) {
    await staged?.discard();
    throw error;
  } finally {
    answer.discard();
  }
}

/** Failures of the origin are told from those of our own store by where they come out. */
async function* received(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const chunk = await chunks.next().catch(throwAsUploadError);
      if (chunk.done) return;
      yield chunk.value;
    }
  } finally {
    await chunks.return?.();
  }
}

function throwAsUploadError(cause: unknown): never {
  const tooLarge = cause instanceof HalftoneError && cause.code === netErrors.tooLarge.spec.code;
  throw (tooLarge ? errors.fileTooLarge() : errors.cannotDownload()).because(cause);
}
