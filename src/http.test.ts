import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import { belongsToApi, createHttpServer, type Handler } from './http.ts';

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
  // The body of a POST is waited for and never comes.
  delivery: ({ method }, response) => method !== 'POST' && response.end('delivery'),
});
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(() => server.close());

const MOUNTED: readonly [string, string][] = [
  ['/ik/v1/files', '/v1/files'],
  ['/v1/files', '/v1/files'],
  ['/ik/demo/a.jpg?x=/ik/', '/demo/a.jpg?x=/ik/'],
  ['/ik', '/'],
  ['/ik?x=1', '/?x=1'],
  ['/ikea/a.jpg', '/ikea/a.jpg'],
  ['/ik/ik/a.jpg', '/ik/a.jpg'],
];
test('below a path of its own the server sees what comes after it', async (t) => {
  const answer: Handler = ({ url }, response) => response.end(url);
  const mounted = createHttpServer({ api: answer, delivery: answer }, '/ik/');
  t.after(() => mounted.close());
  await once(mounted.listen(0, '127.0.0.1'), 'listening');
  const { port } = mounted.address() as AddressInfo;
  for (const [target, expected] of MOUNTED) {
    const response = await fetch(`http://127.0.0.1:${port}${target}`, { headers: { connection: 'close' } });
    assert.equal(await response.text(), expected, target);
  }
});

/** Sends bytes as they are and reads until the server closes. */
async function raw(text: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.end(text, 'latin1');
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

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
  ['HTTP/1.1 without Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400, /no Host/],
  ['an expectation', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: cake\r\n\r\n', 417, /Expect/],
  ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405, /not a proxy/],
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

/** A second request on a connection is refused like a first one, and never before the first is answered. */
const SECONDS: readonly [string, string, number][] = [
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['200 kB of headers', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(200_000)}\r\n\r\n`, 431],
  ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
];
for (const [name, text, status] of SECONDS) {
  test(`${name} after a request answers ${status}, after its answer`, async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(GET);
    await once(socket, 'data');
    socket.write(text);
    let second = '';
    for await (const chunk of socket) second += chunk;
    assert.match(second, new RegExp(`^HTTP/1.1 ${status} `));
    assert.match(second, /x-ik-requestid/);
    socket.destroy();
  });

  test(`${name} behind a pipelined request answers ${status}, after its answer`, async () => {
    const answers = (await raw(GET + text)).split(/(?=HTTP\/1\.1 )/);
    assert.deepEqual(
      answers.map((answer) => answer.slice(9, 12)),
      ['200', String(status)],
    );
  });
}

test('a request that turns out unreadable in its body answers 400', async () => {
  const answer = await raw('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n');
  assert.match(answer, /^HTTP\/1.1 400 /);
});

test('a URL of 64 kB reaches delivery', async () => {
  const answer = await raw(`GET /${'a'.repeat(65_536)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  assert.match(answer, /^HTTP\/1.1 200 /);
});
