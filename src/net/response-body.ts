/** The bytes of an answer: decoded, counted, and not slower than a live connection can be. */

import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Deadline } from './deadline.ts';
import { errors } from './errors.ts';

/** An answer that trickles holds a connection and a staged file: bytes a second, after the first seconds of waiting. */
const MIN_BYTES_PER_SECOND = 1024;
const GRACE_MS = 10_000;
/** Without a single byte for so long, the other side has gone. */
const IDLE_MS = 10_000;

/** A host may compress although it was asked not to; a coded body is of no use to anybody here. */
const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * @throws errors.unknownEncoding at once; while it is read errors.tooLarge (of the decoded bytes, so that a small body
 *   cannot become a large one) and errors.timeout
 */
export async function* decodedBody(
  source: Readable,
  { encoding, maxBytes, deadline }: { encoding: string; maxBytes: number; deadline: Deadline },
): AsyncGenerator<Uint8Array> {
  const chunks = decoded(source, encoding)[Symbol.asyncIterator]();
  let bytes = 0;
  let waitedMs = 0;
  for (;;) {
    // Only the time spent waiting counts: a reader that is slow itself is not held against the host.
    const asked = performance.now();
    const { value: chunk, done } = await deadline.within(IDLE_MS, 'no data', () => chunks.next());
    waitedMs += performance.now() - asked;
    if (done) return;
    bytes += chunk.length;
    if (bytes > maxBytes) throw errors.tooLarge(maxBytes);
    if (waitedMs > GRACE_MS && bytes < (waitedMs / 1000) * MIN_BYTES_PER_SECOND) {
      throw errors.timeout(`less than ${MIN_BYTES_PER_SECOND} bytes a second`);
    }
    yield chunk;
  }
}

function decoded(source: Readable, encoding: string): AsyncIterable<Uint8Array> {
  if (encoding === 'identity' || encoding === '') return source;
  const decoder = DECODERS[encoding]?.();
  if (decoder === undefined) throw errors.unknownEncoding(encoding);
  // Its reader hears of an error through the iterator.
  pipeline(source, decoder, () => {});
  return decoder as NodeJS.ReadWriteStream & AsyncIterable<Uint8Array>;
}
