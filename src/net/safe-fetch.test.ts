import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { after, before, describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { HalftoneError } from '../kernel/index.ts';
import type { Resolve } from './guarded-client.ts';
import { createSafeFetch, type FetchOptions } from './safe-fetch.ts';

/** In these tests 127.0.0.1 stands for the public Internet and every other loopback address for a private network. */
const PUBLIC = '127.0.0.1';

async function listen(
  t: TestContext,
  listener: RequestListener,
): Promise<{ port: number; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(request);
    listener(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

function fetcher(t: TestContext, names: Record<string, string[]> = {}, allow = [PUBLIC]) {
  const asked: string[] = [];
  const resolve: Resolve = async (host) => {
    asked.push(host);
    const found = names[host];
    if (found === undefined) throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  const safeFetch = createSafeFetch({ allow, resolve });
  t.after(() => safeFetch.close());
  return { safeFetch, asked };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof HalftoneError, `a declared error, not ${error}`);
  assert.equal(error.code, expected, error.message);
  return true;
};

const small: FetchOptions = { maxBytes: 1000 };

describe('a fetch', () => {
  it('gives status, headers and body', async (t) => {
    const { port, seen } = await listen(t, (_, response) => response.setHeader('X-A', 'b').end('hello'));
    const { safeFetch } = fetcher(t, { 'files.test': [PUBLIC] });
    const answer = await safeFetch(`http://files.test:${port}/a?b#c`, {
      ...small,
      headers: { 'User-Agent': 'halftone' },
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('x-a'), 'b');
    assert.equal(await textOf(answer.body), 'hello');
    assert.equal(seen[0]?.url, '/a?b');
    assert.equal(seen[0]?.headers.host, `files.test:${port}`);
    assert.equal(seen[0]?.headers['user-agent'], 'halftone');
    assert.equal(seen[0]?.headers['accept-encoding'], 'identity');
  });

  it('leaves the judgement of a status to the caller', async (t) => {
    const { port } = await listen(t, (_, response) => response.writeHead(503).end('busy'));
    const answer = await fetcher(t).safeFetch(`http://${PUBLIC}:${port}/`, small);
    assert.equal(answer.status, 503);
    assert.equal(await textOf(answer.body), 'busy');
  });
});

describe('a URL that is refused before any connection', () => {
  const table: [url: string, code: string][] = [
    ['', 'EINVAL'],
    ['a.jpg', 'EINVAL'],
    ['//host/a.jpg', 'EINVAL'],
    ['http://', 'EINVAL'],
    ['file:///etc/passwd', 'EINVAL'],
    ['ftp://example.com/a', 'EINVAL'],
    ['gopher://example.com/', 'EINVAL'],
    ['data:text/plain,hi', 'EINVAL'],
    ['http://user:secret@example.com/', 'EINVAL'],
    ['http://user@example.com/', 'EINVAL'],
    ['http://127.0.0.1/', 'EACCES'],
    ['http://127.0.0.1./', 'EACCES'],
    ['http://127.1/', 'EACCES'],
    ['http://0177.0.0.1/', 'EACCES'],
    ['http://0x7f.0.0.1/', 'EACCES'],
    ['http://2130706433/', 'EACCES'],
    ['http://0.0.0.0/', 'EACCES'],
    ['http://0/', 'EACCES'],
    ['http://１２７.０.０.１/', 'EACCES'],
    ['http://[::1]/', 'EACCES'],
    ['http://[::]/', 'EACCES'],
    ['http://[::ffff:127.0.0.1]/', 'EACCES'],
    ['http://[::127.0.0.1]/', 'EACCES'],
    ['http://[64:ff9b::7f00:1]/', 'EACCES'],
    ['http://[2002:7f00:1::]/', 'EACCES'],
    ['http://[fd00:ec2::254]/', 'EACCES'],
    ['http://169.254.169.254/latest/meta-data/', 'EACCES'],
    ['http://10.0.0.1/', 'EACCES'],
    ['http://100.64.0.1/', 'EACCES'],
    ['http://192.168.1.1/', 'EACCES'],
    ['http://224.0.0.1/', 'EACCES'],
  ];
  for (const [url, expected] of table) {
    it(url || '(empty)', async (t) => {
      const { safeFetch, asked } = fetcher(t, {}, []);
      await assert.rejects(safeFetch(url, small), code(expected));
      assert.deepEqual(asked, [], 'nothing was looked up');
    });
  }
});

describe('a name', () => {
  for (const addresses of [
    ['127.0.0.2'],
    ['10.0.0.1', '169.254.169.254'],
    ['::1'],
    ['::ffff:127.0.0.2'],
    [],
  ]) {
    it(`that means ${addresses.join(' and ') || 'no address'} only is refused`, async (t) => {
      const { port, seen } = await listen(t, (_, response) => response.end());
      const { safeFetch } = fetcher(t, { 'localhost.': addresses });
      await assert.rejects(safeFetch(`http://localhost.:${port}/`, small), code('EACCES'));
      assert.equal(seen.length, 0);
    });
  }

  it('with public and private addresses reaches the public one only', async (t) => {
    const { port, seen } = await listen(t, (_, response) => response.end('ok'));
    const { safeFetch } = fetcher(t, { 'mixed.test': ['127.0.0.2', '127.0.0.3', PUBLIC] });
    assert.equal(await textOf((await safeFetch(`http://mixed.test:${port}/`, small)).body), 'ok');
    assert.equal(seen[0]?.socket.localAddress, PUBLIC);
  });

  it('that is bound anew between two fetches is refused then (DNS rebinding)', async (t) => {
    const { port, seen } = await listen(t, (_, response) =>
      response.setHeader('connection', 'close').end('ok'),
    );
    const names = { 'rebind.test': [PUBLIC] };
    const { safeFetch, asked } = fetcher(t, names);
    assert.equal(await textOf((await safeFetch(`http://rebind.test:${port}/`, small)).body), 'ok');
    names['rebind.test'] = ['127.0.0.2'];
    await assert.rejects(safeFetch(`http://rebind.test:${port}/`, small), code('EACCES'));
    assert.equal(seen.length, 1);
    assert.deepEqual(
      asked,
      ['rebind.test', 'rebind.test'],
      'one look-up a connection: what is checked is what is used',
    );
  });

  it('that does not exist is unreachable', async (t) => {
    await assert.rejects(fetcher(t).safeFetch('http://nowhere.test/', small), code('UNIDENTIFIED'));
  });

  it('that the owner allows may be private', async (t) => {
    const { port } = await listen(t, (_, response) => response.end('ok'));
    const { safeFetch } = fetcher(t, { 'minio.test': ['127.0.0.2'], 'other.test': ['127.0.0.2'] }, [
      'minio.test',
    ]);
    assert.equal(await textOf((await safeFetch(`http://minio.test:${port}/`, small)).body), 'ok');
    await assert.rejects(safeFetch(`http://other.test:${port}/`, small), code('EACCES'));
  });
});

describe('a redirect', () => {
  const redirecting = (
    t: TestContext,
    next: (hop: number, port: number) => string | undefined,
    status = 302,
  ) => {
    let port = 0;
    return listen(t, ({ url = '' }, response) => {
      const location = next(Number(url.slice(1)), port);
      if (location === undefined) response.end('there');
      else response.writeHead(status, { location }).end('moved');
    }).then((server) => {
      port = server.port;
      return server;
    });
  };

  for (const status of [301, 302, 303, 307, 308]) {
    it(`with ${status} is followed, relative to where it was found`, async (t) => {
      const { port } = await redirecting(t, (hop) => (hop < 2 ? `${hop + 1}` : undefined), status);
      const answer = await fetcher(t).safeFetch(`http://${PUBLIC}:${port}/0`, small);
      assert.equal(answer.url, `http://${PUBLIC}:${port}/2`);
      assert.equal(await textOf(answer.body), 'there');
    });
  }

  it('is followed five times and no more', async (t) => {
    const { port, seen } = await redirecting(t, (hop) => (hop < 5 ? `/${hop + 1}` : undefined));
    const { safeFetch } = fetcher(t);
    assert.equal((await safeFetch(`http://${PUBLIC}:${port}/0`, small)).status, 200);
    await assert.rejects(safeFetch(`http://${PUBLIC}:${port}/-1`, small), code('UNIDENTIFIED'));
    assert.equal(seen.length, 6 + 6);
  });

  for (const [target, expected] of [
    ['http://127.0.0.2/', 'EACCES'],
    ['http://private.test/', 'EACCES'],
    ['http://[::1]/', 'EACCES'],
    ['http://2130706434/', 'EACCES'],
    ['//169.254.169.254/latest', 'EACCES'],
    ['file:///etc/passwd', 'EINVAL'],
    ['gopher://127.0.0.1:6379/_FLUSHALL', 'EINVAL'],
    ['ftp://files.test/a', 'EINVAL'],
    ['http://a:b@files.test/', 'EINVAL'],
    ['http://', 'EINVAL'],
  ] as const) {
    it(`to ${target} is refused, also at the last of several hops`, async (t) => {
      const { port } = await redirecting(t, (hop) => (hop < 3 ? `/${hop + 1}` : target));
      const { safeFetch } = fetcher(t, { 'private.test': ['127.0.0.2'], 'files.test': [PUBLIC] });
      await assert.rejects(safeFetch(`http://${PUBLIC}:${port}/3`, small), code(expected));
      await assert.rejects(safeFetch(`http://${PUBLIC}:${port}/0`, small), code(expected));
    });
  }

  it('to another host takes no credentials and no headers of ours along', async (t) => {
    const { port, seen } = await redirecting(t, (hop, own) =>
      hop === 0 ? '/1' : hop === 1 ? `http://other.test:${own}/2` : undefined,
    );
    const { safeFetch } = fetcher(t, { 'other.test': [PUBLIC] });
    const headers = { Authorization: 'Basic eDp5', Cookie: 'a=b', 'X-Req-From': 'us', Accept: 'image/*' };
    await safeFetch(`http://${PUBLIC}:${port}/0`, { ...small, headers });
    const sent = seen.map(({ headers: { authorization, cookie, accept, 'x-req-from': from } }) => [
      authorization,
      cookie,
      accept,
      from,
    ]);
    assert.deepEqual(sent, [
      ['Basic eDp5', 'a=b', 'image/*', 'us'],
      ['Basic eDp5', 'a=b', 'image/*', 'us'],
      [undefined, undefined, 'image/*', undefined],
    ]);
  });
});

describe('the limits of a fetch', () => {
  it('a declared length over the limit is refused at once', async (t) => {
    const { port } = await listen(t, (_, response) => response.end(Buffer.alloc(1001)));
    await assert.rejects(fetcher(t).safeFetch(`http://${PUBLIC}:${port}/`, small), code('ELIMIT'));
  });

  it('an endless body is cut at the limit and its connection closed', async (t) => {
    const closed = Promise.withResolvers<void>();
    const { port } = await listen(t, (_, response) => {
      response.on('close', closed.resolve).on('error', () => {});
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const answer = await fetcher(t).safeFetch(`http://${PUBLIC}:${port}/`, { maxBytes: 100_000 });
    await assert.rejects(textOf(answer.body), code('ELIMIT'));
    await closed.promise;
  });

  it('a compressed body is decoded, and counted decoded', async (t) => {
    const { port } = await listen(t, ({ url }, response) => {
      const body = url === '/bomb' ? Buffer.alloc(50_000_000) : Buffer.from('plain');
      response.setHeader('content-encoding', 'gzip').end(gzipSync(body, { level: 1 }));
    });
    const { safeFetch } = fetcher(t);
    assert.equal(await textOf((await safeFetch(`http://${PUBLIC}:${port}/`, small)).body), 'plain');
    const bomb = await safeFetch(`http://${PUBLIC}:${port}/bomb`, { maxBytes: 1_000_000 });
    await assert.rejects(textOf(bomb.body), code('ELIMIT'));
  });

  it('a coding that nobody asked for and nobody can read is an error', async (t) => {
    const { port } = await listen(t, (_, response) =>
      response.setHeader('content-encoding', 'zstd-9').end('x'),
    );
    const answer = await fetcher(t).safeFetch(`http://${PUBLIC}:${port}/`, small);
    await assert.rejects(textOf(answer.body), code('UNIDENTIFIED'));
  });

  it('a host that never answers times out', async (t) => {
    const { port } = await listen(t, () => {});
    const { safeFetch } = fetcher(t);
    await assert.rejects(
      safeFetch(`http://${PUBLIC}:${port}/`, { ...small, headersTimeoutMs: 50 }),
      code('ETIMEDOUT'),
    );
  });

  it('a body that never ends times out, and its connection is closed', async (t) => {
    const closed = Promise.withResolvers<void>();
    const { port } = await listen(t, (_, response) => {
      response.on('close', closed.resolve);
      response.write('a');
    });
    const answer = await fetcher(t).safeFetch(`http://${PUBLIC}:${port}/`, { ...small, totalTimeoutMs: 100 });
    await assert.rejects(textOf(answer.body), code('ETIMEDOUT'));
    await closed.promise;
  });

  it('a body that ends before its declared length is an error', async (t) => {
    const { port } = await listen(t, ({ socket }, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => socket.destroy());
    });
    const answer = await fetcher(t).safeFetch(`http://${PUBLIC}:${port}/`, small);
    await assert.rejects(textOf(answer.body), code('UNIDENTIFIED'));
  });

  it('a caller that leaves closes the connection', async (t) => {
    const closed = Promise.withResolvers<void>();
    const { port } = await listen(t, (_, response) => {
      response.on('close', closed.resolve);
      response.write('a');
    });
    const leaving = new AbortController();
    const answer = await fetcher(t).safeFetch(`http://${PUBLIC}:${port}/`, {
      ...small,
      signal: leaving.signal,
    });
    const reading = textOf(answer.body);
    leaving.abort(new Error('gone'));
    await assert.rejects(reading, /gone/);
    await closed.promise;
  });

  it('a caller that has left before sends nothing', async (t) => {
    const { port, seen } = await listen(t, (_, response) => response.end());
    const signal = AbortSignal.abort(new Error('gone'));
    await assert.rejects(fetcher(t).safeFetch(`http://${PUBLIC}:${port}/`, { ...small, signal }), /gone/);
    assert.equal(seen.length, 0);
  });

  it('a body that is discarded closes the connection', async (t) => {
    const closed = Promise.withResolvers<void>();
    const { port } = await listen(t, (_, response) => {
      response.on('close', closed.resolve);
      response.write('a');
    });
    (await fetcher(t).safeFetch(`http://${PUBLIC}:${port}/`, small)).discard();
    await closed.promise;
  });
});

describe('a host that cannot be spoken to', () => {
  let port = 0;
  const server = createTcpServer((socket) => socket.end('SMTP ready\r\n'));
  before(async () => {
    await new Promise<void>((done) => server.listen(0, PUBLIC, done));
    port = (server.address() as AddressInfo).port;
  });
  after(() => server.close());

  it('speaks another protocol', async (t) => {
    await assert.rejects(fetcher(t).safeFetch(`http://${PUBLIC}:${port}/`, small), code('UNIDENTIFIED'));
    await assert.rejects(fetcher(t).safeFetch(`https://${PUBLIC}:${port}/`, small), code('UNIDENTIFIED'));
  });

  it('refuses the connection', async (t) => {
    const closed = createTcpServer();
    await new Promise<void>((done) => closed.listen(0, PUBLIC, done));
    const free = (closed.address() as AddressInfo).port;
    await new Promise((done) => closed.close(done));
    await assert.rejects(
      new Promise((_, reject) => connect(free, PUBLIC).on('error', reject)),
      'the port is closed indeed',
    );
    await assert.rejects(fetcher(t).safeFetch(`http://${PUBLIC}:${free}/`, small), code('ECONNREFUSED'));
  });
});
