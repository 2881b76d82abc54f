/** Paths and methods of older and of other clients: each does what the usual one does. Every path may end with a slash. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { baseURL, client, failure, folder, halves, urlEndpoint } from './support.ts';

const place = `${folder}/aliases`;
const UNKNOWN_ID = 'ffffffffffffffffffffffff';
const authorization = `Basic ${Buffer.from(`${client.privateKey}:`).toString('base64')}`;

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the test says it is
type Answer = { readonly status: number; readonly body: any };

/** `target` as it is to be on the wire. */
async function send(method: string, target: string, body?: object | FormData, headers = {}): Promise<Answer> {
  const isForm = body instanceof FormData;
  const response = await fetch(baseURL.replace(/\/$/, '') + target, {
    method,
    headers: { authorization, ...(body && !isForm && { 'content-type': 'application/json' }), ...headers },
    body: isForm ? body : body && JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function upload(path: string, file: Buffer = Buffer.from('text')): Promise<string> {
  const cut = path.lastIndexOf('/');
  const answer = await client.files.upload({
    file: file.toString('base64'),
    fileName: path.slice(cut + 1),
    folder: place + path.slice(0, cut),
    useUniqueFileName: false,
  });
  return answer.fileId ?? '';
}

const pathOf = async (fileId: string) => (await client.files.get(fileId)).filePath;

async function namesIn(path: string): Promise<string[]> {
  const assets = await client.assets.list({ path: place + path, type: 'all', sort: 'ASC_NAME' });
  return assets.map(({ name = '' }) => name);
}

async function finished(answer: Answer): Promise<string | undefined> {
  assert.equal(answer.status, 200);
  for (;;) {
    const { type, status } = await client.folders.job.get(answer.body.jobId);
    if (status !== 'Pending') return `${type} ${status}`;
    await pause(50);
  }
}

let fileId = '';
before(async () => {
  fileId = await upload('/photo.jpg', await halves(60, 40));
});

type Alias = readonly [method: string, path: string, who: string, works: (path: string) => Promise<void>];
const ALIASES: readonly Alias[] = [
  [
    'GET',
    '/v1/files/metadata',
    'SDK 7.0 and 7.1',
    async (path) => {
      const url = `${urlEndpoint}${place}/photo.jpg?tr=w-30`;
      const { body } = await send('GET', `${path}?url=${encodeURIComponent(url)}`);
      assert.deepEqual(body, await client.files.metadata.getFromURL({ url }));
      assert.equal(body.width, 30);
    },
  ],
  [
    'GET',
    '/v1/files/',
    'Node 2 to 6',
    async (path) => {
      const { body } = await send('GET', `${path}?path=${place}&limit=1`);
      assert.deepEqual(body, [await client.files.get(fileId)]);
    },
  ],
  [
    'GET',
    '/v1/files/{id}/details/',
    'old Ruby',
    async (path) => {
      const { body } = await send('GET', path.replace('{id}', fileId));
      assert.deepEqual(body, await client.files.get(fileId));
    },
  ],
  [
    'POST',
    '/v1/files/upload',
    'Node 2.0 to 3.2.0, old Python',
    async (path) => {
      const form = new FormData();
      const fields = { file: 'dGV4dA==', fileName: 'old.txt', folder: place, useUniqueFileName: 'false' };
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      const { status, body } = await send('POST', path, form);
      assert.deepEqual([status, body.filePath, body.size], [200, `${place}/old.txt`, 4]);
      assert.equal(await pathOf(body.fileId), `${place}/old.txt`);
    },
  ],
  [
    'POST',
    '/v1/folder/',
    'the documentation of 2024, AeroFTP',
    async (path) => {
      const answer = await send('POST', path, { folderName: 'made', parentFolderPath: `${place}/folder` });
      assert.deepEqual(answer, { status: 201, body: {} });
      assert.deepEqual(await namesIn('/folder'), ['made']);
    },
  ],
  [
    'DELETE',
    '/v1/folder/',
    'the documentation of 2024, AeroFTP',
    async (path) => {
      await upload('/gone/a.txt');
      const answer = await send('DELETE', path, { folderPath: `${place}/gone` });
      assert.deepEqual(answer, { status: 204, body: undefined });
      assert.deepEqual(await namesIn('/gone'), []);
    },
  ],
  [
    'PUT',
    '/v1/bulkJobs/copyFolder',
    'rclone',
    async (path) => {
      await upload('/copy/it/a.txt');
      const paths = { sourceFolderPath: `${place}/copy/it`, destinationPath: `${place}/copied` };
      assert.equal(await finished(await send('PUT', path, paths)), 'COPY_FOLDER Completed');
      assert.deepEqual([await namesIn('/copied/it'), await namesIn('/copy/it')], [['a.txt'], ['a.txt']]);
    },
  ],
  [
    'PUT',
    '/v1/bulkJobs/moveFolder',
    'rclone',
    async (path) => {
      await upload('/move/it/a.txt');
      const paths = { sourceFolderPath: `${place}/move/it`, destinationPath: `${place}/moved` };
      assert.equal(await finished(await send('PUT', path, paths)), 'MOVE_FOLDER Completed');
      assert.deepEqual([await namesIn('/moved/it'), await namesIn('/move')], [['a.txt'], []]);
    },
  ],
  [
    'PUT',
    '/v1/files/copy',
    'AeroFTP',
    async (path) => {
      const paths = { sourceFilePath: `${place}/photo.jpg`, destinationPath: `${place}/files` };
      assert.deepEqual(await send('PUT', path, paths), { status: 204, body: undefined });
      assert.ok((await namesIn('/files')).includes('photo.jpg'));
    },
  ],
  [
    'PUT',
    '/v1/files/move',
    'AeroFTP',
    async (path) => {
      const id = await upload('/m.txt');
      const paths = { sourceFilePath: `${place}/m.txt`, destinationPath: `${place}/files` };
      assert.deepEqual(await send('PUT', path, paths), { status: 204, body: undefined });
      assert.equal(await pathOf(id), `${place}/files/m.txt`);
    },
  ],
  [
    'POST',
    '/v1/files/rename',
    'whoever takes it for one of the others',
    async (path) => {
      const id = await upload('/r.txt');
      const answer = await send('POST', path, { filePath: `${place}/r.txt`, newFileName: 's.txt' });
      assert.deepEqual(answer, { status: 200, body: {} });
      assert.equal(await pathOf(id), `${place}/s.txt`);
    },
  ],
  [
    'POST',
    '/v1/dummy/test',
    'the tests of generated SDKs',
    async (path) => {
      const answer = await send('POST', path, { transformation: { width: 1 } });
      assert.deepEqual(answer, { status: 204, body: undefined });
    },
  ],
];
for (const [method, path, who, works] of ALIASES) test(`${method} ${path}: ${who}`, () => works(path));

type UrlCase = readonly [name: string, write: (url: string) => string];
const URLS: readonly UrlCase[] = [
  ['as it is, to the end of the query', (url) => url],
  ['encoded', encodeURIComponent],
  ['encoded, before other parameters', (url) => `${encodeURIComponent(url)}&x=1`],
];
for (const [name, write] of URLS)
  test(`GET /v1/metadata?url=: a URL ${name}`, async () => {
    // What is encoded in the URL stays so: decoded once more, this folder and this expression would not be found.
    const id = await upload('/ñ/photo.jpg', await halves(60, 40));
    const path = encodeURI((await pathOf(id)) ?? '');
    const url = `${urlEndpoint}${path}?x=%C3%A9&tr=w-iw%5Fdiv%5F2,h-10,c-force`;
    const { status, body } = await send('GET', `/v1/metadata?url=${write(url)}`);
    assert.deepEqual([status, body.width, body.height], [200, 30, 10]);
  });

const OPERATIONS: readonly (readonly [method: string, path: string])[] = [
  ['POST', '/api/v1/files/upload'],
  ['POST', '/api/v2/files/upload'],
  ['GET', '/v1/files'],
  ['GET', '/v1/files/{id}/details'],
  ['PATCH', '/v1/files/{id}/details'],
  ['DELETE', '/v1/files/{id}'],
  ['POST', '/v1/files/batch/deleteByFileIds'],
  ['POST', '/v1/files/copy'],
  ['POST', '/v1/files/move'],
  ['PUT', '/v1/files/rename'],
  ['GET', '/v1/files/{id}/versions'],
  ['GET', '/v1/files/{id}/versions/{id}'],
  ['DELETE', '/v1/files/{id}/versions/{id}'],
  ['PUT', '/v1/files/{id}/versions/{id}/restore'],
  ['POST', '/v1/files/addTags'],
  ['POST', '/v1/files/removeTags'],
  ['POST', '/v1/files/removeAITags'],
  ['POST', '/v1/folder'],
  ['DELETE', '/v1/folder'],
  ['POST', '/v1/bulkJobs/copyFolder'],
  ['POST', '/v1/bulkJobs/moveFolder'],
  ['POST', '/v1/bulkJobs/renameFolder'],
  ['GET', '/v1/bulkJobs/{id}'],
  ['POST', '/v1/files/purge'],
  ['GET', '/v1/files/purge/{id}'],
  ['GET', '/v1/files/{id}/metadata'],
  ['GET', '/v1/metadata'],
  ...['/v1/customMetadataFields', '/v1/saved-extensions', '/v1/named-transformations'].flatMap(collection),
  ...['/v1/accounts/webhooks', '/v1/accounts/origins', '/v1/accounts/url-endpoints'].flatMap(collection),
  ['GET', '/v1/accounts/usage'],
  ['GET', '/v1/accounts/usage-analytics'],
  ['POST', '/v1/ai-filter-search'],
];

function collection(path: string): [string, string][] {
  const isFields = path === '/v1/customMetadataFields';
  const change = path.endsWith('origins') || path.endsWith('url-endpoints') ? 'PUT' : 'PATCH';
  const each: [string, string][] = ['GET', change, 'DELETE'].map((method) => [method, `${path}/{id}`]);
  // Of custom metadata fields none is asked for by its id.
  return [['POST', path], ['GET', path], ...each.filter(([method]) => !isFields || method !== 'GET')];
}

for (const [method, path] of OPERATIONS)
  test(`${method} ${path}/: a slash at the end changes nothing`, async () => {
    const target = path.replaceAll('{id}', UNKNOWN_ID);
    const call = (slash: string) => fetch(baseURL.replace(/\/$/, '') + target + slash, { method });
    const [without, withSlash] = await Promise.all([call(''), call('/')]);
    // Nobody's key is asked for on a path that is not there.
    assert.equal(without.status, 401);
    assert.equal(withSlash.status, 401);
    assert.deepEqual(await withSlash.json(), await without.json());
  });

test('a segment of a path is decoded', async () => {
  const encoded = [...fileId].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
  const { body } = await send('GET', `/v1/files/${encoded}/details`);
  assert.deepEqual(body, await client.files.get(fileId));
  const refused = await failure(client.files.get(`${fileId}/é 1`));
  assert.equal(refused.status, 400);
  assert.match(refused.message, /Your request contains invalid fileId parameter\./);
});

const UNKNOWN: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/v1/nothing'],
  ['GET', '/v1/files/a/b/c/d'],
  ['PUT', '/v1/files'],
  ['GET', '/v1/files/rename'],
  ['PATCH', '/v1/bulkJobs/moveFolder'],
  ['GET', '/api/v1/files/upload'],
  ['POST', '/api/v3/files/upload'],
];
for (const [method, path] of UNKNOWN)
  test(`${method} ${path}: nothing is there`, async () => {
    const { status, body } = await send(method, path);
    assert.equal(status, 404);
    assert.equal(body.message, 'The requested API does not exist.');
    assert.equal(typeof body.help, 'string');
  });
