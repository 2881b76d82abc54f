import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { openTestDelivery, sign, type TestDelivery } from './delivery.testing.ts';

let on: TestDelivery;

before(async () => {
  on = await openTestDelivery();
  const image = sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } });
  await on.upload('/a.jpg', await image.jpeg().toBuffer());
  await on.upload('/a.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
  await on.upload('/a.txt', 'hello');
  const { create } = on.accounts.namedTransformations;
  await create({ name: 'thumb', transformation: 'w-20', enabled: true });
  await create({ name: 'cut', transformation: 'e-bgremove', enabled: true });
});
afterEach(() => on.configure({}));
after(() => on.close());

const status = async (path: string, headers: Record<string, string> = {}) =>
  (await on.ask(`/demo/${path}`, { headers })).status;
const signed = (path: string) => status(`${path}${path.includes('?') ? '&' : '?'}ik-s=${sign(path)}`);

describe('restrictUnsignedImages', () => {
  const PATHS = [
    'a.jpg',
    'tr:n-thumb/a.jpg',
    'a.jpg?tr=n-ik_ml_thumbnail',
    'tr:w-20/a.jpg',
    'a.jpg?tr=w-20',
    'a.svg',
    'a.txt',
  ];
  for (const [restrictUnsignedImages, expected] of [
    ['off', [200, 200, 200, 200, 200, 200, 200]],
    ['ai', [200, 200, 200, 200, 200, 200, 200]],
    ['transformations', [200, 401, 401, 401, 401, 200, 200]],
    ['all', [401, 401, 401, 401, 401, 401, 200]],
  ] as const) {
    it(`${restrictUnsignedImages} answers ${expected.join(', ')} to ${PATHS.join(', ')}`, async () => {
      on.configure({ restrictUnsignedImages });
      assert.deepEqual(await Promise.all(PATHS.map((path) => status(path))), expected);
      assert.deepEqual(
        await Promise.all(PATHS.map(signed)),
        PATHS.map(() => 200),
      );
      assert.equal(await status('none.jpg'), 404);
    });
  }

  it('ai asks for a signature of steps that cost units, by whatever way they come', async () => {
    on.configure({ restrictUnsignedImages: 'ai' });
    for (const steps of [
      'e-bgremove',
      'w-20:e-upscale',
      'e-dropshadow',
      'bg-genfill,cm-pad_resize,w-90,h-90',
      'n-cut',
      'l-image,i-a.jpg,e-bgremove,l-end',
    ]) {
      const answer = await on.ask(`/demo/tr:${steps}/a.jpg`);
      assert.equal(answer.status, 401, steps);
      assert.match(String(answer.headers['ik-error']), /^EAUTH - /);
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
    assert.equal(await status('tr:bg-red,cm-pad_resize,w-90,h-90/a.jpg'), 200);
  });
});

describe('restrictUnnamedTransformations', () => {
  it('lets only named transformations be asked for, unless the URL is signed', async () => {
    on.configure({ restrictUnnamedTransformations: true });
    for (const [path, expected] of [
      ['a.jpg', 200],
      ['tr:n-thumb/a.jpg', 200],
      ['a.jpg?tr=n-thumb', 200],
      ['tr:n-ik_ml_thumbnail/a.jpg', 200],
      ['a.txt', 200],
      ['tr:w-20/a.jpg', 400],
      ['a.jpg?tr=w-20', 400],
      ['tr:n-thumb,w-10/a.jpg', 400],
      ['tr:n-thumb:w-10/a.jpg', 400],
      ['tr:orig-true/a.jpg', 400],
    ] as const) {
      assert.equal(await status(path), expected, path);
    }
    assert.equal(await signed('tr:w-20/a.jpg'), 200);
    const refused = await on.ask('/demo/tr:w-20/a.jpg');
    assert.equal(String(refused.body), 'Bad Image Transformation Request');
    assert.match(String(refused.headers['ik-error']), /^EINVAL - /);
  });
});

describe('rules about visitors', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const CASES = [
    [{ blockedIps: ['203.0.113.0/24'] }, from('203.0.113.9'), 403],
    [{ blockedIps: ['203.0.113.0/24'] }, from('198.51.100.1, 203.0.113.9'), 403],
    [{ blockedIps: ['203.0.113.0/24'] }, from('203.0.114.9'), 200],
    [{ blockedIps: ['127.0.0.1'] }, {}, 403],
    [{ allowedIps: ['203.0.113.9'] }, from('203.0.113.9'), 200],
    [{ allowedIps: ['203.0.113.9'] }, from('203.0.113.8'), 403],
    [{ allowedIps: ['203.0.113.0/24'], blockedIps: ['203.0.113.9'] }, from('203.0.113.9'), 403],
    [{ blockedReferers: ['thief.example'] }, { referer: 'https://thief.example/page' }, 403],
    [{ blockedReferers: ['thief.example'] }, { referer: 'https://THIEF.example:8443/' }, 403],
    [{ blockedReferers: ['thief.example'] }, { referer: 'https://www.thief.example/' }, 200],
    [{ blockedReferers: ['thief.example'] }, {}, 200],
    [{ allowedReferers: ['shop.example'] }, { referer: 'http://shop.example/' }, 200],
    [{ allowedReferers: ['shop.example'] }, { referer: 'https://other.example/?shop.example' }, 403],
    [{ allowedReferers: ['shop.example'] }, { referer: 'shop.example' }, 403],
    [{ allowedReferers: ['shop.example'] }, {}, 403],
    [{ blockedUserAgents: ['BadBot'] }, { 'user-agent': 'Mozilla (compatible; badbot/1.0)' }, 403],
    [{ blockedUserAgents: ['BadBot'] }, { 'user-agent': 'Mozilla' }, 200],
    [{ blockedUserAgents: ['BadBot'] }, {}, 200],
  ] as const;
  for (const [rules, headers, expected] of CASES) {
    it(`${JSON.stringify(rules)} answer ${expected} to ${JSON.stringify(headers)}`, async () => {
      on.configure(rules);
      assert.equal(await status('a.jpg', { ...headers }), expected);
    });
  }

  it('answer without touching the file, in the form of all errors', async () => {
    on.configure({ blockedIps: ['127.0.0.1'] });
    for (const path of ['a.jpg', 'none.jpg', '%zz']) {
      const answer = await on.ask(`/demo/${path}`);
      assert.equal(answer.status, 403);
      assert.equal(String(answer.body), 'Forbidden');
      assert.match(String(answer.headers['ik-error']), /^EBLOCKED - /);
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
  });
});
