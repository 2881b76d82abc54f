import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import type { CountedDelivery } from '../accounts/index.ts';
import { openTestDelivery, type TestDelivery } from './delivery.testing.ts';

let on: TestDelivery;
const counted: CountedDelivery[] = [];
let heard = Promise.withResolvers<void>();
const LARGE = 32 * 2 ** 20;

before(async () => {
  on = await openTestDelivery({
    count(delivery) {
      counted.push(delivery);
      heard.resolve();
    },
  });
  const photo = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#336699' } })
    .jpeg()
    .toBuffer();
  await on.upload('/a/photo.jpg', photo);
  await on.upload('/style.css', 'a { color: red }\n'.repeat(500));
  await on.upload('/large.bin', randomBytes(LARGE));
  await on.upload('/logo.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"/>');
});
after(() => on.close());

/** What was counted of one request. An answer may be read before its end is noticed here. */
async function count(ask: () => Promise<unknown>): Promise<CountedDelivery> {
  heard = Promise.withResolvers();
  counted.length = 0;
  await ask();
  await heard.promise;
  assert.equal(counted.length, 1);
  return counted[0] as CountedDelivery;
}

const PHOTO: Partial<CountedDelivery> = {
  path: '/a/photo.jpg',
  kind: 'image',
  transformation: 'w-30',
  reason: undefined,
};
const REQUESTS: readonly (readonly [string, string, object, Partial<CountedDelivery>])[] = [
  [
    'a first rendition',
    '/demo/tr:w-30/a/photo.jpg',
    {},
    { ...PHOTO, status: 200, cache: 'miss', format: 'image/jpeg', transformation: 'w-30' },
  ],
  [
    'the same again',
    '/demo/tr:w-30/a/photo.jpg',
    {},
    { ...PHOTO, status: 200, cache: 'hit', format: 'image/jpeg', transformation: 'w-30' },
  ],
  [
    'a chain of path and query',
    '/demo/tr:w-30:rt-90/a/photo.jpg?tr=h-9%2Cf-png',
    {},
    { ...PHOTO, format: 'image/png', transformation: 'w-30:rt-90:h-9,f-png' },
  ],
  ['a HEAD', '/demo/tr:w-30/a/photo.jpg', { method: 'HEAD' }, { ...PHOTO, status: 200, bytes: 0 }],
  [
    'a revalidation',
    '/demo/tr:w-30/a/photo.jpg',
    { headers: { 'if-none-match': '*' } },
    { ...PHOTO, status: 304, bytes: 0, cache: 'hit', format: undefined },
  ],
  [
    'a range',
    '/demo/tr:w-30/a/photo.jpg',
    { headers: { range: 'bytes=2-5' } },
    { ...PHOTO, status: 206, bytes: 4 },
  ],
  [
    'a stored file',
    '/demo/style.css',
    {},
    { status: 200, cache: 'miss', kind: 'other', format: 'text/css', bytes: 8500 },
  ],
  [
    'a part of a stored file',
    '/demo/large.bin',
    { headers: { range: 'bytes=0-99' } },
    { status: 206, bytes: 100, kind: 'other' },
  ],
  ['a large stored file', '/demo/large.bin', {}, { status: 200, bytes: LARGE }],
  ['a sanitized drawing', '/demo/logo.svg', {}, { status: 200, kind: 'image', format: 'image/svg+xml' }],
  [
    'a missing file',
    '/demo/none.jpg',
    {},
    { status: 404, cache: 'error', path: '/none.jpg', kind: undefined, reason: 'ENOENT', bytes: 9 },
  ],
  ['no file at all', '/demo/', {}, { status: 404, path: undefined, reason: 'ENOENT' }],
  [
    'a transformation that is none',
    '/demo/tr:nonsense-1/a/photo.jpg',
    {},
    { status: 400, cache: 'error', kind: undefined, path: '/a/photo.jpg' },
  ],
  ['a broken URL', '/demo/%zz.jpg', {}, { status: 400, path: undefined, reason: 'EINVAL' }],
  ['another method', '/demo/a/photo.jpg', { method: 'POST' }, { status: 405, reason: 'EMETHOD' }],
];

describe('what is counted of', () => {
  for (const [what, target, options, expected] of REQUESTS)
    it(what, async () => {
      let length = 0;
      const found = await count(async () => {
        length = (await on.ask(target, options)).body.length;
      });
      const shown = Object.fromEntries(
        Object.keys(expected).map((key) => [key, found[key as keyof CountedDelivery]]),
      );
      assert.deepEqual(shown, expected);
      assert.equal(found.bytes, length, 'the bytes that arrived');
      assert.equal(found.endpoint, 'Default');
    });

  it('a compressed file: the bytes on the wire', async () => {
    let length = 0;
    const found = await count(async () => {
      length = (await on.ask('/demo/style.css', { headers: { 'accept-encoding': 'br' } })).body.length;
    });
    assert.ok(length < 1000);
    assert.equal(found.bytes, length);
  });

  it('whom it came from', async () => {
    const headers = { referer: 'https://a.example/x', 'user-agent': 'curl/8' };
    const found = await count(() => on.ask('/demo/a/photo.jpg', { headers }));
    assert.deepEqual([found.referrer, found.userAgent], ['https://a.example/x', 'curl/8']);
  });

  it('a client that leaves: what it was given until then', async () => {
    const found = await count(async () => {
      const socket = connect(on.port, '127.0.0.1');
      socket.write('GET /demo/large.bin HTTP/1.1\r\nhost: x\r\n\r\n');
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
    });
    assert.equal(found.status, 200);
    assert.ok(found.bytes > 0 && found.bytes < LARGE);
  });

  it('a preflight: nothing', async () => {
    counted.length = 0;
    assert.equal((await on.ask('/demo/a/photo.jpg', { method: 'OPTIONS' })).status, 204);
    await count(() => on.ask('/demo/a/photo.jpg'));
  });
});
