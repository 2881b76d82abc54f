import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BASIC, openTestApi, PUBLIC_KEY, suiteApi, type TestApi } from '../api.testing.ts';

const PATH = '/_halftone/v1/keys';
const basic = (privateKey: string) => ({
  authorization: `Basic ${Buffer.from(`${privateKey}:`).toString('base64')}`,
});
const send = async (
  api: TestApi,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: BASIC },
) => {
  const response = await api.fetch(PATH + path, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    retry: response.headers.get('x-should-retry'),
    body: text && JSON.parse(text),
  };
};
const create = async (api: TestApi, body: unknown) => (await send(api, 'POST', '', body)).body;

describe('API keys', () => {
  it('are made, shown once, listed without their private half, and revoked', async (t) => {
    const api = await openTestApi(t);
    const made = await send(api, 'POST', '', { permission: 'read', name: 'shop' });
    assert.equal(made.status, 201);
    const { privateKey, ...shown } = made.body;
    assert.match(privateKey, /^private_/);
    assert.deepEqual(Object.keys(shown), [
      'id',
      'publicKey',
      'privateKeyEnd',
      'name',
      'permission',
      'createdAt',
      'expiresAt',
      'expired',
      'fixed',
    ]);
    const listed = (await send(api, 'GET', '')).body;
    assert.deepEqual(listed[1], shown);
    assert.deepEqual(
      [listed[0].publicKey, listed[0].fixed, listed[0].permission],
      [PUBLIC_KEY, true, 'standard'],
    );
    assert.ok(!JSON.stringify(listed).includes(privateKey));

    const list = (init?: RequestInit) => api.fetch('/v1/files', init);
    assert.equal((await list({ headers: basic(privateKey) })).status, 200);
    assert.equal((await send(api, 'GET', '', undefined, basic(privateKey))).status, 403);
    assert.equal((await send(api, 'DELETE', `/${shown.id}`)).status, 204);
    assert.equal((await list({ headers: basic(privateKey) })).status, 403);
    assert.equal((await send(api, 'DELETE', `/${shown.id}`)).status, 404);
  });

  it('are rolled, with the old one good for a while, then expired', async (t) => {
    const time = { now: Date.parse('2026-05-01T00:00:00Z') };
    const api = await openTestApi(t, { clock: () => time.now });
    const made = await create(api, { permission: 'read' });
    const rolled = await send(api, 'POST', `/${made.id}/roll`, { expireOldAfter: '24h' });
    assert.equal(rolled.status, 201);
    const { key, old } = rolled.body;
    assert.deepEqual([old.id, old.expiresAt, old.expired], [made.id, '2026-05-02T00:00:00.000Z', false]);
    assert.deepEqual([key.permission, key.expiresAt], ['read', null]);
    const list = async (privateKey: string) => {
      const response = await api.fetch('/v1/files', { headers: basic(privateKey) });
      return [response.status, ((await response.json()) as { message?: string }).message];
    };
    assert.deepEqual(await list(made.privateKey), [200, undefined]);
    assert.deepEqual(await list(key.privateKey), [200, undefined]);
    time.now += 24 * 3_600_000;
    assert.deepEqual(await list(made.privateKey), [403, 'Your request contains expired private API key.']);
    assert.deepEqual(await list(key.privateKey), [200, undefined]);
  });

  it('may be given another permission, at once', async (t) => {
    const api = await openTestApi(t);
    const { id, privateKey } = await create(api, { permission: 'read' });
    const folder = () =>
      api.fetch('/v1/folder', {
        method: 'POST',
        headers: { ...basic(privateKey), 'content-type': 'application/json' },
        body: '{"folderName": "a", "parentFolderPath": "/"}',
      });
    assert.equal((await folder()).status, 403);
    const changed = await send(api, 'PATCH', `/${id}`, { permission: 'read-write', name: 'writer' });
    assert.deepEqual(
      [changed.status, changed.body.permission, changed.body.name],
      [200, 'read-write', 'writer'],
    );
    assert.equal((await folder()).status, 201);
    assert.equal((await send(api, 'PATCH', `/${id}`, { name: null })).body.name, null);
  });

  it('are five at most', async (t) => {
    const api = await openTestApi(t);
    for (let count = 1; count < 5; count++) await create(api, { permission: 'none' });
    const refused = await send(api, 'POST', '', { permission: 'none' });
    assert.deepEqual(
      [refused.status, refused.body.message],
      [400, 'You can have a maximum of 5 active API keys.'],
    );
  });

  it('of the environment answer 409, which is not to be tried again', async (t) => {
    const api = await openTestApi(t);
    const [{ id }] = (await send(api, 'GET', '')).body;
    for (const [method, path, body] of [
      ['DELETE', `/${id}`, undefined],
      ['POST', `/${id}/roll`, { expireOldAfter: 'now' }],
      ['PATCH', `/${id}`, { permission: 'read' }],
    ] as const) {
      const { status, retry, body: answer } = await send(api, method, path, body);
      assert.deepEqual([status, retry], [409, 'false'], method);
      assert.match(answer.message, /HALFTONE_PRIVATE_KEY/);
    }
  });
});

describe('a request about API keys', () => {
  const api = suiteApi();
  const id = '0'.repeat(24);
  const permission = 'Your request contains invalid permission parameter.';
  const expire = 'Your request contains invalid expireOldAfter parameter.';
  const name = 'Your request contains invalid name parameter.';
  for (const [method, path, body, status, message] of [
    ['POST', '', undefined, 400, permission],
    ['POST', '', {}, 400, permission],
    ['POST', '', { permission: 'admin' }, 400, permission],
    ['POST', '', { permission: ['read'] }, 400, permission],
    ['POST', '', { permission: 'read', name: 'a'.repeat(101) }, 400, name],
    ['POST', '', { permission: 'read', name: 7 }, 400, name],
    ['POST', '', { permission: 'read', name: 'a\0' }, 400, name],
    ['PATCH', `/${id}`, {}, 400, 'Either permission or name should be provided.'],
    ['PATCH', `/${id}`, { permission: 'all' }, 400, permission],
    ['PATCH', `/${id}`, { permission: 'read' }, 404, 'The requested API key does not exist.'],
    ['POST', `/${id}/roll`, {}, 400, expire],
    ['POST', `/${id}/roll`, { expireOldAfter: '2h' }, 400, expire],
    ['POST', `/${id}/roll`, { expireOldAfter: 0 }, 400, expire],
    ['POST', `/${id}/roll`, { expireOldAfter: '7d' }, 404, 'The requested API key does not exist.'],
    ['DELETE', '/%00', undefined, 404, 'The requested API key does not exist.'],
  ] as const) {
    it(`${method} ${path} ${JSON.stringify(body)?.slice(0, 50)} answers ${status}`, async () => {
      const answer = await send(api(), method, path, body);
      assert.deepEqual([answer.status, answer.body.message], [status, message]);
    });
  }
});
