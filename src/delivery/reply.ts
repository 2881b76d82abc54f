/** From a content to an answer: conditional and range requests, compression, HEAD, and the bytes themselves. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isNotModified, isRangeCurrent } from './conditional.ts';
import type { Content, LoadedContent } from './content.ts';
import { type Coding, chooseCoding, createEncoder } from './content-coding.ts';
import { errors } from './errors.ts';
import { addContent, addValidity, commonHeaders, type HeaderList, type Validity } from './headers.ts';
import type { Journey } from './journey.ts';
import { contentType, isCompressible } from './media-type.ts';
import { type ByteRange, parseRange } from './range.ts';

export type ReplyOptions = {
  readonly requestId: string;
  readonly cacheControl: string;
  readonly vary: readonly string[];
  /** More headers, name after value. */
  readonly extra: readonly string[];
  /** Told what is sent. */
  readonly journey: Pick<Journey, 'format' | 'cached' | 'bytes'>;
};

/**
 * Answers a GET or HEAD with a content: 200, 206, 304 or 416.
 *
 * A 304 is decided before the content is loaded. Rejects when it cannot be loaded or sent.
 */
export async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  content: Content,
  options: ReplyOptions,
): Promise<void> {
  const { headers: asked } = request;
  const compressible = isCompressible(content.mime);
  // A range is of the bytes as they are: a coded body is never answered in parts.
  const coding =
    compressible && asked.range === undefined
      ? chooseCoding(asked['accept-encoding'], content.sourceSize)
      : undefined;
  const validity: Validity = {
    etag: coding === undefined ? `"${content.tag}"` : `"${content.tag}-${coding}"`,
    lastModified: content.lastModified,
    cacheControl: options.cacheControl,
    vary: compressible ? [...options.vary, 'Accept-Encoding'] : options.vary,
  };
  const headers = commonHeaders(options.requestId);
  addValidity(headers, validity);
  if (isNotModified(asked, validity.etag, content.modified)) {
    options.journey.cached = true;
    response.writeHead(304, headers).end();
    return;
  }

  const loading = content.load(() => whileClientWaits(response));
  const loaded = loading instanceof Promise ? await loading : loading;
  options.journey.cached = loaded.cached;
  options.journey.format = content.mime;
  const range =
    request.method === 'GET' && isRangeCurrent(asked, validity.etag, content.modified)
      ? parseRange(asked.range, loaded.size)
      : undefined;
  if (range === 'unsatisfiable') {
    throw errors.rangeNotSatisfiable(loaded.size).with({ size: loaded.size });
  }
  addContent(headers, contentType(content.mime), loaded.cached);
  headers.push(...options.extra);
  if (coding !== undefined) {
    headers.push('content-encoding', coding);
    await send(request, response, 200, headers, loaded, undefined, coding, options.journey);
    return;
  }
  headers.push('accept-ranges', 'bytes');
  if (range === undefined) {
    headers.push('content-length', String(loaded.size));
    await send(request, response, 200, headers, loaded, undefined, undefined, options.journey);
  } else {
    headers.push('content-length', String(range.end - range.start + 1));
    headers.push('content-range', `bytes ${range.start}-${range.end}/${loaded.size}`);
    await send(request, response, 206, headers, loaded, range, undefined, options.journey);
  }
}

/** Aborts when the client goes before its answer is complete. */
function whileClientWaits(response: ServerResponse): AbortSignal {
  const leaving = new AbortController();
  if (response.destroyed) leaving.abort();
  response.once('close', () => {
    if (!response.writableFinished) leaving.abort();
  });
  return leaving.signal;
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: HeaderList,
  { body, size }: LoadedContent,
  range: ByteRange | undefined,
  coding: Coding | undefined,
  journey: Pick<Journey, 'bytes'>,
): Promise<void> {
  if (request.method === 'HEAD') {
    response.writeHead(status, headers).end();
    return;
  }
  if (typeof body !== 'function' && coding === undefined) {
    response.writeHead(status, headers);
    const bytes = range === undefined ? body : body.subarray(range.start, range.end + 1);
    journey.bytes = bytes.length;
    response.end(bytes);
    return;
  }
  // Opened before the head is written: a file that is not there is an error that can still be told.
  const source = typeof body === 'function' ? await body(range) : Readable.from([body]);
  if (response.destroyed) {
    source.destroy();
    return;
  }
  response.writeHead(status, headers);
  const encoder = coding === undefined ? undefined : createEncoder(coding, size);
  const sending = encoder ? pipeline(source, encoder, response) : pipeline(source, response);
  // Beside the pipeline, which holds the flow back for both.
  (encoder ?? source).on('data', (chunk: Buffer) => {
    journey.bytes += chunk.length;
  });
  await sending;
}
