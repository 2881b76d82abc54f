/** Request bodies (rest-api.md 1.6). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseJson } from '../kernel/index.ts';
import { type BodyPace, readLimited } from './body.ts';
import { errors } from './errors.ts';

/** A hundred file ids, a long description, a big set of custom metadata. */
const MAX_JSON_BYTES = 1024 * 1024;

/**
 * JSON is parsed, an empty body is `undefined` whatever content type it claims, and everything else is left in its
 * stream for the route that wants it: uploads.
 */
export function addBodyParsers(app: FastifyInstance, pace: BodyPace): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', async ({ raw }: FastifyRequest) =>
    jsonOf(Buffer.concat(await Array.fromAsync(readLimited(raw, { maxBytes: MAX_JSON_BYTES, pace })))),
  );
  app.addContentTypeParser('*', async () => undefined);

  // Python sends `application/json` without a body on every DELETE, others worse; fastify would look at it first.
  app.addHook('onRequest', async ({ raw: { headers } }) => {
    const empty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
    if (empty) delete headers['content-type'];
  });
}

function jsonOf(bytes: Buffer): unknown {
  const text = bytes.toString();
  if (text.trim() === '') return undefined;
  try {
    return parseJson(text);
  } catch (cause) {
    throw (cause instanceof RangeError ? errors.deepJson() : errors.invalidJson()).because(cause);
  }
}
