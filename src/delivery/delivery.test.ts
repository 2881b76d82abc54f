import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { type Answer, openTestDelivery, sign, type TestDelivery } from './delivery.testing.ts';

let on: TestDelivery;
const files = new Map<string, Buffer>();

const WEBP = { accept: 'image/avif,image/webp,*/*' };
const SCRIPTED_SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><script>alert(1)</script><rect width="40" height="20" fill="red" onclick="alert(2)"/></svg>`;

async function photo(width: number, height: number): Promise<Buffer> {
  const raw = Buffer.alloc(width * height * 3, 0).map((_, at) => ((at % (width * 3)) * 255) / (width * 3));
  return sharp(raw, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** An MP4 as far as its first bytes tell; nothing here looks further. */
function clip(): Buffer {
  const head = Buffer.from('000000186674797069736f6d0000000069736f6d69736f32', 'hex');
  return Buffer.concat([head, randomBytes(300_000)]);
}

async function put(name: string, bytes: Buffer | string, request = {}): Promise<void> {
  files.set(name, Buffer.from(bytes));
  await on.upload(name, bytes, request);
}

const ask = (target: string, headers: Record<string, string> = {}, method = 'GET') =>
  on.ask(target, { headers, method });

function failed(answer: Answer, status: number, ikError: RegExp | string): void {
  assert.equal(answer.status, status, String(answer.headers['ik-error']));
  const given = String(answer.headers['ik-error']);
  if (typeof ikError === 'string') assert.ok(given.startsWith(`${ikError} - `), given);
  else assert.match(given, ikError);
  assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
  assert.equal(answer.headers['access-control-allow-origin'], '*');
}

async function sizeOf({ body }: Answer): Promise<[width: number, height: number, format: string]> {
  const { width, height, format } = await sharp(body).metadata();
  return [width, height, format];
}

before(async () => {
  on = await openTestDelivery();
  await put('/a.jpg', await photo(800, 600));
  await put('/img/x.jpg', await photo(640, 480));
  await put('/private.jpg', await photo(400, 300), { isPrivateFile: true });
  await put(
    '/sdk-testing-files/future-search.png',
    await sharp(await photo(20, 10))
      .png()
      .toBuffer(),
    {
      isPrivateFile: true,
    },
  );
  await put('/draft.jpg', await photo(40, 30), { isPublished: false });
  await put('/path/to/fallback.jpg', await photo(200, 100));
  await put('/DSC1234.jpg', await photo(40, 30));
  await put('/path/of/folder/old-file-name.jpg', await photo(50, 30));
  await put('/default-image.jpg', await photo(800, 600));
  await put('/café été.jpg', await photo(60, 30));
  await put('/logo.svg', SCRIPTED_SVG);
  await put('/app.js', `/* a script */\n${'export const answer = 42;\n'.repeat(100)}`);
  await put('/page.html', '<!doctype html><html><script>alert(1)</script></html>');
  await put('/clip.mp4', clip());
  await put('/corrupt.jpg', Buffer.concat([(await photo(40, 30)).subarray(0, 200), Buffer.alloc(50)]));
  await put(
    '/wide.png',
    await sharp({ create: { width: 64, height: 32, channels: 4, background: '#0008' } })
      .png()
      .toBuffer(),
  );
});
beforeEach(() => {
  on.configure({});
  on.time.now = Date.parse('2026-08-01T00:00:00Z');
});
after(() => on.close());

describe('an image', () => {
  it('#1 is optimised, with the headers of a delivery', async () => {
    const { status, headers, body } = await ask('/demo/a.jpg', WEBP);
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'image/webp');
    assert.equal(headers['content-length'], String(body.length));
    assert.equal(headers['cache-control'], 'public, s-maxage=31536000, max-age=31536000, must-revalidate');
    assert.match(String(headers.etag), /^"[\w-]+"$/);
    assert.ok(Date.parse(String(headers['last-modified'])) > 0);
    assert.equal(headers['accept-ranges'], 'bytes');
    assert.equal(headers.vary, 'Accept');
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['timing-allow-origin'], '*');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-server'], 'Halftone');
    assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/);
    assert.equal(headers['x-ik-requestid'], headers['x-request-id']);
    assert.equal(headers['content-disposition'], undefined);
    assert.equal(headers['content-security-policy'], undefined);
  });

  it('is rendered once, then comes from a cache', async () => {
    assert.equal((await ask('/demo/a.jpg?tr=w-111')).headers['x-cache'], 'Miss from Halftone');
    assert.equal((await ask('/demo/tr:w-111/a.jpg')).headers['x-cache'], 'Hit from Halftone');
  });

  it('#2 is the same from the path and from the query', async () => {
    const path = await ask('/demo/tr:w-200/a.jpg');
    const query = await ask('/demo/a.jpg?tr=w-200&v=1');
    assert.deepEqual(await sizeOf(path), [200, 150, 'jpeg']);
    assert.deepEqual(query.body, path.body);
    assert.equal(query.headers.etag, path.headers.etag);
  });

  it('#3 may have its transformation between folders', async () => {
    const answer = await ask('/demo/img/tr:w-300,f-jpg/x.jpg', WEBP);
    assert.deepEqual(await sizeOf(answer), [300, 225, 'jpeg']);
  });

  it('#54 does not depend on parameters that are not reserved', async () => {
    const one = await ask('/demo/a.jpg?updatedAt=1&utm=x');
    const two = await ask('/demo/a.jpg?updatedAt=2');
    assert.deepEqual(two.body, one.body);
    assert.equal(two.headers.etag, one.headers.etag);
    assert.equal(two.headers['x-cache'], 'Hit from Halftone');
  });

  it('#81 is byte for byte what was uploaded with orig-true', async () => {
    for (const target of ['/demo/a.jpg?tr=orig-true', '/demo/tr:orig-true,w-10/a.jpg']) {
      const { headers, body } = await ask(target, WEBP);
      assert.deepEqual(body, files.get('/a.jpg'));
      assert.equal(headers['content-type'], 'image/jpeg');
    }
  });

  it('is found without the account, and under its name in NFC and NFD', async () => {
    assert.equal((await ask('/a.jpg')).status, 200);
    assert.equal((await ask('/demo/caf%C3%A9%20%C3%A9t%C3%A9.jpg')).status, 200);
    assert.equal((await ask('/demo/cafe%CC%81%20e%CC%81te%CC%81.jpg')).status, 200);
    assert.match(
      await on.talk('GET http://h/demo/a.jpg HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
      /^HTTP\/1.1 200 /,
    );
  });

  it('varies with Accept only, whatever else a client sends (attack F54)', async () => {
    const plain = await ask('/demo/a.jpg?tr=w-77');
    for (const headers of [
      { host: 'evil.example' },
      { 'x-forwarded-host': 'evil.example' },
      { cookie: 'a=b' },
      { 'user-agent': 'x' },
      { accept: 'image/png, text/html' },
      { 'accept-encoding': 'br, gzip' },
    ] as Record<string, string>[]) {
      const answer = await ask('/demo/a.jpg?tr=w-77', headers);
      assert.equal(answer.headers.etag, plain.headers.etag, JSON.stringify(headers));
      assert.deepEqual(answer.body, plain.body);
    }
    const webp = await ask('/demo/a.jpg?tr=w-77', WEBP);
    assert.notEqual(webp.headers.etag, plain.headers.etag);
    assert.deepEqual((await ask('/demo/a.jpg?tr=w-77')).body, plain.body);
  });

  it('that is too large for one client is not kept by a cache for the others (attack F54)', async () => {
    const target = '/demo/a.jpg?tr=w-auto';
    const tooLarge = await ask(target, { 'sec-ch-width': '65000' });
    failed(tooLarge, 400, 'ELIMIT');
    assert.match(String(tooLarge.headers.vary), /Sec-CH-Width, Width/);
    assert.equal((await ask(target)).status, 200);
    for (const other of ['/demo/a.jpg?tr=w-', '/demo/none.jpg?tr=w-auto'])
      assert.equal((await ask(other)).headers.vary, undefined, other);
  });

  it('that is corrupt is delivered as stored, unless something was asked of it', async () => {
    const { status, body, headers } = await ask('/demo/corrupt.jpg', WEBP);
    assert.deepEqual([status, headers['content-type']], [200, 'image/jpeg']);
    assert.deepEqual(body, files.get('/corrupt.jpg'));
    failed(await ask('/demo/corrupt.jpg?tr=w-10'), 400, 'EFORMAT');
    assert.equal((await ask('/demo/corrupt.jpg?tr=orig-true')).status, 200);
  });

  it('that is over a limit is delivered as stored, unless something was asked of it', async () => {
    on.configure({ maxImageBytes: 100 });
    assert.deepEqual((await ask('/demo/img/x.jpg', WEBP)).body, files.get('/img/x.jpg'));
    failed(await ask('/demo/img/x.jpg?tr=w-10'), 400, 'ELIMIT');
  });

  it('is capped in caches at the end of its signed URL', async () => {
    const expiry = String(on.time.now / 1000 + 60);
    const { headers } = await ask(`/demo/a.jpg?ik-t=${expiry}&ik-s=${sign('a.jpg', expiry)}`);
    assert.equal(headers['cache-control'], 'public, s-maxage=60, max-age=60, must-revalidate');
  });
});

describe('a transformation', () => {
  for (const target of [
    '/demo/tr:/a.jpg',
    '/demo/tr%3A/a.jpg',
    '/demo/tr:nonsense-1/a.jpg',
    '/demo/a.jpg?tr=w-',
    '/demo/tr:w-bad/clip.mp4',
    '/demo/tr:nonsense-1/none.jpg',
    '/demo/tr:l-image,i-x/a.jpg',
  ]) {
    it(`${target} is 400`, async () => failed(await ask(target), 400, 'EINVAL'));
  }

  it('#43 that is named and does not exist is 400', async () => {
    failed(await ask('/demo/tr:n-nope/a.jpg'), 400, 'EINVAL');
  });

  it('is ignored on what is no image', async () => {
    const { status, body } = await ask('/demo/tr:w-100/clip.mp4');
    assert.equal(status, 200);
    assert.deepEqual(body, files.get('/clip.mp4'));
  });

  it('#46, #47 names a default image for a file that is missing', async () => {
    const answer = await ask('/demo/tr:di-@@path@@to@@fallback.jpg,w-50/none.jpg');
    assert.deepEqual(await sizeOf(answer), [50, 25, 'jpeg']);
    assert.equal(answer.headers['cache-control'], 'public, max-age=60, s-maxage=60');
    failed(await ask('/demo/tr:di-gone.jpg/none.jpg'), 404, 'ENOENT');
    failed(await ask('/demo/tr:di-draft.jpg/none.jpg'), 404, 'ENOENT');
    failed(await ask('/demo/tr:di-path@@to@@fallback.jpg,w-50/private.jpg'), 401, 'EAUTH');
  });

  it('of unreasonable length is refused in a moment (attack A7)', async () => {
    for (const unit of ['w-1:', 'l-image,i-a,', 'w-1,', '%2C', 'if-w_gt_1,']) {
      const started = performance.now();
      const answer = await ask(`/demo/tr:${unit.repeat(64_000 / unit.length)}/a.jpg`);
      assert.equal(answer.status, 400, unit);
      assert.ok(performance.now() - started < 500, unit);
    }
  });

  it('in a form that is not built is an honest 400', async () => {
    failed(await ask('/demo/clip.mp4/ik-thumbnail.jpg'), 400, 'EINVAL');
    failed(await ask('/demo/none.mp4/ik-thumbnail.jpg'), 404, 'ENOENT');
    failed(await ask('/demo/private.jpg/ik-thumbnail.jpg'), 401, 'EAUTH');
  });
});

describe('a signature', () => {
  const S1 = '/demo/sdk-testing-files/future-search.png?ik-s=32dbbbfc5f945c0403c71b54c38e76896ef2d6b0';

  it('#18 of the SDK opens a private file', async () => {
    const answer = await ask(S1);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['cache-control'], 'private, max-age=0, must-revalidate');
  });
  it('#19 with a digit changed does not', async () =>
    failed(await ask(S1.replace('32d', '33d')), 401, 'EAUTH'));
  it('#20 in upper case does not', async () => failed(await ask(S1.replace('32dbb', '32DBB')), 401, 'EAUTH'));
  it('#21 that has expired does not', async () => {
    const target =
      '/demo/sdk-testing-files/future-search.png?ik-t=1767225600&ik-s=e18c3440d5311af877d49270bb671fd0d72b44e9';
    failed(await ask(target), 401, /expired/);
    on.time.now = 1767225600_000;
    assert.equal((await ask(target)).status, 200);
  });
  it('#26 does not cover what was appended', async () => failed(await ask(`${S1}&utm=1`), 401, 'EAUTH'));

  it('#31 that is wrong is 401 on a public file too, and on one that is missing', async () => {
    failed(await ask(`/demo/a.jpg?ik-s=${'0'.repeat(40)}`), 401, 'EAUTH');
    failed(await ask(`/demo/none.jpg?ik-s=${'0'.repeat(40)}`), 401, 'EAUTH');
    failed(await ask(`/demo/a.jpg?tr=w-301&ik-s=${sign('a.jpg?tr=w-300')}`), 401, 'EAUTH');
    failed(await ask(`/demo/a.jpg?tr=w-bad&ik-s=${sign('a.jpg?tr=w-300')}`), 401, 'EAUTH');
    failed(await ask(`/demo/a.jpg?tr=w-bad&ik-s=${sign('a.jpg?tr=w-bad')}`), 400, 'EINVAL');
  });

  it('#28 may have been made for the SEO endpoint', async () => {
    for (const text of ['DSC1234/tower.jpg', 'ik-seo/DSC1234/tower.jpg']) {
      assert.equal((await ask(`/demo/ik-seo/DSC1234/tower.jpg?ik-s=${sign(text)}`)).status, 200, text);
    }
  });

  it('may cover the whole URL, as the client or the API writes it', async () => {
    for (const origin of [`http://127.0.0.1:${on.port}`, 'https://media.example.com']) {
      assert.equal((await ask(`/demo/private.jpg?ik-s=${sign(`${origin}/demo/private.jpg`)}`)).status, 200);
    }
    failed(await ask(`/demo/private.jpg?ik-s=${sign('https://other.test/demo/private.jpg')}`), 401, 'EAUTH');
  });
});

