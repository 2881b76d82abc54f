import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { Check } from 'typebox/value';
import { openTestApi, suiteApi } from '../api.testing.ts';
import { metadataSchema } from '../files/metadata-json.ts';

const asked: { url: string; host: string | undefined }[] = [];

describe('GET /v1/metadata', () => {
  const api = suiteApi({
    deps: {
      describeUrl: async ({ url, host }) => {
        asked.push({ url, host });
        return {
          file: {
            mime: 'image/webp',
            size: 7,
            width: 3,
            height: 2,
            hasAlpha: true,
            bitRate: null,
            duration: null,
            audioCodec: null,
            videoCodec: null,
          },
          details: {
            exif: { image: {}, thumbnail: {}, exif: {}, gps: {}, interoperability: {}, makernote: {} },
            hasColorProfile: false,
            density: 72,
            phash: null,
          },
        };
      },
    },
  });

  // rest-api.md 1.10: what the clients send, and the URL that is meant.
  const vectors: readonly (readonly [string, string])[] = [
    [
      '/v1/metadata?url=https%3A%2F%2Fhost%2Fa%2520b.jpg%3Ftr%3Dw-1%26x%3D1',
      'https://host/a%20b.jpg?tr=w-1&x=1',
    ],
    ['/v1/files/metadata?url=https%3A%2F%2Fhost%2Fa.jpg', 'https://host/a.jpg'],
    [
      '/v1/metadata?url=https://host/a%20b.jpg?tr=w-1,h-2&x=%C3%A9',
      'https://host/a%20b.jpg?tr=w-1,h-2&x=%C3%A9',
    ],
    ['/v1/metadata/?x=1&url=http://host/a+b.jpg?url=http://x', 'http://host/a+b.jpg?url=http://x'],
    ['/v1/metadata?url=http%3A%2F%2Fhost%2Fa.jpg&url=http%3A%2F%2Fhost%2Fb.jpg', 'http://host/b.jpg'],
    ['/v1/metadata?url=%20x', ' x'],
  ];
  for (const [target, url] of vectors)
    it(target, async () => {
      const { status, body } = await api().json(target);
      assert.equal(status, 200);
      assert.deepEqual(asked.at(-1), { url, host: `127.0.0.1:${api().port}` });
      assert.deepEqual(body, {
        height: 2,
        width: 3,
        size: 7,
        format: 'webp',
        hasColorProfile: false,
        quality: 0,
        density: 72,
        hasTransparency: true,
        exif: { image: {}, thumbnail: {}, exif: {}, gps: {}, interoperability: {}, makernote: {} },
      });
    });

  it('needs a URL and a key', async () => {
    for (const query of ['', '?url=', '?url=%20']) {
      const { status, body } = await api().json(`/v1/metadata${query}`);
      assert.deepEqual([status, body.message], [400, 'Your request is missing url parameter.']);
    }
    const { status } = await api().fetch('/v1/metadata?url=http://x', { headers: {} });
    assert.equal(status, 401);
  });
});

describe('GET /v1/files/:fileId/metadata', () => {
  const api = suiteApi();

  it('is the metadata object, in the order of the documents', async () => {
    const image = await sharp({ create: { width: 4, height: 2, channels: 4, background: '#0000' } })
      .withIccProfile('p3')
      .withMetadata({ density: 300 })
      .png()
      .toBuffer();
    const uploaded = await api().upload({
      file: new Blob([new Uint8Array(image)]),
      fileName: 'a.png',
      responseFields: 'metadata',
    });
    const { status, body } = await api().json(`/v1/files/${uploaded.body.fileId}/metadata`);
    assert.equal(status, 200);
    assert.deepEqual(body, uploaded.body.metadata);
    assert.ok(Check(metadataSchema, body));
    const keys = 'height width size format hasColorProfile quality density hasTransparency exif pHash';
    assert.equal(Object.keys(body).join(' '), keys);
    const { pHash, exif, ...rest } = body;
    assert.deepEqual(rest, {
      height: 2,
      width: 4,
      size: image.length,
      format: 'png',
      hasColorProfile: true,
      quality: 0,
      density: 300,
      hasTransparency: true,
    });
  });

  it('is refused for what has none', async () => {
    const { body } = await api().upload({
      file: new Blob(['text']),
      fileName: 'a.txt',
      responseFields: 'metadata',
    });
    assert.ok(!('metadata' in body));
    const text = await api().json(`/v1/files/${body.fileId}/metadata`);
    assert.deepEqual([text.status, text.body.message], [400, 'The requested file is corrupt or invalid.']);
    const unknown = await api().json(`/v1/files/${'f'.repeat(24)}/metadata`);
    const message = 'The requested file does not exist or is inaccessible at this time.';
    assert.deepEqual([unknown.status, unknown.body.message], [404, message]);
    const malformed = await api().json('/v1/files/x/metadata');
    assert.deepEqual(
      [malformed.status, malformed.body.message],
      [400, 'Your request contains invalid fileId parameter.'],
    );
  });
});

it('a key that may not read may not ask', async (t) => {
  const { fetch } = await openTestApi(t, { key: { permission: 'none', expiresAt: null } });
  assert.equal((await fetch(`/v1/files/${'f'.repeat(24)}/metadata`)).status, 403);
});
