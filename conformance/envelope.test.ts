/** What every answer has around its content, whatever that is: ids, rules for other origins, words for those who try again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ImageKit from '@imagekit/nodejs';
import { baseURL, client, failure, folder } from './support.ts';

const place = `${folder}/envelope`;
const UNKNOWN_ID = 'ffffffffffffffffffffffff';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const base = baseURL.replace(/\/$/, '');
const authorization = `Basic ${Buffer.from(`${client.privateKey}:`).toString('base64')}`;

type Request = {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
};
const json = (method: string, body: object | string): Request => ({
  method,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});
const keyed = (user: string) => ({ authorization: `Basic ${Buffer.from(user).toString('base64')}` });

const ANSWERS: readonly (readonly [status: number, path: string, request?: Request])[] = [
  [200, '/v1/files?limit=1'],
  [201, '/v1/folder', json('POST', { folderName: 'made', parentFolderPath: place })],
  [204, '/v1/folder', json('DELETE', { folderPath: `${place}/made` })],
  [400, '/v1/files?limit=0'],
  [400, '/v1/files/not-an-id/details'],
  [400, '/v1/files/copy', json('POST', '{"sourceFilePath":')],
  [401, '/v1/files', { headers: { authorization: '' } }],
  [401, '/v1/files', { headers: { authorization: 'Bearer x' } }],
  [401, '/v1/files', { headers: keyed(':do_not_set') }],
  [403, '/v1/files', { headers: keyed('private_nobody:') }],
  [404, `/v1/files/${UNKNOWN_ID}/details`],
  [404, '/v1/nothing'],
  [400, '/api/v1/files/upload', { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }],
];
for (const [status, path, request = {}] of ANSWERS)
  test(`${request.method ?? 'GET'} ${path}: ${status}`, async () => {
    const headers = { authorization, ...request.headers };
    const answer = await fetch(base + path, { ...request, headers });
    assert.equal(answer.status, status);
    const header = (name: string) => answer.headers.get(name) ?? '';
    assert.match(header('x-ik-requestid'), UUID);
    assert.equal(header('x-request-id'), header('x-ik-requestid'));
    assert.equal(header('access-control-allow-origin'), '*');
    for (const name of ['x-ik-requestid', 'x-request-id', 'x-ratelimit-reset', 'retry-after'])
      assert.ok(header('access-control-expose-headers').toLowerCase().includes(name), name);
    const text = await answer.text();
    if (status === 204) return assert.equal(text, '');
    assert.equal(header('content-type'), 'application/json; charset=utf-8');
    const body = JSON.parse(text);
    if (status < 400) return;
    assert.ok(body.message.length > 0 && typeof body.help === 'string', text);
  });

test('the password beside the key does not matter, nor whether the key is encoded', async () => {
  const { privateKey } = client;
  for (const authorization of [
    keyed(`${privateKey}:`).authorization,
    keyed(`${privateKey}:do_not_set`).authorization,
    keyed(`${privateKey}:a:b`).authorization,
    keyed(`${privateKey}`).authorization,
    `basic ${privateKey}`,
  ])
    assert.equal((await fetch(`${base}/v1/files?limit=1`, { headers: { authorization } })).status, 200);
});

test('a browser may ask first, without a key', async () => {
  const answer = await fetch(`${base}/api/v1/files/upload`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://shop.example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,x-stainless-lang',
    },
  });
  assert.equal(answer.status, 204);
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  assert.equal(answer.headers.get('access-control-allow-headers'), 'authorization,x-stainless-lang');
  assert.match(answer.headers.get('access-control-allow-methods') ?? '', /\bPOST\b.*\bDELETE\b/);
});

/** An SDK that tries again, and how often it has asked. */
function patient() {
  let asked = 0;
  const counting: typeof fetch = (...args) => {
    asked += 1;
    return fetch(...args);
  };
  const sdk = new ImageKit({ privateKey: client.privateKey, baseURL, maxRetries: 2, fetch: counting });
  return { sdk, asked: () => asked };
}

test('a conflict is asked for once, though the SDK would try again', async () => {
  for (const fileName of ['a.txt', 'b.txt'])
    await client.files.upload({ file: 'dGV4dA==', fileName, folder: place, useUniqueFileName: false });
  const { sdk, asked } = patient();
  const refused = await failure(sdk.files.rename({ filePath: `${place}/a.txt`, newFileName: 'b.txt' }));
  assert.ok(refused instanceof ImageKit.ConflictError);
  assert.equal((refused.error as { reason?: string }).reason, 'FILE_ALREADY_EXISTS');
  assert.equal(asked(), 1);
});