describe('a private file', () => {
  it('#32, #33 needs a signature', async () => {
    for (const target of [
      '/demo/private.jpg',
      '/demo/tr:w-10/private.jpg',
      '/demo/private.jpg?tr=orig-true',
      '/demo/private.jpg?v=1',
      '/demo/private.jpg?ik-t=9999999999',
      '/demo/private.jpg?tr=n-ik_ml_thumbnail',
      '/demo/ik-seo/private/x.jpg',
      '/private.jpg',
      '/demo//private.jpg',
    ]) {
      const answer = await ask(target);
      failed(answer, 401, 'EAUTH');
      assert.equal(answer.headers['cache-control'], 'no-store', target);
    }
  });

  it('needs it when it is in a cache as well', async () => {
    const signed = `/demo/private.jpg?tr=w-10&ik-s=${sign('private.jpg?tr=w-10')}`;
    const { status, headers } = await ask(signed);
    assert.equal(status, 200);
    failed(await ask('/demo/private.jpg?tr=w-10'), 401, 'EAUTH');
    failed(await ask('/demo/private.jpg?tr=w-10', { 'if-none-match': String(headers.etag) }), 401, 'EAUTH');
  });
});

describe('a file that cannot be had', () => {
  for (const target of [
    '/demo/none.jpg',
    '/demo/',
    '/demo',
    '/',
    '/demo/img/',
    '/demo/img',
    '/demo/A.jpg',
    '/Demo/a.jpg',
    '/demo/a.jpg/',
    '/demo/a.jpg/x',
    '/demo/tr:w-100',
    '/demo/a.jpg?ik-obj-version=none',
    `/demo/${'x'.repeat(4000)}`,
    `/demo${'/x'.repeat(2000)}`,
    '/demo/%252e%252e/a.jpg',
    "/demo/'%20OR%201=1--",
  ]) {
    it(`${target.slice(0, 40)} is 404`, async () => {
      const answer = await ask(target);
      failed(answer, 404, 'ENOENT');
      assert.equal(answer.body.toString(), 'Not Found');
      assert.equal(answer.headers['cache-control'], 'public, max-age=0, s-maxage=10');
    });
  }

  it('#37 a draft is 404, also when it is signed', async () => {
    failed(await ask('/demo/draft.jpg'), 404, 'ENOENT');
    failed(await ask(`/demo/draft.jpg?ik-s=${sign('draft.jpg')}`), 404, 'ENOENT');
  });

  for (const target of [
    '/demo/../a.jpg',
    '/demo/a%2e%2e/../a.jpg',
    '/demo/%2e%2e/%2e%2e/etc/passwd',
    '/demo/..%2f..%2fetc%2fpasswd',
    '/demo/a%00.jpg',
    '/demo/..%5c..%5cx',
    '/demo/C:%5Cx',
    '/demo/%c0%ae%c0%ae/x',
    '/demo/%ff.jpg',
    '/demo/%zz',
    '/demo/%',
  ]) {
    it(`#83 ${target} is 400`, async () => failed(await ask(target), 400, 'EINVAL'));
  }

  it('says why in ASCII, whatever the URL holds', async () => {
    const answer = await ask('/demo/tr:%E2%80%9C%0D%0Ax-1/a.jpg');
    failed(answer, 400, /^EINVAL - [\x20-\x7e]+$/);
    assert.ok(String(answer.headers['ik-error']).length <= 512);
  });
});

