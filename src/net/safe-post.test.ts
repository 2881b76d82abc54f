import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { Resolve } from './guarded-client.ts';
import { createSafePost } from './safe-post.ts';

/** In these tests 127.0.0.1 stands for the public Internet. */
const PUBLIC = '127.0.0.1';

async function listen(t: TestContext, listener: RequestListener) {
  const seen: { method: string | undefined; body: string; type: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, headers } = request;
    seen.push({ method, body, type: headers['content-type'] });
    listener(request, response);
  });
  await new Promise<void>((done) => server.listen(0, PUBLIC, done));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

function poster(t: TestContext, allow: readonly string[] = [PUBLIC], resolve?: Resolve) {
  const post = createSafePost({ allow, ...(resolve && { resolve }) });
  t.after(() => post.close());
  return post;
}

const small = { body: '{"a":"ü"}', headers: { 'content-type': 'application/json' }, timeoutMs: 10_000 };

describe('a post', () => {
  it('sends the body and answers the status', async (t) => {
    const { port, seen } = await listen(t, (_, response) => void response.writeHead(202).end('thanks'));
    const post = poster(t);
    assert.equal(await post(`http://${PUBLIC}:${port}/`, small), 202);
    const { method, body, type } = seen[0] ?? {};
    assert.deepEqual({ method, body, type }, { method: 'POST', body: small.body, type: 'application/json' });
  });

  it('takes a redirect for an answer', async (t) => {
    const { port, seen } = await listen(
      t,
      (_, response) => void response.writeHead(307, { location: '/b' }).end(),
    );
    assert.equal(await poster(t)(`http://${PUBLIC}:${port}/a`, small), 307);
    assert.equal(seen.length, 1);
  });

  it('closes the connection of an answer that is too long to be read', async (t) => {
    const closed = Promise.withResolvers<void>();
    const { port } = await listen(t, (request, response) => {
      request.socket.on('close', () => closed.resolve());
      response.writeHead(200).write(Buffer.alloc(1_000_000));
    });
    assert.equal(await poster(t)(`http://${PUBLIC}:${port}/`, small), 200);
    await closed.promise;
  });

  it('gives up an answer that does not come', async (t) => {
    const { port } = await listen(t, () => {});
    const given = { ...small, timeoutMs: 50 };
    await assert.rejects(poster(t)(`http://${PUBLIC}:${port}/`, given), { code: 'ETIMEDOUT' });
  });

  it('ends with the reason of the caller who has left', async (t) => {
    const left = new AbortController();
    const { port } = await listen(t, () => left.abort(new Error('gone')));
    const given = { ...small, signal: left.signal };
    await assert.rejects(poster(t)(`http://${PUBLIC}:${port}/`, given), { message: 'gone' });
  });

  for (const [what, url, code] of [
    ['a private address', 'http://127.0.0.1:1/', 'EACCES'],
    ['another way to write it', 'http://2130706433:1/', 'EACCES'],
    ['a metadata service', 'http://169.254.169.254/latest/', 'EACCES'],
    ['a name that leads to one', 'http://rebound.test:1/', 'EACCES'],
    ['another protocol', 'file:///etc/passwd', 'EINVAL'],
    ['what is no URL', 'hook', 'EINVAL'],
  ] as const) {
    it(`does not reach ${what}`, async (t) => {
      const resolve: Resolve = async () => [{ address: '10.0.0.1', family: 4 }];
      await assert.rejects(poster(t, [], resolve)(url, small), { code });
    });
  }
});
