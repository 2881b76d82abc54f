import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import sharp from 'sharp';
import { HalftoneError } from '../../kernel/index.ts';
import type { BlobStore } from '../../storage/index.ts';
import { canonical } from '../../transformation/index.ts';
import { BASIC, openTestApi, type TestApi, type TestApiOptions } from '../api.testing.ts';
import type { PreTransform } from './before-storing.ts';

const undecodable = { code: 'EFORMAT', status: 400, message: 'No decoder opens it', help: 'Send another.' };
const refusal = { code: 'EINVAL', status: 400, message: 'The crop window is outside', help: 'Move it.' };

/** The start of an MP4: enough to be known by. */
const VIDEO = Buffer.concat([
  Buffer.from('00000018', 'hex'),
  Buffer.from('ftypmp42\0\0\0\0mp42isom'),
  Buffer.alloc(64),
]);

async function picture(format: 'png' | 'gif' = 'png'): Promise<Blob> {
  const create = { width: 40, height: 30, channels: 3, background: '#a53' } as const;
  return new Blob([new Uint8Array(await sharp({ create }).toFormat(format).toBuffer())]);
}

/** A stand-in for delivery's: `w-20` halves the picture, as WebP; `w-30` finds no decoder; anything else is refused. */
async function open(t: TestContext, options: TestApiOptions = {}) {
  const asked: string[] = [];
  const preTransform =
    (store: Pick<BlobStore, 'stage'>): PreTransform =>
    async ({ staged, transformation }) => {
      asked.push(canonical(transformation));
      if (canonical(transformation) === 'w-30') throw new HalftoneError(undecodable);
      if (canonical(transformation) !== 'w-20') throw new HalftoneError(refusal);
      const bytes = Buffer.concat(await Array.fromAsync(createReadStream(staged.path)));
      const made = await store.stage();
      await made.write(await sharp(bytes).resize({ width: 20 }).webp().toBuffer());
      await made.seal();
      await staged.discard();
      return made;
    };
  const api = await openTestApi(t, { ...options, preTransform });
  return { api, asked };
}

function upload(api: TestApi, file: Blob, transformation: object, fields: Record<string, string> = {}) {
  return api.upload({ fileName: 'a.png', transformation: JSON.stringify(transformation), file, ...fields });
}

describe('an image with pre', () => {
  it('is stored as what was made of it', async (t) => {
    const { api, asked } = await open(t);
    const before = (await api.storedFiles()).length;
    const { status, body } = await upload(
      api,
      await picture(),
      { pre: 'tr:w-20' },
      { useUniqueFileName: 'false', checks: '"mediaMetadata.width" = 20 AND "file.mime" = "image/webp"' },
    );
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.name, body.width, body.height, body.fileType], ['a.png', 20, 15, 'image']);
    assert.deepEqual(asked, ['w-20']);
    const details = await api.json(`/v1/files/${body.fileId}/details`);
    assert.deepEqual([details.body.mime, details.body.size], ['image/webp', body.size]);
    assert.equal((await api.storedFiles()).length, before + 1, 'what was sent is not kept');
  });

  it('has its checks made of what was made of it', async (t) => {
    const { api } = await open(t);
    const before = await api.storedFiles();
    const { status, body } = await upload(
      api,
      await picture(),
      { pre: 'w-20' },
      { checks: '"mediaMetadata.width" = 40' },
    );
    assert.deepEqual([status, body.message], [400, "Your request failed 'checks' validation."]);
    assert.deepEqual(await api.storedFiles(), before);
  });

  it('may name a transformation of the account', async (t) => {
    const { api, asked } = await open(t);
    const named = { name: 'small', transformation: 'w-20' };
    const init = {
      method: 'POST',
      headers: { authorization: BASIC, 'content-type': 'application/json' },
      body: JSON.stringify(named),
    };
    assert.equal((await api.json('/v1/named-transformations', init)).status, 201);
    assert.equal((await upload(api, await picture(), { pre: 'n-small' })).body.width, 20);
    assert.deepEqual(asked, ['w-20']);
  });

  it('is refused in the words of the language, and nothing is kept', async (t) => {
    const { api } = await open(t);
    const before = await api.storedFiles();
    const { status, body } = await upload(api, await picture(), { pre: 'w-10' });
    assert.deepEqual([status, body], [400, { message: refusal.message, help: refusal.help }]);
    assert.deepEqual(await api.storedFiles(), before);
  });

  it('can have what the result can have made of it, not what was sent', async (t) => {
    const { api } = await open(t);
    const gif = await upload(api, await picture('gif'), { post: [{ type: 'gif-to-video' }] });
    assert.equal(gif.status, 200, JSON.stringify(gif.body));
    assert.equal((await jobs(api)).length, 1);
    const still = await upload(api, await picture('gif'), { pre: 'w-20', post: [{ type: 'gif-to-video' }] });
    assert.deepEqual(
      [still.status, still.body.message],
      [
        400,
        'The file could not be uploaded because the detected file type & post-transformation are incompatible.',
      ],
    );
    assert.equal((await jobs(api)).length, 1);
  });
});

