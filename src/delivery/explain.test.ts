import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { openTestDelivery, sign, type TestDelivery } from './delivery.testing.ts';

let on: TestDelivery;

const plain = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: '#c33' } });

before(async () => {
  on = await openTestDelivery();
  await on.upload('/photo.jpg', await plain(700, 500).jpeg().toBuffer());
  await on.upload('/turned.jpg', await plain(60, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer());
  await on.upload('/logo.png', await plain(60, 40, 4).png().toBuffer());
  await on.upload('/logo.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>');
  await on.upload('/private.jpg', await plain(70, 50).jpeg().toBuffer(), { isPrivateFile: true });
  await on.upload('/café 1.jpg', await plain(70, 50).jpeg().toBuffer());
  await on.upload('/note.txt', 'hello');
  await on.accounts.namedTransformations.create({
    name: 'thumb',
    transformation: 'w-100,h-100',
    enabled: true,
  });
});
after(() => on.close());

const explain = (url: string, headers: Record<string, string> = {}) =>
  on.explain({ url, headers, host: undefined });

describe('an explanation', () => {
  it('tells the way from the URL to the rendition', async () => {
    const told = await explain('/demo/tr:h-200,w-300:w-0.5,ar-2/photo.jpg?v=1', { accept: 'image/webp' });
    assert.deepEqual(told.address, {
      path: '/photo.jpg',
      form: undefined,
      query: {},
      transformations: ['h-200,w-300:w-0.5,ar-2'],
    });
    assert.deepEqual([told.target, told.signed], ['/demo/tr:h-200,w-300:w-0.5,ar-2/photo.jpg?v=1', false]);
    assert.equal(told.transformation, 'w-300,h-200:w-0.5,ar-2');
    const [input, ...others] = told.inputs ?? [];
    assert.deepEqual(others, []);
    assert.deepEqual(
      [input?.role, input?.mime, input?.width, input?.height, input?.pages, input?.isPrivate],
      ['file', 'image/jpeg', 700, 500, 1, false],
    );
    assert.match(String(input?.versionId), /^[0-9a-f]{24}$/);
    assert.deepEqual([told.delivers, told.because], ['rendition', 'the URL asks for it']);
    assert.deepEqual(
      told.steps?.map(({ size }) => size),
      [
        { width: 300, height: 200 },
        { width: 150, height: 75 },
      ],
    );
    assert.deepEqual(told.steps?.[0]?.operations, [
      {
        op: 'frame',
        resize: { width: 300, height: 214 },
        crop: { left: 0, top: 7, width: 300, height: 200 },
      },
    ]);
    assert.deepEqual(told.size, { width: 150, height: 75 });
    assert.deepEqual(
      [told.output?.format, told.output?.quality, told.output?.because],
      ['webp', 80, 'Accept names image/webp'],
    );
    assert.deepEqual(told.vary, ['Accept']);
    assert.equal(told.error, undefined);
  });

  it('tells what is without effect, and why', async () => {
    const { ignored, size } = await explain('/demo/photo.jpg?tr=w-70000,dpr-2');
    assert.deepEqual(ignored, [
      { parameter: 'w', reason: 'it is larger than 65535' },
      { parameter: 'dpr', reason: 'neither w nor h is given' },
    ]);
    assert.deepEqual(size, { width: 700, height: 500 });
  });

  it('puts named transformations in', async () => {
    assert.equal((await explain('/demo/tr:n-thumb,h-5/photo.jpg')).transformation, 'w-100,h-5');
    assert.equal((await explain('/demo/tr:h-5,n-thumb/photo.jpg')).transformation, 'w-100,h-100');
  });

  it('looks at the headers that a browser would send', async () => {
    const hints = { 'sec-ch-dpr': '2', 'sec-ch-width': '212' };
    const { size, contentDpr, vary } = await explain('/demo/photo.jpg?tr=w-auto,dpr-auto', hints);
    assert.deepEqual(size, { width: 300, height: 214 });
    assert.deepEqual([contentDpr, vary], [2.83, ['Accept', 'Sec-CH-DPR', 'Sec-CH-Width']]);
  });

  for (const [url, accept, expected] of [
    ['/demo/photo.jpg', '', 'jpg: Accept names no better one; a photograph is a JPEG'],
    [
      '/demo/logo.png',
      '*/*',
      'png: Accept names no better one; the image has transparency, or comes from PNG',
    ],
    ['/demo/photo.jpg', 'image/avif,image/webp', 'webp: Accept names image/webp'],
    ['/demo/photo.jpg?tr=f-png', 'image/webp', 'png: f in the URL'],
    ['/demo/photo.jpg?tr=f-orig', 'image/webp', 'jpg: f in the URL'],
  ] as const)
    it(`says which rule chose the format: ${url}, ${accept}`, async () => {
      const { output } = await explain(url, { accept });
      assert.equal(`${output?.format}: ${output?.because}`, expected);
    });

  it('says when a setting chose the format', async (t) => {
    on.configure({ defaultFormat: 'original' });
    t.after(() => on.configure({}));
    const { output } = await explain('/demo/photo.jpg?tr=w-10', { accept: 'image/webp' });
    assert.equal(output?.because, 'the setting for the default format keeps that of the file');
  });

  for (const [url, delivers, because] of [
    ['/demo/photo.jpg', 'rendition', 'images are optimised without being asked'],
    ['/demo/photo.jpg?tr=orig-true', 'stored bytes', 'orig-true'],
    ['/demo/note.txt?tr=w-100', 'stored bytes', 'the file is no image that can be transformed'],
    ['/demo/logo.svg?tr=w-100', 'sanitized SVG', 'an SVG stays one unless f names a raster format'],
  ] as const)
    it(`says what is delivered, and why: ${url}`, async () => {
      const told = await explain(url);
      assert.deepEqual([told.delivers, told.because], [delivers, because]);
    });

  for (const [url, status, code, knows] of [
    ['/demo/%ff.jpg', 400, 'EINVAL', ['target', 'error']],
    ['/demo/tr:wdith-300/photo.jpg', 400, 'EINVAL', ['address', 'signed']],
    ['/demo/tr:n-nope/photo.jpg', 400, 'EINVAL', ['address', 'signed']],
    ['/demo/photo.jpg?ik-s=00', 401, 'EAUTH', ['address']],
    ['/demo/tr:w-5/private.jpg', 401, 'EAUTH', ['transformation']],
    ['/demo/none.jpg', 404, 'ENOENT', ['transformation']],
    ['/demo/', 404, 'ENOENT', ['transformation']],
    ['/demo/tr:cm-extract,w-10,h-10,xc-1,yc-1/photo.jpg', 400, 'EINVAL', ['inputs']],
    ['/demo/photo.jpg/ik-video.mp4', 400, 'EINVAL', ['inputs']],
  ] as const)
    it(`tells an error and how far it came: ${url}`, async () => {
      const told = await explain(url);
      assert.deepEqual([told.error?.status, told.error?.code], [status, code]);
      for (const member of knows) assert.ok(member in told, member);
      assert.ok(!('delivers' in told));
    });

  it('opens private files to the signed', async () => {
    const told = await explain(`/demo/private.jpg?ik-s=${sign('private.jpg')}`);
    assert.deepEqual([told.signed, told.delivers], [true, 'rendition']);
  });

  for (const url of [
    '/demo/photo.jpg',
    '/demo/tr:w-300,h-200/photo.jpg',
    '/demo/tr:w-10/turned.jpg',
    '/demo/photo.jpg?tr=orig-true',
    '/demo/tr:w-10,f-jpg,bg-FF0000/logo.png',
    '/demo/logo.svg',
    '/demo/logo.svg?tr=f-png,w-20',
    '/demo/tr:n-thumb/private.jpg',
    '/demo/tr:di-photo.jpg,w-50/none.jpg',
    '/demo/caf%C3%A9%201.jpg',
    '/demo/private.jpg',
    '/demo/tr:w-1x/photo.jpg',
    '/demo/tr:w-60000,h-60000,c-force/photo.jpg',
    '/none.jpg',
  ])
    it(`says what delivery does: ${url}`, async () => {
      for (const accept of ['*/*', 'image/avif,image/webp']) {
        const told = await explain(url, { accept });
        const { status, headers, body } = await on.ask(url, { headers: { accept } });
        assert.equal(status, told.error?.status ?? 200, String(headers['ik-error']));
        if (told.error) {
          assert.equal(headers['ik-error'], `${told.error.code} - ${told.error.message}`);
          continue;
        }
        assert.equal(headers.etag, `"${told.key}"`);
        for (const name of told.vary ?? []) assert.ok(headers.vary?.includes(name));
        if (told.delivers !== 'rendition') continue;
        const { width, height, format } = await sharp(body).metadata();
        assert.deepEqual({ width, height }, told.size);
        assert.equal(format, told.output?.format.replace('jpg', 'jpeg'));
      }
    });
});

describe('the URL to explain', () => {
  const target = async (url: string, host?: string) => (await on.explain({ url, headers: {}, host })).target;

  for (const [url, expected] of [
    ['/demo/photo.jpg?tr=w-1', '/demo/photo.jpg?tr=w-1'],
    ['https://media.example.com/demo/photo.jpg', '/demo/photo.jpg'],
    ['HTTPS://Media.Example.com:443/demo/photo.jpg', '/demo/photo.jpg'],
    ['http://localhost:3000/demo/photo.jpg', '/demo/photo.jpg'],
    ['https://media.example.com?x', '/?x'],
    [' /demo/café 1.jpg#top\n', '/demo/caf%C3%A9%201.jpg'],
    ['/demo/caf%C3%A9%201.jpg', '/demo/caf%C3%A9%201.jpg'],
    ['/demo/\ud800', '/demo/%EF%BF%BD'],
  ] as const)
    it(`is read as a browser would send it: ${JSON.stringify(url)}`, async () =>
      assert.equal(await target(url, 'localhost:3000'), expected));

  for (const url of [
    'https://elsewhere.example.com/demo/photo.jpg',
    'ftp://media.example.com/demo/photo.jpg',
    'http://',
    'demo/photo.jpg',
    'javascript:alert(1)',
    '/v1/files',
  ])
    it(`is refused when it is none of ours: ${url}`, async () =>
      assert.rejects(target(url), { status: 400, message: /invalid url parameter/ }));
});
