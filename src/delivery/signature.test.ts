import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { readSignature, type Verdict, verify } from './signature.ts';

const KEY = 'dummy-key';
const TODAY = Date.parse('2026-08-01T00:00:00Z');
const HINDI = '%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80.png';
const TEXT_LAYER =
  'l-text,ie-4KS54KS%2F4KSo4KWN4KSm4KWA,co-red,fs-32,ff-sdk-testing-files@@Poppins-Regular_Q15GrYWmL.ttf,l-end';

/** The verdict on a URL given as what follows the endpoint; `paths` when several endpoints may have been signed for. */
function judge(
  url: string,
  { keys = [KEY], now = TODAY, paths = [] as string[] } = {},
): Verdict | 'unsigned' {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const signature = readSignature(query);
  return signature === undefined ? 'unsigned' : verify(signature, [path, ...paths], keys, now);
}

const S1 = 'sdk-testing-files/future-search.png?ik-s=32dbbbfc5f945c0403c71b54c38e76896ef2d6b0';

describe('signatures of the SDKs (delivery.md 9.3)', () => {
  const table: [id: string, url: string, verdict: Verdict, options?: Parameters<typeof judge>[1]][] = [
    ['S1', S1, 'valid'],
    ['S2', `sdk-testing-files/${HINDI}?ik-s=3fff2f31da1f45e007adcdbe95f88c8c330e743c`, 'valid'],
    [
      'S3',
      `sdk-testing-files/${HINDI}?tr=${TEXT_LAYER}&ik-s=ac9f24a03080102555e492185533c1ae6bd93fa7`,
      'valid',
    ],
    [
      'S4',
      `tr:${TEXT_LAYER}/sdk-testing-files/${HINDI}?ik-s=69f2ecbb7364bbbad24616e1f7f1bac5a560fc71`,
      'valid',
    ],
    [
      'S5',
      'sdk-testing-files/future-search.png?version=1.0&cache=false&ik-s=f2e5a1b8b6a0b03fd63789dfc6413a94acef9fd8',
      'valid',
    ],
    [
      'S6',
      'sdk-testing-files/future-search.png?version=2.0&tr=w-300,h-200&ik-s=601d97a7834b7554f4dabf0d3fc3a219ceeb6b31',
      'valid',
    ],
    [
      'S7',
      'tr:w-300,h-200/sdk-testing-files/future-search.png?version=2.0&ik-s=dd1ee8f83d019bc59fd57a5fc4674a11eb8a3496',
      'valid',
    ],
    [
      'S8',
      'sdk-testing-files/future-search.png?ik-t=1893456000&ik-s=6f5af95017aa3ebbda2a1eb5c0dcc8d876dd1f09',
      'valid',
    ],
    [
      'S9',
      'sdk-testing-files/future-search.png?ik-t=1767225600&ik-s=e18c3440d5311af877d49270bb671fd0d72b44e9',
      'expired',
    ],
    [
      'S9, in time',
      'sdk-testing-files/future-search.png?ik-t=1767225600&ik-s=e18c3440d5311af877d49270bb671fd0d72b44e9',
      'valid',
      { now: 1767225600_999 },
    ],
    [
      'S9, a second late',
      'sdk-testing-files/future-search.png?ik-t=1767225600&ik-s=e18c3440d5311af877d49270bb671fd0d72b44e9',
      'expired',
      { now: 1767225601_000 },
    ],
    ['S10', 'https%3A%2F%2Fexample.com%2Fimage.jpg?ik-s=9b4067d3af530833e1dc520eefe8889b0a737461', 'valid'],
    ['S11', 'a%20b%20(1).jpg?ik-s=39a8f76ca1758c42de8607bca0bcdc30f10152f2', 'valid'],
    [
      'S12',
      'a.jpg?v=1&ik-attachment=true&ik-t=1893456000&ik-s=e6b7593fcc7c9f42144c7f1e84afd77625c04f18',
      'valid',
    ],
    [
      'S13',
      'file.jpg?ik-obj-version=iAg8gxkqo_QUBwqNeQrJzuyce2XB7Gc4&updatedAt=1566630881313&ik-s=66ccaf2939cd84fec80cb3959e32d11e131d563d',
      'valid',
    ],
    ['S14', 'img/tr:w-300,f-jpg/default-image.jpg?ik-s=2d1f3b746acf8e590183a57f1df7fe9a81322606', 'valid'],
    [
      'S15',
      'ik-seo/default-image/seo-friendly.jpg?ik-s=f1b3f8d912992b32dc3116f91b2cbabcd83b2eb0',
      'valid',
      { paths: ['default-image/seo-friendly.jpg'] },
    ],
    ['S16', 'ik-seo/default-image/seo-friendly.jpg?ik-s=ed71101e887b7e07f2440bcc28c2f274e5404d98', 'valid'],
    ['S17', 'test.jpg?tr=l-text,i-make%20it,l-end&ik-s=8efca9d8d76330492877f6760f33b98f75d55538', 'valid'],
    [
      'S17, with +',
      'test.jpg?tr=l-text,i-make+it,l-end&ik-s=8efca9d8d76330492877f6760f33b98f75d55538',
      'valid',
    ],
    ['S18', 'test.jpg?tr=l-text,i-make%20it,l-end&ik-s=038f4d151b781ff49f3d1bb9e74143a19d56f63e', 'valid'],
    [
      'S19',
      'tr:w-100/test-signed-url.png?ik-s=41b3075c40bc84147eb71b8b49ae7fbf349d0f00',
      'valid',
      { keys: ['private_key_test'] },
    ],
    [
      'S21',
      'products/shoe.jpg?ik-s=1ddecd0f7002effbd75df965e2ae4c58eaeb5908',
      'valid',
      { paths: ['shoe.jpg'] },
    ],
    ['S22', 'products/shoe.jpg?ik-s=d389f4f45a8e0ac5189f72da7bf5140e4cabb516', 'valid'],
    ['#19 a digit changed', S1.replace('32db', '32dc'), 'invalid'],
    ['#20 upper case', S1.replace('32dbbbfc', '32DBBBFC'), 'invalid'],
    [
      '#22 other order',
      'sdk-testing-files/future-search.png?ik-s=6f5af95017aa3ebbda2a1eb5c0dcc8d876dd1f09&ik-t=1893456000',
      'valid',
    ],
    ['#23 explicit eternity', `${S1}&ik-t=9999999999`, 'valid'],
    [
      '#24 another tr',
      'sdk-testing-files/future-search.png?version=2.0&tr=w-301,h-200&ik-s=601d97a7834b7554f4dabf0d3fc3a219ceeb6b31',
      'invalid',
    ],
    [
      '#25 reordered',
      'sdk-testing-files/future-search.png?cache=false&version=1.0&ik-s=f2e5a1b8b6a0b03fd63789dfc6413a94acef9fd8',
      'invalid',
    ],
    ['#26 appended', `${S1}&utm=1`, 'invalid'],
    ['another file', S1.replace('future', 'past'), 'invalid'],
    [
      'another expiry',
      'sdk-testing-files/future-search.png?ik-t=1893456001&ik-s=6f5af95017aa3ebbda2a1eb5c0dcc8d876dd1f09',
      'invalid',
    ],
    [
      'expiry removed',
      'sdk-testing-files/future-search.png?ik-s=6f5af95017aa3ebbda2a1eb5c0dcc8d876dd1f09',
      'invalid',
    ],
    ['empty', 'a.jpg?ik-s=', 'invalid'],
    ['too short', 'a.jpg?ik-s=32db', 'invalid'],
    ['expiry of letters', `${S1}&ik-t=never`, 'invalid'],
    ['expiry of 13 digits', `${S1}&ik-t=1893456000000`, 'invalid'],
    ['negative expiry', `${S1}&ik-t=-1`, 'invalid'],
    ['a second key', S1, 'valid', { keys: ['other', KEY] }],
    ['another key', S1, 'invalid', { keys: ['other'] }],
    ['no key at all', S1, 'invalid', { keys: [] }],
  ];
  for (const [id, url, verdict, options] of table) it(id, () => assert.equal(judge(url, options), verdict));
});