describe('a client that goes while its image is transformed', () => {
  it('leaves nothing, and is no fault of the server', async (t) => {
    const begun = Promise.withResolvers<void>();
    const api = await openTestApi(t, {
      preTransform: () => async (image) => {
        begun.resolve();
        await once(image.signal, 'abort');
        throw image.signal.reason;
      },
    });
    const before = await api.storedFiles();
    const gone = new AbortController();
    const body = formOf({ fileName: 'a.png', file: await picture(), transformation: '{"pre":"w-20"}' });
    const { signal } = gone;
    const answer = api.fetch('/api/v1/files/upload', { method: 'POST', body, signal });
    await begun.promise;
    assert.equal((await api.storedFiles()).length, before.length + 1);
    gone.abort();
    await assert.rejects(answer);
    while ((await api.storedFiles()).length > before.length) await new Promise((done) => setImmediate(done));
    // What the upload had to be logged for was logged before this is answered.
    await api.json('/v1/files');
    assert.deepEqual(api.logged, []);
  });
});

describe('a transformation of what cannot be transformed', () => {
  const transformable =
    'The file could not be uploaded because transformations are supported only for image and video files.';
  for (const transformation of [{ pre: 'w-20' }, { post: [{ type: 'transformation', value: 'w-20' }] }]) {
    it(`is refused, and nothing is kept: ${JSON.stringify(transformation)}`, async (t) => {
      const { api } = await open(t);
      const before = await api.storedFiles();
      const { status, body } = await upload(api, new Blob(['hello']), transformation);
      assert.deepEqual([status, body.message], [400, transformable]);
      assert.deepEqual(await api.storedFiles(), before);
    });
  }

  it('is refused before anything is tried, when it is invalid', async (t) => {
    const { api, asked } = await open(t);
    const { status, body } = await upload(api, await picture(), { pre: 'w-20', post: [] });
    assert.deepEqual(
      [status, body],
      [
        400,
        {
          message: 'The file could not be uploaded because the transformation field is invalid.',
          help: 'post must be a list of 1 to 5 objects',
        },
      ],
    );
    assert.deepEqual(asked, []);
  });
});

describe('a video with pre', () => {
  it('is answered 202, and its event tells that nothing came of it', async (t) => {
    const { api, asked } = await open(t);
    await listenToEvents(api);
    const before = await api.storedFiles();
    const { status, body } = await upload(
      api,
      new Blob([VIDEO]),
      { pre: 'so-70', post: [{ type: 'thumbnail' }] },
      { fileName: 'vid.mp4', folder: '/myfolder' },
    );
    assert.deepEqual(
      [status, body],
      [202, { message: 'The pre-transformation has been queued successfully.' }],
    );
    assert.deepEqual(await api.storedFiles(), before);
    assert.deepEqual(asked, []);
    assert.deepEqual((await api.json('/v1/files?path=/myfolder')).body, []);
    const [event, ...others] = await events(api);
    assert.deepEqual(others, []);
    assert.equal(event?.type, 'upload.pre-transform.error');
    const { request, data } = JSON.parse(event?.data ?? '');
    assert.match(request.x_request_id, /^[0-9a-f-]{36}$/);
    assert.equal(request.transformation, 'so-70');
    assert.match(data.name, /^vid_[\w-]{9}\.mp4$/);
    assert.deepEqual(data, {
      name: data.name,
      path: `/myfolder/${data.name}`,
      transformation: { error: { reason: 'encoding_failed' } },
    });
  });

  it('is refused like any other when something else is wrong', async (t) => {
    const { api } = await open(t);
    const wrong = [
      [{ pre: 'so-abc' }, {}, /transformation field is invalid/],
      [{ pre: 'so-70' }, { checks: 'nonsense' }, /invalid syntax for the checks/],
      [{ pre: 'so-70', post: [{ type: 'gif-to-video' }] }, {}, /are incompatible/],
      [{ pre: 'so-70' }, { customMetadata: '{"nobody":1}' }, /Invalid custom metadata/],
    ] as const;
    for (const [transformation, fields, message] of wrong) {
      const { status, body } = await upload(api, new Blob([VIDEO]), transformation, fields);
      assert.equal(status, 400);
      assert.match(body.message, message);
    }
  });
});

