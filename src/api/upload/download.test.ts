import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { BASIC, suiteApi } from '../api.testing.ts';

const notDownloaded =
  'Your request contains invalid file parameter. The file could not be downloaded from the given URL.';
const tooLarge = 'Your request contains invalid file parameter. The file size exceeds limits.';

const answers: Readonly<Record<string, RequestListener>> = {
  '/hello.txt': (_request, response) => response.end('hello'),
  '/moved': (_request, response) => response.writeHead(302, { location: '/hello.txt' }).end(),
  '/around': (_request, response) => response.writeHead(302, { location: '/around' }).end(),
  '/inside': (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
  '/missing': (_request, response) => response.writeHead(404).end('no such file'),
  '/fault': (_request, response) => response.writeHead(503).end(),
  '/empty': (_request, response) => response.end(),
  '/cut': (_request, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('hello');
    response.destroy();
  },
  '/stalled': (_request, response) => response.writeHead(200, { 'content-length': 100 }).write('hello'),
  '/big': (_request, response) => response.end('x'.repeat(2_000)),
  '/endless': (_request, response) => {
    const send = () => {
      while (!response.destroyed && response.write('x'.repeat(500)));
    };
    response.on('drain', send);
    send();
  },
};

describe('the URL of an upload', () => {
  const api = suiteApi({ allow: ['127.0.0.1'], upload: { maxUploadBytes: 1_000 } });
  let origin: Server;
  before(async () => {
    origin = createServer((request, response) => answers[request.url ?? '']?.(request, response));
    await once(origin.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => {
    origin.closeAllConnections();
    origin.close();
  });
  const url = (path: string) => `http://127.0.0.1:${(origin.address() as AddressInfo).port}${path}`;
  const upload = (file: string) => api().upload({ file, fileName: 'a.txt' });

  it('is fetched, through redirects', async () => {
    for (const path of ['/hello.txt', '/moved']) {
      const { status, body } = await upload(url(path));
      assert.deepEqual([status, body.size], [200, 5]);
    }
    const capitals = await upload(url('/hello.txt').replace('http', 'HTTP'));
    assert.equal(capitals.status, 200);
  });

  const refused: readonly (readonly [string, string])[] = [
    ['/missing', notDownloaded],
    ['/fault', notDownloaded],
    ['/around', notDownloaded],
    ['/inside', notDownloaded],
    ['/cut', notDownloaded],
    ['/big', tooLarge],
    ['/endless', tooLarge],
    ['/empty', 'Your request contains invalid file parameter.'],
  ];
  for (const [path, message] of refused) {
    it(`to ${path} is refused`, async () => {
      const before = await api().storedFiles();
      const { status, body } = await upload(url(path));
      assert.deepEqual([status, body.message], [400, message]);
      assert.deepEqual(await api().storedFiles(), before);
      assert.deepEqual(api().logged, []);
    });
  }

  for (const file of [
    'http://169.254.169.254/latest/meta-data',
    'http://localhost:1/a',
    'http://',
    'https://user:password@example.com/a',
  ]) {
    it(`${file} is refused`, async () => {
      const { status, body } = await upload(file);
      assert.deepEqual([status, body.message], [400, notDownloaded]);
    });
  }

  it('is given up when the client of the upload goes away', async () => {
    const before = await api().storedFiles();
    const socket = await api().connect();
    const body = new URLSearchParams({ file: url('/stalled'), fileName: 'a.txt' }).toString();
    const fetched = once(origin, 'request');
    socket.write(
      `POST /api/v1/files/upload HTTP/1.1\r\nhost: x\r\nauthorization: ${BASIC}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    const [, response] = (await fetched) as [IncomingMessage, ServerResponse];
    const closed = once(response, 'close');
    const stagedFiles = async () => (await api().storedFiles()).length - before.length;
    while ((await stagedFiles()) === 0) await new Promise((done) => setImmediate(done));
    socket.resetAndDestroy();
    await closed;
    while ((await stagedFiles()) > 0) await new Promise((done) => setImmediate(done));
    assert.deepEqual(await api().storedFiles(), before);
  });

  for (const [what, fields] of Object.entries({
    'a missing name': {},
    'wrong custom metadata': { fileName: 'a.txt', customMetadata: '{"nobody":1}' },
  })) {
    it(`is not fetched for a request that is refused anyway: ${what}`, async () => {
      let fetched = false;
      origin.once('request', () => {
        fetched = true;
      });
      assert.equal((await api().upload({ file: url('/hello.txt'), ...fields })).status, 400);
      assert.equal(fetched, false);
    });
  }
});
