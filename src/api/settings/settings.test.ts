import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_SETTINGS } from '../../settings/index.ts';
import { BASIC, HELP, openTestApi, suiteApi, type TestApi } from '../api.testing.ts';

const PATH = '/_halftone/v1/settings';
const change = (api: TestApi, body: unknown) =>
  api.json(PATH, {
    method: 'PATCH',
    headers: { authorization: BASIC, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('the settings', () => {
  it('are told whole, with their revision and what is fixed, and changed', async (t) => {
    const api = await openTestApi(t, { upload: { maxUploadBytes: 5_000 } });
    const settings = { ...DEFAULT_SETTINGS, maxUploadBytes: 5_000 };
    const fixed = ['maxUploadBytes'];
    assert.deepEqual(await api.json(PATH), { status: 200, body: { revision: 0, settings, fixed } });
    const answer = { revision: 1, settings: { ...settings, autoAvif: true }, fixed };
    assert.deepEqual(await change(api, { autoAvif: true }), { status: 200, body: answer });
    assert.deepEqual((await api.json(PATH)).body, answer);
    assert.deepEqual((await change(api, { autoAvif: null })).body, { revision: 2, settings, fixed });
    assert.equal((await change(api, {})).body.revision, 2);
  });

  it('that the environment gives answer 409, which is not to be tried again', async (t) => {
    const api = await openTestApi(t, { settings: { defaultQuality: 60 } });
    const response = await api.fetch(PATH, {
      method: 'PATCH',
      headers: { authorization: BASIC, 'content-type': 'application/json' },
      body: '{"autoAvif": true, "defaultQuality": 70}',
    });
    assert.equal(response.status, 409);
    assert.equal(response.headers.get('x-should-retry'), 'false');
    assert.match(((await response.json()) as { message: string }).message, /HALFTONE_DEFAULT_QUALITY/);
    assert.equal((await api.json(PATH)).body.settings.autoAvif, false);
  });

  it('are for standard keys only', async (t) => {
    const api = await openTestApi(t, { key: { permission: 'read-write', expiresAt: null } });
    assert.equal((await api.json(PATH)).status, 403);
    assert.equal((await change(api, {})).status, 403);
    assert.equal((await api.json(PATH, { headers: {} })).status, 401);
  });
});

describe('a change that is not allowed', () => {
  const api = suiteApi();
  const unknown = 'Your request contains unknown setting "autoAvis". Did you mean autoAvif?';
  const upload = (why: string) => `The setting defaultUpload is not valid: ${why}`;
  for (const [body, message] of [
    ['[]', 'Your request contains invalid JSON.'],
    ['"a"', 'Your request contains invalid JSON.'],
    ['{', 'Your request contains invalid JSON.'],
    [{ autoAvif: true, autoAvis: true }, unknown],
    [
      { autoAvif: true, pngCompression: 'none' },
      'Your request contains invalid pngCompression setting: it must be one of lossless, palette.',
    ],
    [{ autoAvif: true, defaultUpload: { fileName: 'a' } }, upload('"fileName" cannot have a default')],
    [{ autoAvif: true, defaultUpload: { colour: 'red' } }, upload('"colour" cannot have a default')],
    [{ autoAvif: true, defaultUpload: { tags: null } }, upload('tags is null')],
    [
      { autoAvif: true, defaultUpload: { transformation: { pre: 'n-gone' } } },
      upload('pre: Named transformation "gone" not found'),
    ],
    [
      { autoAvif: true, defaultUpload: { transformation: { post: [] } } },
      upload('post must be a list of 1 to 5 objects'),
    ],
    [
      { autoAvif: true, defaultUpload: { isPrivateFile: 'perhaps' } },
      upload('Your request contains invalid isPrivateFile parameter.'),
    ],
    [
      { autoAvif: true, defaultUpload: { customCoordinates: '1,2' } },
      upload('Your request contains invalid customCoordinates parameter.'),
    ],
    [
      { autoAvif: true, defaultUpload: { checks: '"file.size" <' } },
      upload('Your request contains invalid syntax for the checks parameter.'),
    ],
    [
      { autoAvif: true, defaultUpload: { checks: '"request.customMetadata.gone" = 1' } },
      upload('Your request contains invalid syntax for the checks parameter.'),
    ],
    [
      { autoAvif: true, defaultUpload: { extensions: [{ name: 'teleport' }] } },
      upload('Your request contains invalid extensions parameter.'),
    ],
    [
      { autoAvif: true, defaultUpload: { extensions: [{ name: 'saved-extension', id: 'ext_gone' }] } },
      upload('Your request contains invalid extensions parameter.'),
    ],
    [{ autoAvif: true, defaultUpload: { customMetadata: { gone: 1 } } }, upload('Invalid custom metadata.')],
    [
      { autoAvif: true, defaultUpload: 1 },
      'Your request contains invalid defaultUpload setting: it must be an object of upload parameters.',
    ],
  ] as const) {
    it(`${JSON.stringify(body).slice(0, 70)} answers 400 and changes nothing`, async () => {
      const answer = await change(api(), body);
      assert.deepEqual([answer.status, answer.body.message], [400, message]);
      assert.ok(answer.body.help === HELP || answer.body.help.length > 0);
      assert.deepEqual((await api().json(PATH)).body.revision, 0);
    });
  }
});

describe('defaultUpload', () => {
  const api = suiteApi();
  const file = new Blob(['hello']);
  const sent = (fields: Record<string, string>) =>
    api().upload({ file, fileName: 'a.txt', responseFields: 'tags,isPrivateFile', ...fields });

  it('is applied where an upload does not say it itself', async () => {
    const defaultUpload = {
      folder: '/in',
      tags: ['one', 'two'],
      isPrivateFile: true,
      useUniqueFileName: 'false',
    };
    assert.equal((await change(api(), { defaultUpload })).status, 200);
    const { body } = await sent({});
    assert.deepEqual([body.filePath, body.tags, body.isPrivateFile], ['/in/a.txt', ['one', 'two'], true]);
    const own = await sent({ folder: '/out', tags: '', isPrivateFile: 'false' });
    assert.deepEqual([own.body.filePath, own.body.tags, own.body.isPrivateFile], ['/out/a.txt', null, false]);
    await change(api(), { defaultUpload: null });
    const plain = await sent({});
    assert.deepEqual([plain.body.tags, plain.body.isPrivateFile], [null, false]);
  });
});

describe('defaultUpload with what the account has', () => {
  const api = suiteApi();

  it('says what is wrong with it, and takes what an upload would take', async () => {
    const create = await api().json('/v1/customMetadataFields', {
      method: 'POST',
      headers: { authorization: BASIC, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'price', label: 'Price', schema: { type: 'Number' } }),
    });
    assert.equal(create.status, 201);
    const cheap = await change(api(), { defaultUpload: { customMetadata: { price: 'cheap' } } });
    assert.deepEqual([cheap.status, cheap.body.errors], [400, { price: 'should be of type number' }]);
    const unread = await change(api(), { defaultUpload: { checks: '"request.customMetadata.price" HAS 1' } });
    assert.match(unread.body.help, /^At character 32: /);
    const defaultUpload = {
      customMetadata: { price: 5 },
      checks: '"request.customMetadata.price" < 10',
      extensions: [{ name: 'ai-auto-description' }],
    };
    assert.equal((await change(api(), { defaultUpload })).status, 200);
    const upload = { file: new Blob(['hello']), fileName: 'a.txt', responseFields: 'customMetadata' };
    const { status, body } = await api().upload(upload);
    assert.deepEqual([status, body.customMetadata], [200, { price: 5 }]);
    assert.equal((await api().upload({ ...upload, customMetadata: '{"price":50}' })).status, 400);
  });
});

describe('maxUploadBytes', () => {
  it('holds for the next upload', async (t) => {
    const api = await openTestApi(t, { settings: { maxUploadBytes: undefined as never } });
    const send = async (size: number) =>
      (await api.upload({ fileName: 'a.bin', file: new Blob(['x'.repeat(size)]) })).status;
    assert.equal(await send(2_000), 200);
    await change(api, { maxUploadBytes: 1_000 });
    assert.equal(await send(1_001), 400);
    assert.equal(await send(1_000), 200);
  });
});