describe('post', () => {
  it('makes one job an item, with the id of the request', async (t) => {
    const { api } = await open(t);
    const post = [
      { type: 'transformation', value: 'w-300' },
      { type: 'transformation', value: 'h-100' },
    ];
    const response = await api.fetch('/api/v1/files/upload', {
      method: 'POST',
      body: formOf({ fileName: 'a.png', file: await picture(), transformation: JSON.stringify({ post }) }),
    });
    const { fileId, name, filePath: path } = (await response.json()) as Record<string, string>;
    const requestId = response.headers.get('x-request-id');
    const found = (await jobs(api)).map(({ kind, payload }) => ({ kind, ...JSON.parse(payload) }));
    assert.deepEqual(
      found.sort((a, b) => b.item.value.localeCompare(a.item.value)),
      post.map((item) => ({ kind: 'POST_TRANSFORM', requestId, item, fileId, name, path })),
    );
  });

  it('of the account is for what it can be for', async (t) => {
    const post = [{ type: 'transformation', value: 'w-300' } as const, { type: 'thumbnail' } as const];
    const { api } = await open(t, { settings: { defaultUpload: { transformation: { post } } } });
    assert.equal((await api.upload({ fileName: 'a.txt', file: new Blob(['hello']) })).status, 200);
    assert.deepEqual(await jobs(api), []);
    assert.equal((await api.upload({ fileName: 'a.png', file: await picture() })).status, 200);
    assert.deepEqual(
      (await jobs(api)).map(({ payload }) => JSON.parse(payload).item),
      [post[0]],
    );
  });
});

describe('pre of the account', () => {
  it('is for images', async (t) => {
    const { api, asked } = await open(t, {
      settings: { defaultUpload: { transformation: { pre: 'w-20' } } },
    });
    const image = await api.upload({ fileName: 'a.png', file: await picture() });
    assert.deepEqual([image.status, image.body.width], [200, 20]);
    const video = await api.upload({ fileName: 'a.mp4', file: new Blob([VIDEO]) });
    assert.deepEqual([video.status, video.body.size], [200, VIDEO.length]);
    assert.deepEqual(asked, ['w-20']);
  });

  it('leaves alone what no decoder opens, and refuses what it cannot do to an image', async (t) => {
    const { api } = await open(t, { settings: { defaultUpload: { transformation: { pre: 'w-30' } } } });
    const broken = await api.upload({ fileName: 'a.png', file: await picture() });
    assert.deepEqual([broken.status, broken.body.width], [200, 40], JSON.stringify(broken.body));
    const asked = await upload(api, await picture(), { pre: 'w-30' });
    assert.deepEqual([asked.status, asked.body.message], [400, undecodable.message]);
    const { api: other } = await open(t, {
      settings: { defaultUpload: { transformation: { pre: 'w-10' } } },
    });
    const refused = await other.upload({ fileName: 'a.png', file: await picture() });
    assert.deepEqual([refused.status, refused.body.message], [400, refusal.message]);
  });
});

function formOf(fields: Readonly<Record<string, string | Blob>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

async function jobs({ database }: TestApi) {
  return database.reader.selectFrom('jobs').select(['kind', 'payload']).execute();
}

async function events({ database }: TestApi) {
  return database.reader.selectFrom('events').select(['type', 'data']).execute();
}

/** Without a webhook no event is written down. */
async function listenToEvents(api: TestApi): Promise<void> {
  const webhook = { endpoint: 'https://app.test/', events: ['upload.pre-transform.error'] };
  const { status } = await api.json('/v1/accounts/webhooks', {
    method: 'POST',
    headers: { authorization: BASIC, 'content-type': 'application/json' },
    body: JSON.stringify(webhook),
  });
  assert.equal(status, 201);
}