describe('other names of a file', () => {
  it('#48, #49, #50 for search engines', async () => {
    assert.deepEqual(await sizeOf(await ask('/demo/ik-seo/DSC1234/eiffel-tower.jpg')), [40, 30, 'jpeg']);
    const nested = await ask('/demo/ik-seo/path/of/folder/old-file-name/seo-friendly-file-name.jpg');
    assert.deepEqual(await sizeOf(nested), [50, 30, 'jpeg']);
    const transformed = await ask('/demo/ik-seo/tr:h-300,w-400/default-image/s.jpg');
    assert.deepEqual(await sizeOf(transformed), [400, 300, 'jpeg']);
  });

  it('#51, #52 for downloads', async () => {
    const dispositions = [
      ['?ik-attachment=true', `attachment; filename="a.jpg"; filename*=UTF-8''a.jpg`],
      ['?ik-attachment-filename=x', `attachment; filename="x.jpg"; filename*=UTF-8''x.jpg`],
      [
        '?ik-attachment=true&ik-attachment-filename=my%20photo&tr=f-png,w-20',
        `attachment; filename="my photo.png"; filename*=UTF-8''my%20photo.png`,
      ],
      ['?tr=orig-true&ik-attachment=true', `attachment; filename="a.jpg"; filename*=UTF-8''a.jpg`],
      ['?ik-attachment=1', undefined],
    ] as const;
    for (const [query, header] of dispositions) {
      assert.equal((await ask(`/demo/a.jpg${query}`)).headers['content-disposition'], header);
    }
  });

  it('#53 an older version has a token', async () => {
    const first = await on.upload('/versions.txt', 'first');
    await on.upload('/versions.txt', 'second');
    assert.equal((await ask('/demo/versions.txt')).body.toString(), 'second');
    assert.equal((await ask(`/demo/versions.txt?ik-obj-version=${first.token}`)).body.toString(), 'first');
    failed(await ask(`/demo/a.jpg?ik-obj-version=${first.token}`), 404, 'ENOENT');
  });
});

