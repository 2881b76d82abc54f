import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import { belongsToApi, createHttpServer } from './http.ts';

const TARGETS: readonly [string, boolean][] = [
  ['/v1/files', true],
  ['/v1', true],
  ['/v1?x=1', true],
  ['/api/v1/files/upload', true],
  ['//v1/files', true],
  ['http://any.example/v1/files', true],
  ['/health', true],
  ['/_halftone/v1/settings', true],
  ['/demo/v1/files', false],
  ['/v1x/files', false],
  ['/demo/tr:w-300/a.jpg', false],
  ['/', false],
  ['/?v1', false],
  ['*', false],
  ['/%761/files', false],
];
for (const [target, expected] of TARGETS) {
  test(`${target} belongs to ${expected ? 'the API' : 'delivery'}`, () =>
    assert.equal(belongsToApi(target), expected));
}

const server = createHttpServer({
  api: (_request, response) => response.end('api'),
  delivery: (_request, response) => response.end('delivery'),
});
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(() => server.close());

/** Sends bytes as they are and reads until the server closes. */
async function raw(text: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.end(text, 'latin1');
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

const REFUSALS: readonly [string, string, number, RegExp][] = [
  ['no HTTP at all', 'hello\r\n\r\n', 400, /not valid HTTP/],
  [
    'a URL of 110 kB',
    `GET /${'a'.repeat(110_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    414,
    /too long/,
  ],
  ['200 kB of headers', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(200_000)}\r\n\r\n`, 431, /too large/],
  [
    'a bad Content-Length',
    'POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n',
    400,
    /not valid HTTP/,
  ],
];
for (const [name, text, status, message] of REFUSALS) {
  test(`${name} answers ${status} as JSON with a request id`, async () => {
    const answer = await raw(text);
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
    assert.match(answer, /x-ik-requestid: [0-9a-f-]{36}/);
    assert.match(answer, message);
    JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
  });
}

test('a URL of 64 kB reaches delivery', async () => {
  const answer = await raw(`GET /${'a'.repeat(65_536)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  assert.match(answer, /^HTTP\/1.1 200 /);
});
