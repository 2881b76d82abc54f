/** Files by the older SDK: listed, looked at, changed, copied, moved, renamed, deleted; their versions and tags. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { FileObject } from 'imagekit/dist/libs/interfaces/index.js';
import { folder, get } from '../support.ts';
import { body, legacy, refusal } from './client.ts';

const place = `${folder}/legacy-files`;
const UNKNOWN_ID = 'ffffffffffffffffffffffff';

async function upload(path: string, text: string, tags: string[] = []) {
  const cut = path.lastIndexOf('/');
  const answer = await legacy.upload({
    file: Buffer.from(text),
    fileName: path.slice(cut + 1),
    folder: place + path.slice(0, cut),
    useUniqueFileName: false,
    tags,
  });
  const { fileId, versionInfo } = answer as typeof answer & { versionInfo: { id: string } };
  return { fileId, versionId: versionInfo.id };
}

async function textAt(url: string): Promise<string> {
  const answer = await get(url);
  assert.equal(answer.status, 200, url);
  return answer.body.toString();
}

async function names(options: Parameters<typeof legacy.listFiles>[0]): Promise<string[]> {
  return (await legacy.listFiles(options)).map(({ name }) => name);
}

/** The SDK's types say that this is one file. */
async function versionsOf(fileId: string) {
  return body<FileObject[]>(200, (await legacy.getFileVersions(fileId)) as never);
}

let a = '';
let b = '';
before(async () => {
  a = (await upload('/list/a.txt', 'a', ['red', 'two words'])).fileId;
  b = (await upload('/list/b.txt', 'bb', ['blue'])).fileId;
  await upload('/list/deep/c.txt', 'ccc', ['red']);
});

test('listFiles: a row is what getFileDetails tells', async () => {
  const answer = await legacy.listFiles({ path: `${place}/list`, sort: 'ASC_NAME' });
  const [row] = body(200, answer);
  const details = body(200, await legacy.getFileDetails(a));
  assert.deepEqual(row, details);
  const { url, thumbnail, createdAt, updatedAt, ...rest } = details;
  assert.deepEqual(rest, {
    type: 'file',
    name: 'a.txt',
    fileId: a,
    tags: ['red', 'two words'],
    AITags: null,
    versionInfo: { id: a, name: 'Version 1' },
    isPublished: true,
    customCoordinates: null,
    customMetadata: {},
    isPrivateFile: false,
    fileType: 'non-image',
    filePath: `${place}/list/a.txt`,
    mime: 'text/plain',
    size: 1,
    hasAlpha: false,
  });
  assert.equal(await textAt(url), 'a');
  for (const time of [createdAt, updatedAt]) assert.equal(new Date(time).toISOString(), time);
});

const list = `${place}/list`;
const LISTS: readonly (readonly [Parameters<typeof legacy.listFiles>[0], readonly string[]])[] = [
  [{ path: list, sort: 'DESC_NAME' }, ['b.txt', 'a.txt']],
  [{ path: `${list}/`, sort: 'ASC_NAME', skip: 1, limit: 1 }, ['b.txt']],
  [{ path: list, sort: 'DESC_SIZE', fileType: 'non-image' }, ['b.txt', 'a.txt']],
  [{ path: list, fileType: 'image' }, []],
  [{ path: list, tags: ['blue', 'two words'], sort: 'ASC_NAME' }, ['a.txt', 'b.txt']],
  [{ path: list, tags: 'two words' }, ['a.txt']],
  [{ path: list, name: 'b.txt' }, ['b.txt']],
  [{ path: list, includeFolder: true, sort: 'ASC_NAME' }, ['a.txt', 'b.txt', 'deep']],
  [{ path: list, type: 'folder' }, ['deep']],
  [{ path: list, type: 'file-version' }, []],
  [{ searchQuery: `path: "${list}/" AND tags IN ["red"]`, sort: 'ASC_NAME' }, ['a.txt', 'c.txt']],
  [
    { path: list, searchQuery: 'tags IN ["two words"] OR name = "b.txt"', sort: 'ASC_NAME' },
    ['a.txt', 'b.txt'],
  ],
];
for (const [options, expected] of LISTS)
  test(`listFiles ${JSON.stringify(options)}`, async () => {
    // The SDK writes into the options that it is given.
    assert.deepEqual(await names({ ...options }), expected);
  });

test('listFiles without options: files of the whole library, the oldest first', async () => {
  const files = body(200, await legacy.listFiles({}));
  const times = files.map(({ createdAt }) => createdAt);
  assert.deepEqual(times, times.toSorted());
  assert.ok(files.length >= 3 && files.every(({ type }) => type === 'file'));
});

test('updateFileDetails: values, then publication', async () => {
  const { fileId } = await upload('/update/u.txt', 'u', ['old']);
  const changed = await legacy.updateFileDetails(fileId, { tags: ['new'], customCoordinates: '1,2,3,4' });
  assert.deepEqual(body(200, changed).tags, ['new']);
  assert.equal(changed.customCoordinates, '1,2,3,4');
  const draft = await legacy.updateFileDetails(fileId, {
    publish: { isPublished: false, includeFileVersions: true },
  });
  assert.equal((draft as { isPublished?: boolean }).isPublished, false);
  assert.deepEqual(draft.tags, ['new'], 'what the SDK leaves out stays');
  assert.notEqual((await get(draft.url)).status, 200);
  assert.deepEqual(body(200, await legacy.getFileDetails(fileId)), { ...draft });
});

