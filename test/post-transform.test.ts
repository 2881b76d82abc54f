/** What is asked for with an upload is there when its webhook says so: counted where the work is done. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import ImageKit, { toFile } from '@imagekit/nodejs';
import sharp from 'sharp';
import { startServer, type TestServer } from './server.ts';

const CHROME = { accept: 'image/avif,image/webp,image/apng,image/*,*/*;q=0.8' };

type Event = { readonly type: string; readonly request: unknown; readonly data: Record<string, unknown> };

/** A server with a webhook; `next` waits for so many events. */
async function start(t: TestContext) {
  const server = await startServer({
    HALFTONE_LOG_LEVEL: 'debug',
    HALFTONE_ALLOW_PRIVATE_ORIGINS: '127.0.0.1/32',
  });
  t.after(() => server.remove());
  const received: Event[] = [];
  let arrived = Promise.withResolvers<void>();
  const receiver = createServer(async (request, response) => {
    received.push(JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString()));
    response.end();
    arrived.resolve();
    arrived = Promise.withResolvers();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  t.after(() => receiver.close());
  const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const made = await fetch(`${server.baseUrl}/v1/accounts/webhooks`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${server.privateKey}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      endpoint,
      events: ['upload.post-transform.success', 'upload.post-transform.error'],
    }),
  });
  assert.equal(made.status, 201, await made.text());
  return {
    server,
    client: new ImageKit({ privateKey: server.privateKey, baseURL: server.baseUrl, maxRetries: 0 }),
    async events(count: number): Promise<readonly Event[]> {
      while (received.length < count) await arrived.promise;
      return received;
    },
  };
}

/** The pool tells of each job in a line of its own. */
function renders(server: TestServer): number {
  return server.output().split('"task":"render"').length - 1;
}

test('the URLs of a success are answered without a render, by all their spellings', async (t) => {
  const { server, client, events } = await start(t);
  const create = { width: 400, height: 300, channels: 3, background: '#a53' } as const;
  const photo = await sharp({ create }).jpeg().toBuffer();
  const { data: file, response } = await client.files
    .upload({
      file: await toFile(photo, 'a.jpg'),
      fileName: 'a b.jpg',
      folder: '/warm',
      transformation: {
        post: [
          { type: 'transformation', value: 'w-100,h-80' },
          { type: 'transformation', value: 'w-200:rt-90,f-png' },
          { type: 'transformation', value: 'e-shadow' },
        ],
      },
    })
    .withResponse();
  const requestId = response.headers.get('x-request-id');
  const told = [...(await events(3))].sort((a, b) =>
    JSON.stringify(a.request).localeCompare(JSON.stringify(b.request)),
  );
  const expected = [
    ['upload.post-transform.error', 'e-shadow'],
    ['upload.post-transform.success', 'w-100,h-80'],
    ['upload.post-transform.success', 'w-200:rt-90,f-png'],
  ] as const;
  for (const [index, [type, value]] of expected.entries()) {
    const { type: told_, request, data } = told[index] as Event;
    const failed = { path: file.filePath, transformation: { error: { reason: 'encoding_failed' } } };
    assert.equal(told_, type);
    assert.deepEqual(request, { x_request_id: requestId, transformation: { type: 'transformation', value } });
    assert.deepEqual(data, {
      fileId: file.fileId,
      url: `${file.url}?tr=${value}`,
      name: file.name,
      ...(type.endsWith('error') && failed),
    });
  }

  const before = renders(server);
  assert.equal(before, 3, 'WebP and JPEG of the one, PNG of the other');
  for (const { type, data } of told) {
    if (type.endsWith('error')) continue;
    const url = String(data.url);
    const [base = '', text = ''] = url.split('?tr=');
    const inPath = base.replace(server.urlEndpoint, `${server.urlEndpoint}/tr:${text}`);
    for (const spelled of [url, inPath]) {
      for (const headers of [CHROME, {}]) {
        const answer = await fetch(spelled, { headers });
        await answer.arrayBuffer();
        assert.equal(answer.status, 200, spelled);
      }
    }
  }
  assert.equal(renders(server), before);
});
