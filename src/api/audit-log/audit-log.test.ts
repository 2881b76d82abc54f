import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  type Answer,
  BASIC,
  form,
  openTestApi,
  PRIVATE_KEY,
  PUBLIC_KEY,
  suiteApi,
  type TestApi,
} from '../api.testing.ts';

const json = { authorization: BASIC, 'content-type': 'application/json' };
const entries = async (api: TestApi, query = ''): Promise<Answer[]> =>
  (await api.json(`/_halftone/v1/audit-log${query}`)).body;
const file = new Blob(['hello']);

describe('the audit log', () => {
  it('has every successful change: who, what, when, by which request', async (t) => {
    const api = await openTestApi(t, { clock: () => Date.parse('2026-05-01T00:00:00Z') });
    const upload = await api.upload({ file, fileName: 'a.txt' });
    const { fileId } = upload.body;
    const deleted = await api.fetch(`/v1/files/${fileId}`, { method: 'DELETE' });
    const [newest, oldest] = await entries(api);
    const { id, keyId, ...entry } = newest;
    assert.match(id, /^[0-9a-f]{24}$/);
    assert.match(keyId, /^[0-9a-f]{24}$/);
    assert.deepEqual(entry, {
      at: '2026-05-01T00:00:00.000Z',
      publicKey: PUBLIC_KEY,
      method: 'DELETE',
      route: '/v1/files/:fileId',
      target: fileId,
      requestId: deleted.headers.get('x-request-id'),
      status: 204,
    });
    assert.deepEqual([oldest.method, oldest.route, oldest.target], ['POST', '/api/v1/files/upload', fileId]);
  });

  it('has nothing that only looked, failed, or came from nobody', async (t) => {
    const api = await openTestApi(t);
    await api.fetch('/v1/files');
    await api.fetch('/v1/files/none', { method: 'DELETE' });
    await api.fetch('/v1/folder', { method: 'POST', headers: {} });
    await api.fetch('/v1/dummy/test', { method: 'POST' });
    assert.deepEqual(await entries(api), []);
  });

  it('names the targets of changes whose paths do not', async (t) => {
    const api = await openTestApi(t);
    const post = (path: string, body: object, method = 'POST') =>
      api.fetch(path, { method, headers: json, body: JSON.stringify(body) });
    await post('/v1/folder', { folderName: 'in', parentFolderPath: '/a/' });
    const [one, two] = [
      await api.upload({ file, fileName: '1.txt', folder: '/a' }),
      await api.upload({ file, fileName: '2.txt', folder: '/a' }),
    ];
    await post('/v1/files/addTags', { fileIds: [one.body.fileId, two.body.fileId], tags: ['x'] });
    await post('/v1/files/copy', { sourceFilePath: one.body.filePath, destinationPath: '/b' });
    await post('/_halftone/v1/settings', { autoAvif: true, defaultQuality: 7 }, 'PATCH');
    const targets = (await entries(api)).map(({ target }) => target);
    const { fileId: first } = one.body;
    const { fileId: second } = two.body;
    assert.deepEqual(targets, [
      'autoAvif,defaultQuality',
      one.body.filePath,
      `${first},${second}`,
      second,
      first,
      '/a/in',
    ]);
  });

  it('knows whose key signed an upload from a browser', async (t) => {
    const api = await openTestApi(t);
    const expire = String(Math.floor(Date.now() / 1000) + 600);
    const signature = createHmac('sha1', PRIVATE_KEY).update(`token${expire}`).digest('hex');
    const body = form({ publicKey: PUBLIC_KEY, token: 'token', expire, signature, file, fileName: 'a.txt' });
    assert.equal((await fetch(`${api.url}/api/v1/files/upload`, { method: 'POST', body })).status, 200);
    assert.deepEqual(
      (await entries(api)).map(({ publicKey }) => publicKey),
      [PUBLIC_KEY],
    );
  });

  it('has no secrets', async (t) => {
    const api = await openTestApi(t);
    const post = (path: string, body: object, method = 'POST') =>
      api.json(path, { method, headers: json, body: JSON.stringify(body) });
    const { body: made } = await post('/_halftone/v1/keys', { permission: 'read' });
    const { body: rolled } = await post(`/_halftone/v1/keys/${made.id}/roll`, { expireOldAfter: 'now' });
    const { body: hook } = await post('/v1/accounts/webhooks', {
      endpoint: 'https://example.com/hook',
      events: ['upload.pre-transform.success'],
    });
    const everything = JSON.stringify(
      await api.database.reader.selectFrom('audit_log').selectAll().execute(),
    );
    const told = JSON.stringify(await entries(api)) + everything + JSON.stringify(api.logged);
    assert.match(told, new RegExp(`${made.id}`));
    const secrets = [PRIVATE_KEY, made.privateKey, rolled.key.privateKey, hook?.secret].filter(Boolean);
    assert.ok(secrets.length >= 3);
    for (const secret of secrets) assert.ok(!told.includes(secret), secret);
  });

  it('is for standard keys only', async (t) => {
    const api = await openTestApi(t, { key: { permission: 'read-write', expiresAt: null } });
    assert.equal((await api.json('/_halftone/v1/audit-log')).status, 403);
  });
});

describe('pages of the audit log', () => {
  const api = suiteApi();

  it('follow one another', async () => {
    for (const name of ['1', '2', '3']) await api().upload({ file, fileName: `${name}.txt` });
    const [first] = await entries(api(), '?limit=1');
    const rest = await entries(api(), `?limit=5&before=${first.id}`);
    assert.deepEqual([first, ...rest], await entries(api()));
    assert.equal(rest.length, 2);
  });

  for (const query of ['limit=0', 'limit=1001', 'limit=x', 'limit=-1', 'before=yesterday']) {
    it(`with ${query} answer 400`, async () => {
      const { status, body } = await api().json(`/_halftone/v1/audit-log?${query}`);
      assert.equal(status, 400);
      assert.match(body.message, new RegExp(`invalid ${query.split('=', 1)[0]} parameter`));
    });
  }
});