describe('an SVG', () => {
  it('is sanitised and sandboxed', async () => {
    const { headers, body } = await ask('/demo/logo.svg');
    assert.equal(headers['content-type'], 'image/svg+xml');
    assert.equal(
      headers['content-security-policy'],
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    );
    assert.doesNotMatch(body.toString(), /script|onclick/);
    assert.match(body.toString(), /<rect/);
    assert.notEqual((await ask('/demo/logo.svg?tr=orig-true')).headers.etag, headers.etag);
  });

  it('is byte for byte with orig-true, in the same sandbox', async () => {
    const { headers, body } = await ask('/demo/logo.svg?tr=orig-true');
    assert.equal(body.toString(), SCRIPTED_SVG);
    assert.match(String(headers['content-security-policy']), /sandbox/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
  });

  it('is left as it is only if the owner or a signature says so', async () => {
    assert.doesNotMatch((await ask('/demo/logo.svg?ik-sanitizeSvg=false')).body.toString(), /script/);
    const signed = `/demo/logo.svg?ik-sanitizeSvg=false&ik-s=${sign('logo.svg?ik-sanitizeSvg=false')}`;
    assert.match((await ask(signed)).body.toString(), /script/);
    on.configure({ sanitizeSvg: false });
    assert.match((await ask('/demo/logo.svg')).body.toString(), /script/);
    assert.doesNotMatch((await ask('/demo/logo.svg?ik-sanitizeSvg=true')).body.toString(), /script/);
  });

  it('#80 is drawn only as a raster format', async () => {
    for (const query of ['tr=w-10', 'tr=f-auto']) {
      assert.equal((await ask(`/demo/logo.svg?${query}`, WEBP)).headers['content-type'], 'image/svg+xml');
    }
    assert.deepEqual(await sizeOf(await ask('/demo/logo.svg?tr=f-png,w-10')), [10, 5, 'png']);
  });
});

describe('a file that is no image', () => {
  it('is delivered as stored, with its type and a sandbox for pages', async () => {
    const { headers, body } = await ask('/demo/page.html');
    assert.deepEqual(body, files.get('/page.html'));
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.match(String(headers['content-security-policy']), /sandbox/);
    assert.equal((await ask('/demo/app.js')).headers['content-security-policy'], undefined);
  });

  it('#61 is compressed when it is text', async () => {
    const plain = await ask('/demo/app.js');
    const br = await ask('/demo/app.js', { 'accept-encoding': 'br, gzip' });
    const gzip = await ask('/demo/app.js', { 'accept-encoding': 'gzip' });
    assert.deepEqual(brotliDecompressSync(br.body), files.get('/app.js'));
    assert.deepEqual(gunzipSync(gzip.body), files.get('/app.js'));
    assert.deepEqual(plain.body, files.get('/app.js'));
    assert.deepEqual(
      [br, gzip, plain].map(({ headers }) => headers['content-encoding']),
      ['br', 'gzip', undefined],
    );
    assert.equal(new Set([br, gzip, plain].map(({ headers }) => headers.etag)).size, 3);
    for (const { headers } of [br, gzip, plain]) assert.equal(headers.vary, 'Accept-Encoding');
    const again = await ask('/demo/app.js', {
      'accept-encoding': 'br',
      'if-none-match': String(br.headers.etag),
    });
    assert.equal(again.status, 304);
  });

  it('is not compressed otherwise, nor in parts', async () => {
    const clip = await ask('/demo/clip.mp4', { 'accept-encoding': 'br, gzip' });
    assert.equal(clip.headers['content-encoding'], undefined);
    const part = await ask('/demo/app.js', { 'accept-encoding': 'br, gzip', range: 'bytes=0-3' });
    assert.equal(part.headers['content-encoding'], undefined);
    assert.equal(part.body.toString(), '/* a');
  });
});

describe('a conditional request', () => {
  it('#55 that has the answer gets 304, for renditions and originals', async () => {
    for (const target of ['/demo/a.jpg?tr=w-60', '/demo/clip.mp4', '/demo/logo.svg', '/demo/corrupt.jpg']) {
      const { headers } = await ask(target);
      const again = await ask(target, { 'if-none-match': `"x", W/${headers.etag}` });
      assert.equal(again.status, 304, target);
      assert.equal(again.body.length, 0);
      assert.equal(again.headers.etag, headers.etag);
      assert.equal(again.headers['cache-control'], headers['cache-control']);
      assert.equal(again.headers.vary, headers.vary);
      assert.equal(again.headers['access-control-allow-origin'], '*');
      assert.equal(again.headers['content-length'], undefined);
      const since = await ask(target, { 'if-modified-since': String(headers['last-modified']) });
      assert.equal(since.status, 304, target);
      assert.equal((await ask(target, { 'if-none-match': '"x"' })).status, 200);
    }
  });

  it('is answered before anything is rendered', async () => {
    const { headers } = await ask('/demo/a.jpg?tr=w-61', {}, 'HEAD');
    assert.equal((await ask('/demo/a.jpg?tr=w-62', { 'if-none-match': '*' })).status, 304);
    assert.equal((await ask('/demo/a.jpg?tr=w-62')).headers['x-cache'], 'Miss from Halftone');
    assert.equal((await ask('/demo/a.jpg?tr=w-61', { 'if-none-match': String(headers.etag) })).status, 304);
  });
});

describe('a part of a file', () => {
  for (const target of ['/demo/clip.mp4?tr=orig-true', '/demo/a.jpg?tr=w-300', '/demo/logo.svg']) {
    it(`#56 of ${target} is 206`, async () => {
      const whole = await ask(target);
      const { length } = whole.body;
      const ranges = [
        ['bytes=0-1', 0, 1],
        ['bytes=10-', 10, length - 1],
        ['bytes=-5', length - 5, length - 1],
        ['bytes=3-999999999', 3, length - 1],
      ] as const;
      for (const [range, start, end] of ranges) {
        const part = await ask(target, { range });
        assert.equal(part.status, 206, range);
        assert.equal(part.headers['content-range'], `bytes ${start}-${end}/${length}`);
        assert.equal(part.headers['content-length'], String(end - start + 1));
        assert.equal(part.headers.etag, whole.headers.etag);
        assert.deepEqual(part.body, whole.body.subarray(start, end + 1));
      }
    });

    it(`#57 outside of ${target} is 416`, async () => {
      const { length } = (await ask(target)).body;
      const answer = await ask(target, { range: 'bytes=999999999-' });
      failed(answer, 416, 'ERANGE');
      assert.equal(answer.headers['content-range'], `bytes */${length}`);
      assert.equal(answer.headers['cache-control'], 'no-store');
    });
  }

  it('is the whole when several are asked for, or another version is meant', async () => {
    const whole = await ask('/demo/clip.mp4');
    for (const headers of [
      { range: 'bytes=0-1,4-5' },
      { range: 'bytes=x' },
      { range: 'bytes=0-1', 'if-range': '"x"' },
      { range: 'bytes=0-1', 'if-range': `W/${whole.headers.etag}` },
    ] as Record<string, string>[]) {
      const answer = await ask('/demo/clip.mp4', headers);
      assert.deepEqual(
        [answer.status, answer.body.length],
        [200, whole.body.length],
        JSON.stringify(headers),
      );
    }
    const same = await ask('/demo/clip.mp4', { range: 'bytes=0-1', 'if-range': String(whole.headers.etag) });
    assert.equal(same.status, 206);
  });
});

describe('the methods', () => {
  for (const target of [
    '/demo/a.jpg',
    '/demo/clip.mp4',
    '/demo/app.js',
    '/demo/logo.svg',
    '/demo/none.jpg',
    '/demo/private.jpg',
  ]) {
    it(`#58 HEAD of ${target} is GET without a body`, async () => {
      const get = await ask(target);
      const head = await ask(target, {}, 'HEAD');
      const same = ({ headers }: Answer) => {
        const { date, 'x-request-id': id, 'x-ik-requestid': also, 'x-cache': cache, ...others } = headers;
        return others;
      };
      assert.equal(head.status, get.status);
      assert.equal(head.body.length, 0);
      assert.deepEqual(same(head), same(get));
    });
  }

  it('HEAD ignores a range', async () => {
    assert.equal((await ask('/demo/clip.mp4', { range: 'bytes=0-1' }, 'HEAD')).status, 200);
  });

  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND']) {
    it(`#59 ${method} is 405`, async () => {
      const answer = await ask('/demo/a.jpg', {}, method);
      failed(answer, 405, 'EMETHOD');
      assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS');
    });
  }

  it('#60 OPTIONS is a preflight', async () => {
    const { status, headers } = await ask(
      '/demo/a.jpg',
      { origin: 'https://app.test', 'access-control-request-headers': 'range' },
      'OPTIONS',
    );
    assert.equal(status, 204);
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['access-control-allow-methods'], 'GET, HEAD, OPTIONS');
    assert.equal(headers['access-control-allow-headers'], '*');
  });
});

