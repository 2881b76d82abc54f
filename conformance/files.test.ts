/** Details changed, files copied, moved and renamed. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { toFile } from '@imagekit/nodejs';
import { baseURL, client, failure, folder, get, halves, urlEndpoint } from './support.ts';

const place = `${folder}/files`;
const UNKNOWN_ID = 'ffffffffffffffffffffffff';
let photo: Buffer;
before(async () => {
  photo = await halves(60, 40, 'png');
});

async function upload(fileName: string, into: string, more: object = {}): Promise<string> {
  const answer = await client.files.upload({
    file: await toFile(photo, fileName),
    fileName,
    folder: into,
    useUniqueFileName: false,
    ...more,
  });
  return answer.fileId ?? '';
}

function filesIn(path: string) {
  return client.assets.list({ path, type: 'file', sort: 'ASC_NAME' });
}

test('update: every field, the answer is the file as it is then', async () => {
  const id = await upload('a.png', place, { tags: ['old'], description: 'old' });
  const before = await client.files.get(id);
  const answer = await client.files.update(id, {
    tags: ['red', 'blue'],
    customCoordinates: '1,2,3,4',
    description: 'new',
  });
  assert.deepEqual(answer.tags, ['red', 'blue']);
  assert.equal(answer.customCoordinates, '1,2,3,4');
  assert.equal(answer.description, 'new');
  assert.ok(Date.parse(answer.updatedAt ?? '') > Date.parse(before.updatedAt ?? ''));
  const { tags, customCoordinates, description, updatedAt, url, thumbnail, ...rest } = answer;
  assert.deepEqual({ ...before, tags, customCoordinates, description, updatedAt, url, thumbnail }, answer);
  assert.equal(rest.createdAt, before.createdAt);
  assert.deepEqual(await client.files.get(id), answer);
});

test('update: null and an empty text take values away; an empty body changes nothing', async () => {
  const id = await upload('b.png', place, {
    tags: ['x'],
    description: 'text',
    customCoordinates: '1,2,3,4',
  });
  const same = await client.files.update(id, {});
  assert.deepEqual(same, await client.files.get(id));
  const cleared = await client.files.update(id, { tags: null, customCoordinates: null, description: '' });
  assert.equal(cleared.tags, null);
  assert.equal(cleared.customCoordinates, null);
  assert.ok(!('description' in cleared));
  const nothing = await client.files.update(id, { removeAITags: 'all' });
  assert.equal(nothing.AITags, null);
});

test('update: a draft is not delivered, and is again once it is published', async () => {
  const id = await upload('draft.png', place);
  const draft = await client.files.update(id, { publish: { isPublished: false } });
  assert.equal(draft.isPublished, false);
  assert.notEqual((await get(draft.url ?? '')).status, 200);
  const published = await client.files.update(id, {
    publish: { isPublished: true, includeFileVersions: true },
  });
  assert.equal(published.isPublished, true);
  assert.equal((await get(published.url ?? '')).status, 200);
});

test('update: what is wrong is said', async () => {
  const id = await upload('c.png', place, { tags: ['kept'] });
  const tooMany = await failure(client.files.update(id, { tags: ['x'.repeat(501)] }));
  assert.equal(tooMany.status, 400);
  assert.match(tooMany.message, /Combined length of all tags should be less than or equal to 500\./);
  const missing = await failure(client.files.update(UNKNOWN_ID, { tags: [] }));
  assert.equal(missing.status, 404);
  assert.match(missing.message, /The requested file does not exist\./);
  const malformed = await failure(client.files.update('xyz', { tags: [] }));
  assert.equal(malformed.status, 400);
  assert.match(malformed.message, /Your request contains invalid fileId parameter\./);
  assert.deepEqual((await client.files.get(id)).tags, ['kept']);
});

test('copy: a new file with the same content and values', async () => {
  const id = await upload('copy.png', `${place}/from`, {
    tags: ['x', 'y'],
    description: 'text',
    customCoordinates: '1,2,3,4',
  });
  await client.files.copy({
    sourceFilePath: `${place}/from/copy.png`,
    destinationPath: `${place}/to/`,
  });
  const [copy] = await filesIn(`${place}/to`);
  const original = await client.files.get(id);
  assert.ok(copy);
  assert.notEqual(copy.fileId, original.fileId);
  const own = {
    fileId: copy.fileId,
    versionInfo: { id: copy.fileId, name: 'Version 1' },
    filePath: `${place}/to/copy.png`,
    url: copy.url,
    thumbnail: copy.thumbnail,
    createdAt: copy.createdAt,
    updatedAt: copy.updatedAt,
  };
  assert.deepEqual(copy, { ...original, ...own });
  assert.equal(copy.url, `${urlEndpoint}${place}/to/copy.png?updatedAt=${Date.parse(copy.updatedAt ?? '')}`);
  assert.deepEqual((await get(`${copy.url}&tr=orig-true`)).body, photo);
});

test('copy and move onto a file of the same name: its next versions', async () => {
  await upload('same.png', `${place}/one`, { tags: ['1'] });
  await upload('same.png', `${place}/one`, { tags: ['2'] });
  const target = await upload('same.png', `${place}/two`, { tags: ['there'] });
  await client.files.copy({
    sourceFilePath: `${place}/one/same.png`,
    destinationPath: `${place}/two`,
    includeFileVersions: true,
  });
  const versions = async () =>
    (await client.files.versions.list(target)).map((version) => [version.versionInfo?.name, version.tags]);
  assert.deepEqual(await versions(), [
    ['Version 3', ['2']],
    ['Version 2', ['1']],
    ['Version 1', ['there']],
  ]);
  await client.files.move({
    sourceFilePath: `${place}/one/same.png`,
    destinationPath: `${place}/two`,
  });
  assert.deepEqual((await versions()).slice(0, 2), [
    ['Version 5', ['2']],
    ['Version 4', ['1']],
  ]);
  assert.deepEqual(await filesIn(`${place}/one`), []);
});

test('move: the same file elsewhere; its old address is gone', async () => {
  const id = await upload('move.png', `${place}/old`, { tags: ['x'] });
  const before = await client.files.get(id);
  await client.files.move({ sourceFilePath: `${place}/old/move.png`, destinationPath: `${place}/new/deep` });
  const after = await client.files.get(id);
  assert.equal(after.filePath, `${place}/new/deep/move.png`);
  assert.deepEqual(after.tags, ['x']);
  assert.equal(after.createdAt, before.createdAt);
  assert.equal((await get(before.url ?? '')).status, 404);
  assert.equal((await get(after.url ?? '')).status, 200);
});

const REFUSED: readonly [string, object, number, string, RegExp][] = [
  ['no parameters', {}, 400, 'MISSING_PARAMETER', /missing parameters \/ contains invalid parameters/],
  [
    'a missing file',
    { sourceFilePath: '/nope.jpg', destinationPath: place },
    404,
    'SOURCE_FILE_MISSING',
    /No file found with filePath `?\/nope\.jpg`?/,
  ],
  [
    'its own folder',
    { sourceFilePath: `${place}/here/here.png`, destinationPath: `${place}/here/` },
    400,
    'SAME_SOURCE_AND_DESTINATION',
    /./,
  ],
  [
    'no folder',
    { sourceFilePath: `${place}/here/here.png`, destinationPath: `${place}/..` },
    400,
    'INVALID_FOLDER_PATH',
    /./,
  ],
];
for (const [what, body, status, reason, message] of REFUSED) {
  test(`copy and move: ${what} is refused`, async () => {
    await upload('here.png', `${place}/here`);
    for (const call of ['copy', 'move'] as const) {
      const refused = await failure(client.files[call](body as never));
      assert.equal(refused.status, status);
      assert.equal((refused.error as { reason?: string }).reason, reason);
      assert.match(refused.message, message);
    }
    assert.equal((await filesIn(`${place}/here`)).length, 1);
  });
}

test('rename: the same file under another name, sanitised', async () => {
  const id = await upload('name.png', `${place}/names`);
  const plain = await client.files.rename({
    filePath: `${place}/names/name.png`,
    newFileName: 'blue tee.png',
  });
  assert.deepEqual(plain, {});
  const renamed = await client.files.get(id);
  assert.equal(renamed.name, 'blue_tee.png');
  assert.equal(renamed.filePath, `${place}/names/blue_tee.png`);
  assert.equal((await get(`${urlEndpoint}${place}/names/name.png`)).status, 404);
  assert.equal((await get(renamed.url ?? '')).status, 200);
  const purged = await client.files.rename({
    filePath: `${place}/names/blue_tee.png`,
    newFileName: 'other.png',
    purgeCache: true,
  });
  assert.match(purged.purgeRequestId ?? '', /^[0-9a-f]{24}$/);
});

test('rename: what cannot be is refused', async () => {
  await upload('one.png', `${place}/taken`);
  await upload('two.png', `${place}/taken`);
  const rename = (filePath: string, newFileName: string) =>
    failure(client.files.rename({ filePath, newFileName }));
  const missing = await rename('/path/to/file.jpg', 'x.jpg');
  assert.equal(missing.status, 404);
  assert.equal((missing.error as { reason?: string }).reason, 'FILE_MISSING');
  assert.match(missing.message, /No file found in media library at filePath \/path\/to\/file\.jpg/);
  const same = await rename(`${place}/taken/one.png`, 'one.png');
  assert.equal(same.status, 400);
  assert.equal((same.error as { reason?: string }).reason, 'SAME_OLD_AND_NEW_NAME');
  const taken = await rename(`${place}/taken/one.png`, 'two.png');
  assert.equal(taken.status, 409);
  assert.equal((taken.error as { reason?: string }).reason, 'FILE_ALREADY_EXISTS');
});

test('rename: a name that is taken is not asked for again', async () => {
  await upload('one.png', `${place}/once`);
  await upload('two.png', `${place}/once`);
  let requests = 0;
  const insistent = client.withOptions({
    maxRetries: 2,
    fetch: (url, init) => {
      requests++;
      return fetch(url, init);
    },
  });
  const rename = insistent.files.rename({
    filePath: `${place}/once/one.png`,
    newFileName: 'two.png',
  });
  assert.equal((await failure(rename)).status, 409);
  assert.equal(requests, 1);
});

test('older clients: PUT to copy and move, POST to rename, slashes at the end', async () => {
  const id = await upload('older.png', `${place}/older`);
  const { authorization } = Object.fromEntries(await authorize());
  const call = (method: string, path: string, body: object) =>
    fetch(`${baseURL}${path}`, {
      method,
      headers: { authorization: authorization ?? '', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const sourceFilePath = `${place}/older/older.png`;
  const copied = await call('PUT', '/v1/files/copy/', {
    sourceFilePath,
    destinationPath: `${place}/older/c`,
  });
  assert.deepEqual([copied.status, await copied.text()], [204, '']);
  const renamed = await call('POST', '/v1/files/rename', { filePath: sourceFilePath, newFileName: 'r.png' });
  assert.deepEqual([renamed.status, await renamed.json()], [200, {}]);
  const moved = await call('PUT', '/v1/files/move', {
    sourceFilePath: `${place}/older/r.png`,
    destinationPath: `${place}/older/m`,
  });
  assert.equal(moved.status, 204);
  assert.equal((await client.files.get(id)).filePath, `${place}/older/m/r.png`);
});

/** The header that the SDK sends, as it sends it. */
async function authorize(): Promise<[string, string][]> {
  let headers = new Headers();
  const spy = client.withOptions({
    fetch: async (url, init) => {
      headers = new Headers(init?.headers);
      return fetch(url, init);
    },
  });
  await spy.assets.list({ limit: 1 });
  return [...headers];
}