test('bulkAddTags, bulkRemoveTags, bulkRemoveAITags', async () => {
  const ids = [a, b];
  const expected = { successfullyUpdatedFileIds: ids };
  const tags = async () => Promise.all(ids.map(async (id) => (await legacy.getFileDetails(id)).tags));
  assert.deepEqual(body(200, await legacy.bulkAddTags([...ids], ['green'])), expected);
  assert.deepEqual(await tags(), [
    ['red', 'two words', 'green'],
    ['blue', 'green'],
  ]);
  assert.deepEqual(body(200, await legacy.bulkRemoveTags([...ids], ['green', 'nothing'])), expected);
  assert.deepEqual(body(200, await legacy.bulkRemoveAITags([...ids], ['red'])), expected);
  assert.deepEqual(await tags(), [['red', 'two words'], ['blue']]);
  const refused = await refusal(legacy.bulkAddTags([a, UNKNOWN_ID], ['x']));
  assert.equal(refused.$ResponseMetadata.statusCode, 404);
  assert.deepEqual(refused.missingFileIds, [UNKNOWN_ID]);
});

test('copyFile, moveFile, renameFile: 204 and {}, the SDK shows an empty object', async () => {
  const { fileId } = await upload('/from/f.txt', 'one');
  await upload('/from/f.txt', 'two');
  const paths = { sourceFilePath: `${place}/from/f.txt`, destinationPath: `${place}/copies` };
  assert.deepEqual(body(204, await legacy.copyFile({ ...paths, includeFileVersions: true })), {});
  const [copy] = await legacy.listFiles({ path: `${place}/copies` });
  assert.ok(copy?.type === 'file' && copy.fileId !== fileId);
  assert.equal((await versionsOf(copy.fileId)).length, 2);
  assert.equal(await textAt(copy.url), 'two');

  assert.deepEqual(body(204, await legacy.moveFile({ ...paths, destinationPath: `${place}/moved` })), {});
  assert.equal((await legacy.getFileDetails(fileId)).filePath, `${place}/moved/f.txt`);

  const filePath = `${place}/moved/f.txt`;
  assert.deepEqual(body(200, await legacy.renameFile({ filePath, newFileName: 'g.txt' } as never)), {});
  const renamed = await legacy.getFileDetails(fileId);
  assert.equal(renamed.filePath, `${place}/moved/g.txt`);
  const purged = await legacy.renameFile({
    filePath: renamed.filePath,
    newFileName: 'h.txt',
    purgeCache: true,
  });
  const { purgeRequestId } = purged as { purgeRequestId?: string };
  assert.match(purgeRequestId ?? '', /^[0-9a-f]{24}$/);
  const refused = await refusal(legacy.moveFile(paths));
  assert.equal(refused.reason, 'SOURCE_FILE_MISSING');
  assert.equal(refused.$ResponseMetadata.statusCode, 404);
});

test('purgeCache and its status', async () => {
  const { url } = await legacy.getFileDetails(a);
  const { requestId } = body(201, await legacy.purgeCache(url));
  assert.match(requestId, /^[0-9a-f]{24}$/);
  const { status } = body(200, await legacy.getPurgeCacheStatus(requestId));
  assert.ok(['Pending', 'Completed'].includes(status), status);
});

test('versions: listed, one, restored (a form without a body), deleted', async () => {
  const { fileId, versionId: first } = await upload('/v/v.txt', 'one', ['1']);
  const { versionId: second } = await upload('/v/v.txt', 'two', ['2']);
  const versions = await versionsOf(fileId);
  assert.deepEqual(
    versions.map(({ type, versionInfo, tags }) => ({ type, versionInfo, tags })),
    [
      { type: 'file', versionInfo: { id: second, name: 'Version 2' }, tags: ['2'] },
      { type: 'file-version', versionInfo: { id: first, name: 'Version 1' }, tags: ['1'] },
    ],
  );
  const old = await legacy.getFileVersionDetails({ fileId, versionId: first });
  assert.deepEqual(body(200, old), versions[1]);
  assert.equal(await textAt(old.url), 'one');

  const restored = await legacy.restoreFileVersion({ fileId, versionId: first });
  assert.deepEqual(body(200, restored).versionInfo, { id: first, name: 'Version 1' });
  assert.equal(await textAt(restored.url), 'one');

  assert.deepEqual(body(204, await legacy.deleteFileVersion({ fileId, versionId: second })), {});
  assert.equal((await versionsOf(fileId)).length, 1);
});

test('deleteFile and bulkDeleteFiles', async () => {
  const ids: string[] = [];
  for (const name of ['x', 'y', 'z']) ids.push((await upload(`/gone/${name}.txt`, name)).fileId);
  const [first = '', ...others] = ids;
  assert.deepEqual(body(204, await legacy.deleteFile(first)), {});
  const answer = body(200, await legacy.bulkDeleteFiles(others));
  assert.deepEqual(answer, { successfullyDeletedFileIds: others });
  for (const id of ids)
    assert.equal((await refusal(legacy.getFileDetails(id))).message, 'The requested file does not exist.');
});