describe('a client that leaves', () => {
  it('in the middle of a file is no fault, and the server goes on', async () => {
    await on.upload('/large.bin', randomBytes(8_000_000));
    const socket = connect(on.port, '127.0.0.1');
    socket.write('GET /demo/large.bin HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    assert.equal((await ask('/demo/large.bin')).body.length, 8_000_000);
  });

  it('before its rendition is there is no fault either', async () => {
    const socket = connect(on.port, '127.0.0.1');
    socket.write('GET /demo/a.jpg?tr=w-301 HTTP/1.1\r\nHost: x\r\n\r\n', () => socket.destroy());
    assert.equal((await ask('/demo/a.jpg?tr=w-302')).status, 200);
  });
});

describe('a fault of ours', () => {
  it('is 500 without a word of where it lies, and logged under the id of the request', async () => {
    assert.deepEqual(on.faults, [], 'nothing before was one');
    await on.upload('/lost.bin', 'lost');
    const version = await on.library.locate('/lost.bin');
    await on.store.remove(String(version?.blobKey));
    const answer = await ask('/demo/lost.bin');
    failed(answer, 500, 'EINTERNAL');
    assert.equal(answer.body.toString(), 'Internal Server Error');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.ok(!String(answer.headers['ik-error']).includes(String(version?.blobKey)));
    assert.deepEqual(
      on.faults.map((fault) => (fault as { requestId?: string }).requestId),
      [answer.headers['x-request-id']],
    );
  });
});