describe('signatures', () => {
  const sign = (text: string) => createHmac('sha1', KEY).update(text).digest('hex');

  for (const url of [
    'a.jpg',
    'a.jpg?ik-t=1',
    'a.jpg?ik-s',
    'a.jpg?xik-s=1',
    'a.jpg?ik%2Ds=1',
    'a.jpg?tr=ik-s=1',
  ]) {
    it(`${url} is unsigned`, () => assert.equal(judge(url), 'unsigned'));
  }

  it('#30 a signed URL that is signed again', () => {
    const inner = 'clip.mp4/ik-thumbnail.jpg?ik-t=1893456000&ik-s=0123456789012345678901234567890123456789';
    const outer = sign(`${inner}1893456001`);
    assert.equal(judge(`${inner}&ik-t=1893456001&ik-s=${outer}`), 'valid');
    assert.equal(judge(`${inner.replace('0123', '1123')}&ik-t=1893456001&ik-s=${outer}`), 'invalid');
    assert.equal(
      judge(`a.jpg?ik-s=${'0'.repeat(40)}&ik-s=${sign(`a.jpg?ik-s=${'0'.repeat(40)}9999999999`)}`),
      'valid',
    );
    assert.equal(
      judge(`a.jpg?ik-s=${sign('a.jpg9999999999')}&ik-s=${'0'.repeat(40)}`),
      'invalid',
      'the last one counts',
    );
  });

  const encodings: [signed: string, sent: string, verdict: Verdict][] = [
    ['caf%C3%A9.jpg', 'caf%c3%a9.jpg', 'valid'],
    ["a.jpg?v='x'", 'a.jpg?v=%27x%27', 'valid'],
    ['a.jpg?v=é ü', 'a.jpg?v=%C3%A9%20%C3%BC', 'valid'],
    ['a b.jpg', 'a%20b.jpg', 'valid'],
    ['a%2520b.jpg', 'a%20b.jpg', 'invalid'],
    ['a%2Fb.jpg', 'a/b.jpg', 'invalid'],
    ['a/b.jpg', 'a%2Fb.jpg', 'invalid'],
    ['caf%C3%A9.jpg', 'cafe%CC%81.jpg', 'invalid'],
    ['A.jpg', 'a.jpg', 'invalid'],
  ];
  for (const [signed, sent, verdict] of encodings) {
    it(`over ${signed}, sent as ${sent}: ${verdict}`, () => {
      const separator = sent.includes('?') ? '&' : '?';
      assert.equal(judge(`${sent}${separator}ik-s=${sign(`${signed}9999999999`)}`), verdict);
    });
  }

  it('over the whole URL', () => {
    const whole = 'https://cdn.test/demo/a.jpg';
    assert.equal(judge(`a.jpg?ik-s=${sign(`${whole}9999999999`)}`, { paths: [whole] }), 'valid');
  });

  it('cost a bounded amount of work', () => {
    const started = performance.now();
    const url = `${'%c3%a9+%20%27'.repeat(5000)}?ik-s=${'0'.repeat(40)}&ik-s=${'1'.repeat(40)}`;
    assert.equal(judge(url, { keys: ['a', 'b', 'c', 'd', 'e'], paths: ['x', 'y', 'z'] }), 'invalid');
    assert.ok(performance.now() - started < 300);
  });
});
