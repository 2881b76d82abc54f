import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BASIC, HELP, openTestApi, suiteApi } from '../api.testing.ts';
import { shown, wrongValues } from '../wrong-types.testing.ts';

const PATH = '/v1/files/purge';
const E = 'http://media.test/demo';
const asJson = { authorization: BASIC, 'content-type': 'application/json' };

describe('a purge', () => {
  const api = suiteApi();
  const json = (method: string, path: string, body?: unknown) =>
    api().json(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: asJson,
    });
  const purge = (url: unknown) => json('POST', PATH, { url });
  const notValid = { message: 'The URL is not valid for cache purging.' };

  it('is written down and found again', async () => {
    const { status, body } = await purge(`${E}/images/upload*`);
    assert.equal(status, 201);
    assert.deepEqual(Object.keys(body), ['requestId']);
    assert.match(body.requestId, /^[0-9a-f]{24}$/);
    assert.deepEqual(await json('GET', `${PATH}/${body.requestId}`), {
      status: 200,
      body: { status: 'Completed' },
    });
    const row = await api()
      .database.reader.selectFrom('jobs')
      .select(['kind', 'state', 'payload'])
      .where('id', '=', body.requestId)
      .executeTakeFirst();
    assert.deepEqual(row, {
      kind: 'purge',
      state: 'done',
      payload: JSON.stringify({ path: `${E}/images/upload*` }),
    });
  });

  it('of a rename is found as well', async () => {
    await api().upload({ fileName: 'a.txt', useUniqueFileName: 'false', file: new Blob(['x']) });
    const rename = { filePath: '/a.txt', newFileName: 'b.txt', purgeCache: true };
    const { body } = await json('PUT', '/v1/files/rename', rename);
    const found = await json('GET', `${PATH}/${body.purgeRequestId}`);
    assert.deepEqual(found, { status: 200, body: { status: 'Completed' } });
  });

  it('knows the URL endpoints and the media domains of the account', async () => {
    assert.equal((await purge(`${E}/shop/images*`)).status, 201);
    const endpoint = { description: 'd', urlPrefix: 'shop' };
    await json('POST', '/v1/accounts/url-endpoints', endpoint);
    const answer = await purge(`${E}/shop/images*`);
    assert.deepEqual([answer.status, answer.body.message], [400, notValid.message]);

    assert.equal((await purge('https://images.test/a.jpg')).status, 400);
    const settings = { mediaDomains: { 'images.test': 'default' } };
    assert.equal((await json('PATCH', '/_halftone/v1/settings', settings)).status, 200);
    assert.equal((await purge('https://images.test/a.jpg')).status, 201);
  });

  it('is refused for what is no URL of the account', async () => {
    for (const url of wrongValues((value) => value === null || value === '')) {
      const answer = await purge(url);
      assert.deepEqual([answer.status, answer.body.message], [400, notValid.message], shown(url));
    }
    for (const body of [{}, { url: null }, { url: '' }]) {
      const answer = await json('POST', PATH, body);
      assert.deepEqual([answer.status, answer.body.message], [400, 'Your request is missing url parameter.']);
    }
    assert.equal((await json('POST', PATH, [])).status, 400);
  });

  it('that nobody asked for is 400', async () => {
    const job = await json('POST', '/v1/folder', { folderName: 'x', parentFolderPath: '/' });
    assert.equal(job.status, 201);
    const rename = { folderPath: '/x', newFolderName: 'y' };
    const { jobId } = (await json('POST', '/v1/bulkJobs/renameFolder', rename)).body;
    for (const id of ['0'.repeat(24), jobId]) {
      assert.deepEqual(await json('GET', `${PATH}/${id}`), {
        status: 400,
        body: { message: 'No request found for this requestId.', help: HELP },
      });
    }
    for (const id of ['x', '%00', 'A'.repeat(24), 'a'.repeat(25)]) {
      const { status, body } = await json('GET', `${PATH}/${id}`);
      assert.deepEqual([status, body.message], [400, 'Your request contains invalid requestId parameter.']);
    }
  });
});

it('a purge has the caches forget the URL as it was sent, once it is found to be one of the account', async (t) => {
  const asked: string[] = [];
  const api = await openTestApi(t, { deps: { purgeUrl: async (url) => void asked.push(url) } });
  const purge = (url: string) =>
    api.json(PATH, { method: 'POST', body: JSON.stringify({ url }), headers: asJson });
  assert.equal((await purge('https://other.test/demo/a.jpg')).status, 400);
  assert.equal((await purge(`${E}/a.jpg?tr=w-1`)).status, 201);
  assert.equal((await purge(`${E}/images/upload*`)).status, 201);
  assert.deepEqual(asked, [`${E}/a.jpg?tr=w-1`, `${E}/images/upload*`]);
});

it('a purge is asked for with a key that may write, and looked at with one that may read', async (t) => {
  const api = await openTestApi(t, { key: { permission: 'read', expiresAt: null } });
  assert.equal((await api.fetch(PATH, { method: 'POST' })).status, 403);
  assert.equal((await api.fetch(`${PATH}/${'0'.repeat(24)}`)).status, 400);
});
