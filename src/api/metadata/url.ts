/** The metadata of what a URL delivers (rest-api.md 2.11, 1.10). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { errors } from '../errors.ts';
import { type Described, metadataJson, metadataSchema } from '../files/metadata-json.ts';
import type { Route } from '../route.ts';

export type DescribeUrl = (question: {
  readonly url: string;
  /** The Host header of the question: a URL under it is one of this server. */
  readonly host: string | undefined;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}) => Promise<Described>;

export function urlMetadata({ describeUrl }: { readonly describeUrl: DescribeUrl }): Route {
  return {
    method: 'GET',
    // The second one is what SDK 7.0 and 7.1 call.
    paths: ['/v1/metadata', '/v1/files/metadata'],
    summary:
      'What the bytes behind a media URL say of themselves: of the file, or of what a transformation makes of it.',
    access: 'read',
    schema: {
      querystring: Type.Object({
        url: Type.String({ description: 'A media URL of this account, percent-encoded.' }),
      }),
      response: { 200: metadataSchema },
    },
    async handler(request, reply) {
      const url = urlOf(request);
      if (url === undefined || url.trim() === '') throw errors.missingParameter('url');
      const signal = whileClientWaits(reply);
      return metadataJson(await describeUrl({ url, host: request.headers.host, signal }));
    },
  };
}

/**
 * Older SDKs put the URL behind `url=` as it is: then everything up to the end belongs to it, whatever it looks like.
 */
function urlOf(request: FastifyRequest): string | undefined {
  const raw = /[?&]url=(https?:\/\/.*)$/is.exec(request.raw.url ?? '')?.[1];
  return raw ?? (request.query as URLSearchParams).getAll('url').at(-1);
}

function whileClientWaits({ raw }: FastifyReply): AbortSignal {
  const leaving = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) leaving.abort();
  });
  return leaving.signal;
}
