import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Check } from 'typebox/value';
import type { Permission } from '../accounts/index.ts';
import { databaseErrors } from '../database/index.ts';
import { type Answer, BASIC, form, HELP, openTestApi, readAll, suiteApi } from './api.testing.ts';
import { fileSchema } from './files/file-json.ts';
import { uploadSchema } from './upload/upload-json.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const unknownApi = { message: 'The requested API does not exist.', help: HELP };
const unknownFile = { message: 'The requested file does not exist.', help: HELP };
const ABSENT_ID = '0123456789abcdef01234567';

describe('a file', () => {
  const api = suiteApi();

  it('is uploaded, shown, listed and deleted', async () => {
    const { fetch, json, upload } = api();
    const uploaded = await upload({
      fileName: 'a b.txt',
      folder: 'x/y',
      tags: 'one,two',
      file: new Blob(['hello']),
    });
    assert.equal(uploaded.status, 200);
    assert.ok(Check(uploadSchema, uploaded.body));
    const { fileId, name, filePath } = uploaded.body;
    assert.match(name, /^a_b_[\w-]{9}\.txt$/);
    assert.equal(filePath, `/x/y/${name}`);

    const shown = await json(`/v1/files/${fileId}/details`);
    assert.ok(Check(fileSchema, shown.body));
    assert.deepEqual([shown.status, shown.body.tags, shown.body.mime], [200, ['one', 'two'], 'text/plain']);

    assert.deepEqual(await json('/v1/files?path=x%2Fy'), { status: 200, body: [shown.body] });
    const all = await json('/v1/files?path=x&type=all');
    assert.deepEqual(
      all.body.map((row: Answer) => [row.type, row.folderPath]),
      [['folder', '/x/y']],
    );

    const deleted = await fetch(`/v1/files/${fileId}`, { method: 'DELETE' });
    assert.deepEqual([deleted.status, await deleted.text()], [204, '']);
    assert.deepEqual(await json(`/v1/files/${fileId}/details`), { status: 404, body: unknownFile });
    assert.deepEqual(await json(`/v1/files/${fileId}`, { method: 'DELETE' }), {
      status: 404,
      body: unknownFile,
    });
    assert.deepEqual((await json('/v1/files?path=x%2Fy')).body, []);
  });

  it('gets a second version under the same name, or is refused', async () => {
    const { upload } = api();
    const fields = { fileName: 'same.txt', useUniqueFileName: 'false', responseFields: 'tags' };
    const first = await upload({ ...fields, file: new Blob(['1']), tags: 'a' });
    const second = await upload({ ...fields, file: new Blob(['2']) });
    assert.equal(second.body.fileId, first.body.fileId);
    assert.deepEqual([second.body.versionInfo.name, second.body.tags], ['Version 2', null]);
    const third = await upload({ ...fields, file: new Blob(['3']), overwriteFile: 'false' });
    assert.equal(third.status, 400);
    assert.match(third.body.message, /^A file with the same name already exists/);
  });
});

