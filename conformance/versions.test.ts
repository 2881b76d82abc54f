import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { client, failure, folder, get } from './support.ts';

const place = `${folder}/versions`;
const UNKNOWN_ID = 'ffffffffffffffffffffffff';
const ids: string[] = [];
let fileId = '';

before(async () => {
  for (const text of ['one', 'two', 'three']) {
    const answer = await client.files.upload({
      file: Buffer.from(text).toString('base64'),
      fileName: 'v.txt',
      folder: place,
      useUniqueFileName: false,
      tags: [text],
    });
    fileId = answer.fileId ?? '';
    ids.push(answer.versionInfo?.id ?? '');
  }
});

async function textAt(url: string | undefined): Promise<string> {
  const answer = await get(url ?? '');
  assert.equal(answer.status, 200, `${url}`);
  return answer.body.toString();
}

test('versions: one id each, the first has that of its file', () => {
  assert.equal(ids[0], fileId);
  assert.equal(new Set(ids).size, 3);
});

test('list: the current one, then from the newest to the oldest, each with its own values and bytes', async () => {
  const versions = await client.files.versions.list(fileId);
  assert.deepEqual(
    versions.map(({ type, fileId, name, versionInfo, tags }) => ({ type, fileId, name, versionInfo, tags })),
    [
      ['file', 3, 'three'],
      ['file-version', 2, 'two'],
      ['file-version', 1, 'one'],
    ].map(([type, number, tag]) => ({
      type,
      fileId,
      name: 'v.txt',
      versionInfo: { id: ids[Number(number) - 1], name: `Version ${number}` },
      tags: [tag],
    })),
  );
  const [current, ...old] = versions;
  assert.doesNotMatch(current?.url ?? '', /ik-obj-version/);
  for (const version of old) assert.match(version.url ?? '', /\?ik-obj-version=[\w.-]{32}&updatedAt=\d+$/);
  const texts = await Promise.all(versions.map((version) => textAt(version.url)));
  assert.deepEqual(texts, ['three', 'two', 'one']);
  assert.deepEqual(current, await client.files.get(fileId));
});

test('list of assets: older versions are of the type file-version', async () => {
  const rows = await client.assets.list({ path: place, type: 'file-version' });
  assert.deepEqual(
    rows.map((row) => row.type),
    ['file-version', 'file-version'],
  );
});

test('get: one version', async () => {
  const versions = await client.files.versions.list(fileId);
  for (const version of versions) {
    const one = await client.files.versions.get(version.versionInfo?.id ?? '', { fileId });
    assert.deepEqual(one, version);
  }
});

test('restore: content, values and number come back; nothing is counted up', async () => {
  const before = await client.files.get(fileId);
  const restored = await client.files.versions.restore(ids[0] ?? '', { fileId });
  assert.equal(restored.type, 'file');
  assert.deepEqual(restored.versionInfo, { id: ids[0], name: 'Version 1' });
  assert.deepEqual(restored.tags, ['one']);
  assert.equal(restored.createdAt, before.createdAt);
  assert.ok(Date.parse(restored.updatedAt ?? '') > Date.parse(before.updatedAt ?? ''));
  assert.equal(await textAt(restored.url), 'one');
  assert.deepEqual(await client.files.versions.restore(ids[0] ?? '', { fileId }), restored);
  const back = await client.files.versions.restore(ids[2] ?? '', { fileId });
  assert.deepEqual(back.versionInfo, before.versionInfo);
  assert.deepEqual(back.tags, before.tags);
  assert.equal((await client.files.versions.list(fileId)).length, 3);
});

test('publish: all versions become drafts and get new addresses', async () => {
  const { fileId = '' } = await client.files.upload({
    file: 'b25l',
    fileName: 'p.txt',
    folder: place,
    useUniqueFileName: false,
  });
  await client.files.upload({ file: 'dHdv', fileName: 'p.txt', folder: place, useUniqueFileName: false });
  const [, old] = await client.files.versions.list(fileId);
  await client.files.update(fileId, { publish: { isPublished: false, includeFileVersions: true } });
  const versions = await client.files.versions.list(fileId);
  assert.deepEqual(
    versions.map((version) => version.isPublished),
    [false, false],
  );
  assert.notEqual(versions[1]?.url, old?.url);
  assert.equal((await get(old?.url ?? '')).status, 404);
});

test('delete: a version that is not current; its number is not given again', async () => {
  const current = await failure(client.files.versions.delete(ids[2] ?? '', { fileId }));
  assert.equal(current.status, 400);
  assert.match(current.message, /You cannot delete current version of a file\./);
  await client.files.versions.delete(ids[1] ?? '', { fileId });
  const names = async () =>
    (await client.files.versions.list(fileId)).map((version) => version.versionInfo?.name);
  assert.deepEqual(await names(), ['Version 3', 'Version 1']);
  await client.files.upload({ file: 'Zm91cg==', fileName: 'v.txt', folder: place, useUniqueFileName: false });
  assert.deepEqual(await names(), ['Version 4', 'Version 3', 'Version 1']);
});

test('unknown and malformed ids', async () => {
  const versions = client.files.versions;
  const cases: readonly [() => Promise<unknown>, number, RegExp][] = [
    [() => versions.list(UNKNOWN_ID), 404, /The requested (file|asset) does not exist\./],
    [() => versions.list('xyz'), 400, /Your request contains invalid fileId parameter\./],
    [() => versions.get(UNKNOWN_ID, { fileId }), 404, /The requested file version does not exist\./],
    [() => versions.get('f 1/é', { fileId }), 400, /Your request contains invalid versionId parameter\./],
    [() => versions.delete(UNKNOWN_ID, { fileId }), 404, /The requested asset does not exist\./],
    [() => versions.restore(UNKNOWN_ID, { fileId }), 404, /The requested file version does not exist\./],
    [() => versions.restore(fileId, { fileId: UNKNOWN_ID }), 404, /The requested file does not exist\./],
  ];
  for (const [call, status, message] of cases) {
    const error = await failure(call());
    assert.equal(error.status, status);
    assert.match(error.message, message);
  }
});
