/**
 * The least that a cached answer costs: a bare `node:http` handler with the body and the headers in its memory, and a
 * 304 for whoever names its tag. Told by its parent what to answer, it tells its port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type BareAnswer = {
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly notModifiedHeaders: readonly string[];
  readonly etag: string;
  readonly body: Uint8Array;
};

process.once('message', ({ headers, notModifiedHeaders, etag, body }: BareAnswer) => {
  const server = createServer((request, response) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304, [...notModifiedHeaders]).end();
    else response.writeHead(200, [...headers]).end(body);
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
});