describe('every answer', () => {
  const api = suiteApi();

  const paths: readonly (readonly [string, string, number, unknown])[] = [
    ['GET', '/health', 200, { status: 'ok' }],
    ['GET', '/ready', 200, { status: 'ready' }],
    ['GET', '/v1/files', 200, []],
    ['GET', '/v1/files/', 200, []],
    ['GET', '//v1//files', 200, []],
    ['GET', `/v1/files/${ABSENT_ID}/details`, 404, unknownFile],
    ['GET', `/v1/files/${ABSENT_ID}/details/`, 404, unknownFile],
    [
      'GET',
      '/v1/files/xyz/details',
      400,
      { message: 'Your request contains invalid fileId parameter.', help: HELP },
    ],
    [
      'GET',
      '/v1/files/f%201%2F%C3%A9/details',
      400,
      { message: 'Your request contains invalid fileId parameter.', help: HELP },
    ],
    [
      'GET',
      `/v1/files/${'x'.repeat(2_000)}/details`,
      400,
      { message: 'Your request contains invalid fileId parameter.', help: HELP },
    ],
    [
      'GET',
      '/v1/files/%00/details',
      400,
      { message: 'Your request contains invalid fileId parameter.', help: HELP },
    ],
    ['GET', '/v1/files?path=%00', 200, []],
    [
      'GET',
      '/v1/files?limit=2000',
      400,
      { message: 'Maximum value of limit parameter is 1000. Value sent is 2000.', help: HELP },
    ],
    // Unknown ones and wrong methods.
    ['GET', '/v1/nothing', 404, unknownApi],
    ['GET', '/v1/files/addTags', 404, unknownApi],
    ['GET', '/api/v2/files/upload', 404, unknownApi],
    ['POST', '/v1/files', 404, unknownApi],
    ['GET', '/api/v1/files/upload', 404, unknownApi],
    ['PUT', '/health', 404, unknownApi],
    ['PROPFIND', '/v1/files', 404, unknownApi],
    ['QUERY', '/v1/files', 404, unknownApi],
    ['GET', '/', 404, unknownApi],
  ];
  for (const [method, path, status, body] of paths) {
    it(`to ${method} ${path.slice(0, 60)} is JSON with its id and CORS headers`, async () => {
      const response = await api().fetch(path, { method });
      assert.equal(response.status, status);
      assert.deepEqual(await response.json(), body);
      const { headers } = response;
      assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
      assert.match(headers.get('x-ik-requestid') ?? '', UUID);
      assert.equal(headers.get('x-request-id'), headers.get('x-ik-requestid'));
      assert.equal(headers.get('access-control-allow-origin'), '*');
      assert.match(headers.get('access-control-expose-headers') ?? '', /x-request-id/);
    });
  }

  it('to a malformed escape in the path is a 400 in our shape', async () => {
    for (const path of ['/v1/files/%/details', '/v1/files/%E0%A4%A/details', '/v1/%zz']) {
      const response = await api().fetch(path);
      assert.equal(response.status, 400);
      assert.match(response.headers.get('x-ik-requestid') ?? '', UUID);
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
      assert.match(((await response.json()) as Answer).message, /invalid URL/);
    }
  });

  it('to HEAD has no body', async () => {
    const response = await api().fetch('/v1/files', { method: 'HEAD' });
    assert.deepEqual([response.status, await response.text()], [200, '']);
  });

  it('to OPTIONS is a preflight, whatever the path, without a key', async () => {
    for (const path of ['/v1/files', '/api/v1/files/upload', '/v1/nothing']) {
      const response = await api().fetch(path, {
        method: 'OPTIONS',
        headers: { 'access-control-request-headers': 'authorization, x-stainless-os' },
      });
      assert.deepEqual([response.status, await response.text()], [204, '']);
      assert.equal(response.headers.get('access-control-allow-methods'), 'GET,POST,PUT,PATCH,DELETE,OPTIONS');
      assert.equal(response.headers.get('access-control-allow-headers'), 'authorization, x-stainless-os');
      assert.equal(response.headers.get('access-control-max-age'), '86400');
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
      assert.match(response.headers.get('x-request-id') ?? '', UUID);
    }
  });
});

