/** Request bodies (rest-api.md 1.6). */
import type { FastifyInstance } from 'fastify';
import { errors } from './errors.ts';

/** A hundred file ids, a long description, a big set of custom metadata. */
export const MAX_JSON_BYTES = 1024 * 1024;

/**
 * JSON is parsed, an empty body is `undefined` whatever content type it claims, and everything else is left in its
 * stream for the route that wants it: uploads.
 */
export function addBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: MAX_JSON_BYTES },
    (_request, text: string, done) => {
      try {
        done(null, text.trim() === '' ? undefined : JSON.parse(text));
      } catch (cause) {
        done(errors.invalidJson().because(cause));
      }
    },
  );
  app.addContentTypeParser('*', (_request, _stream, done) => done(null));

  // Python sends `application/json` without a body on every DELETE, others worse; fastify would look at it first.
  app.addHook('onRequest', async ({ raw: { headers } }) => {
    const empty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
    if (empty) delete headers['content-type'];
  });
}
