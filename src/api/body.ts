/**
 * The body of a request as bytes, within limits. A total time-out would cut off honest clients on slow lines, so
 * what is limited is the time without any byte and the rate over the time that we waited for the client; the time
 * that we ourselves took to store what came does not count.
 */
import type { IncomingMessage } from 'node:http';
import { errors } from './errors.ts';

export type BodyPace = {
  /** Milliseconds without a byte. */
  readonly idleMs: number;
  /** Bytes a second, once `graceMs` of waiting have passed. */
  readonly minBytesPerSecond: number;
  readonly graceMs: number;
};

/** Slower than the worst mobile line, faster than a client that only wants to hold a connection. */
export const DEFAULT_PACE: BodyPace = { idleMs: 30_000, minBytesPerSecond: 1_024, graceMs: 30_000 };

/**
 * The bytes of a request. The request itself stays open when the reader stops early, so that it can be answered.
 * Errors: `bodyTooLarge` (at once where `content-length` says so), `tooSlow`, `clientGone`.
 */
export async function* readLimited(
  request: IncomingMessage,
  { maxBytes, pace }: { readonly maxBytes: number; readonly pace: BodyPace },
): AsyncGenerator<Uint8Array, void> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    throw errors.bodyTooLarge(maxBytes);
  }
  const chunks = request.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  let bytes = 0;
  let waitedMs = 0;
  try {
    for (;;) {
      const before = performance.now();
      const chunk = await withinIdleLimit(chunks.next(), pace.idleMs);
      waitedMs += performance.now() - before;
      if (chunk.done) break;
      bytes += chunk.value.length;
      if (bytes > maxBytes) throw errors.bodyTooLarge(maxBytes);
      if (waitedMs > pace.graceMs && bytes < (waitedMs / 1000) * pace.minBytesPerSecond) {
        throw errors.tooSlow();
      }
      yield chunk.value;
    }
    if (!request.complete) throw errors.clientGone();
  } finally {
    void chunks.return?.();
  }
}

async function withinIdleLimit(
  next: Promise<IteratorResult<Buffer>>,
  idleMs: number,
): Promise<IteratorResult<Buffer>> {
  const { promise: idle, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(errors.tooSlow()), idleMs);
  try {
    return await Promise.race([next.catch(throwClientGone), idle]);
  } finally {
    clearTimeout(timer);
  }
}

/** A request stream fails in one way only: its connection went away. */
function throwClientGone(cause: unknown): never {
  throw errors.clientGone().because(cause);
}