describe('a request body', () => {
  const api = suiteApi();
  const dummy = (headers: Record<string, string>, body?: string) =>
    api().fetch('/v1/dummy/test', { method: 'POST', headers, ...(body !== undefined && { body }) });

  it('may be missing, whatever content type it claims', async () => {
    for (const contentType of [
      'application/json',
      'application/x-www-form-urlencoded',
      'text/plain',
      'what is this',
      'multipart/form-data',
    ]) {
      assert.equal((await dummy({ 'content-type': contentType })).status, 204);
      assert.equal((await dummy({ 'content-type': contentType }, '')).status, 204);
      const response = await api().fetch(`/v1/files/${ABSENT_ID}`, {
        method: 'DELETE',
        headers: { authorization: BASIC, 'content-type': contentType },
      });
      assert.deepEqual([response.status, await response.json()], [404, unknownFile]);
    }
  });

  it('may be empty and chunked', async () => {
    const socket = await api().connect();
    socket.write(
      'POST /v1/dummy/test HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    );
    assert.match(await readAll(socket), /^HTTP\/1\.1 204 /);
  });

  it('of JSON has to be JSON, and not too long', async () => {
    assert.equal((await dummy({ 'content-type': 'application/json; charset=utf-8' }, '{}')).status, 204);
    const bad = await dummy({ 'content-type': 'application/json' }, '{');
    assert.equal(bad.status, 400);
    assert.deepEqual(await bad.json(), { message: 'Your request contains invalid JSON.', help: HELP });
    const long = await dummy({ 'content-type': 'application/json' }, `"${'x'.repeat(1024 * 1024)}"`);
    assert.equal(long.status, 413);
    assert.match(((await long.json()) as Answer).message, /larger than 1048576 bytes/);
  });

  it('of JSON may be nested a hundred levels deep, and no deeper', async () => {
    const nested = (levels: number) =>
      api().fetch('/v1/files/6b075c558103b70eb34796bf/details', {
        method: 'PATCH',
        headers: { authorization: BASIC, 'content-type': 'application/json' },
        body: `{"customMetadata":${'{"a":'.repeat(levels - 1)}1${'}'.repeat(levels)}`,
      });
    assert.equal((await nested(100)).status, 404);
    for (const levels of [101, 100_000]) {
      const refused = await nested(levels);
      const { message, help } = (await refused.json()) as Answer;
      assert.deepEqual([refused.status, message], [400, 'Your request contains invalid JSON.']);
      assert.match(help, /at most 100 levels/);
    }
  });

  it('of JSON has to arrive in time', async (t) => {
    const api = await openTestApi(t, { pace: { idleMs: 50, minBytesPerSecond: 1, graceMs: 10_000 } });
    const socket = await api.connect();
    socket.write(
      'POST /v1/dummy/test HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\r\n{',
    );
    assert.match(await readAll(socket), /^HTTP\/1\.1 408 .*arrives too slowly/s);
  });

  it('of another type is not looked at', async () => {
    assert.equal((await dummy({ 'content-type': 'text/plain' }, '{')).status, 204);
    assert.equal((await dummy({ 'content-type': 'nonsense' }, '{')).status, 400);
  });

  it('of another type is refused where JSON is wanted, rather than lost', async () => {
    const change = (body: string, headers: Record<string, string>) =>
      api().fetch('/_halftone/v1/settings', {
        method: 'PATCH',
        headers: { authorization: BASIC, ...headers },
        body,
      });
    for (const contentType of ['application/x-www-form-urlencoded', 'text/plain', 'text/json']) {
      const refused = await change('{"autoAvif":true}', { 'content-type': contentType });
      const { message, help } = (await refused.json()) as Answer;
      assert.deepEqual([refused.status, message], [400, 'Your request contains invalid JSON.'], contentType);
      assert.match(help, /Content-Type: application\/json/);
      assert.equal((await change('', { 'content-type': contentType })).status, 200);
    }
    assert.equal((await change('{"autoAvif":true}', { 'content-type': 'Application/JSON' })).status, 200);
  });
});

describe('authentication', () => {
  const api = suiteApi();
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const noKey = 'Your request does not contain private API key.';
  const unknown = 'Your account cannot be authenticated.';
  const noPermission =
    'Your request contains a private API key that does not have permission to access this API.';

  const table: readonly (readonly [string, string | undefined, number, string?])[] = [
    ['no header', undefined, 401, noKey],
    ['another scheme', 'Bearer private_key_test', 401, noKey],
    ['nothing behind the scheme', 'Basic', 401, noKey],
    ['an empty user name', `Basic ${encode(':do_not_set')}`, 401, noKey],
    ['an unknown key', `Basic ${encode('private_other:')}`, 403, unknown],
    ['a public key', `Basic ${encode('public_key_test:')}`, 403, unknown],
    ['a raw unknown key', 'Basic private_other', 403, unknown],
    ['the key, without a colon', `Basic ${encode('private_key_test')}`, 200],
    ['the key, no password', `Basic ${encode('private_key_test:')}`, 200],
    ['the key, any password', `Basic ${encode('private_key_test:do:not:set')}`, 200],
    ['the key, the scheme in lower case', `basic ${encode('private_key_test:')}`, 200],
    ['the raw key', 'Basic private_key_test', 200],
  ];
  for (const [what, header, status, message] of table) {
    it(`with ${what} answers ${status}`, async () => {
      const headers: Record<string, string> = header === undefined ? {} : { authorization: header };
      const list = await api().json('/v1/files', { headers });
      assert.equal(list.status, status);
      if (message !== undefined) assert.equal(list.body.message, message);
    });
  }

  const permissions: readonly (readonly [Permission, number, number])[] = [
    ['standard', 200, 404],
    ['read-write', 200, 404],
    ['read', 200, 403],
    ['none', 403, 403],
  ];
  for (const [permission, list, remove] of permissions) {
    it(`with a key of permission ${permission} lists: ${list}, deletes: ${remove}`, async (t) => {
      const { json, upload } = await openTestApi(t, { key: { permission, expiresAt: null } });
      assert.equal((await json('/v1/files')).status, list);
      const { status, body } = await json(`/v1/files/${ABSENT_ID}`, { method: 'DELETE' });
      assert.equal(status, remove);
      const uploaded = await upload({ file: new Blob(['a']), fileName: 'a.txt' });
      assert.equal(uploaded.status, remove === 403 ? 403 : 200);
      if (remove === 403) assert.equal(body.message, noPermission);
    });
  }

  it('with a key that has expired says so', async (t) => {
    const { json } = await openTestApi(t, { key: { permission: 'standard', expiresAt: Date.now() - 1 } });
    const { status, body } = await json('/v1/files');
    assert.deepEqual([status, body.message], [403, 'Your request contains expired private API key.']);
  });
});

describe('a failure of ours', () => {
  it('is a 500 that says nothing and is logged with the id of the request', async (t) => {
    const fault = new Error('secret detail');
    const { fetch, upload, logged } = await openTestApi(t, {
      deps: {
        library: {
          list: () => Promise.reject(fault),
          ingest: async (staged) => {
            await staged.discard();
            throw fault;
          },
          get: () => Promise.reject(fault),
          remove: () => Promise.reject(fault),
        },
      },
    });
    const response = await fetch('/v1/files?name=x');
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { message: 'Something went wrong.', help: HELP });
    assert.equal(response.headers.get('x-should-retry'), null);
    assert.deepEqual(logged, [
      {
        level: 'error',
        fields: {
          requestId: response.headers.get('x-request-id'),
          method: 'GET',
          path: '/v1/files',
          error: fault,
        },
        message: 'Something went wrong.',
      },
    ]);
    assert.equal((await upload({ file: new Blob(['a']), fileName: 'a.txt' })).status, 500);
  });

  it('is not tried again by the SDK where the upload may have been stored', async (t) => {
    for (const [error, retry] of [
      [new Error('bug'), 'false'],
      [databaseErrors.outcomeUnknown(), 'false'],
      [databaseErrors.databaseUnavailable(), null],
    ] as const) {
      const { fetch, url } = await openTestApi(t, {
        deps: {
          library: {
            ingest: () => Promise.reject(error),
            list: () => Promise.reject(error),
            get: () => Promise.reject(error),
            remove: () => Promise.reject(error),
          },
        },
      });
      const body = form({ file: new Blob(['a']), fileName: 'a.txt' });
      const response = await fetch('/api/v1/files/upload', { method: 'POST', body });
      assert.ok(response.status >= 500, url);
      assert.equal(response.headers.get('x-should-retry'), retry);
      assert.equal(response.headers.get('retry-after'), retry === null ? '5' : null);
      assert.equal(response.headers.get('retry-after-ms'), retry === null ? '5000' : null);
    }
  });

  it('shows in /ready, which says when to come back', async (t) => {
    const { fetch } = await openTestApi(t, { deps: { ready: () => Promise.reject(new Error('down')) } });
    const response = await fetch('/ready');
    assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '5']);
    assert.equal(((await response.json()) as Answer).message, 'The server is not ready.');
  });
});
