/** Many files at once: deleted, tagged, untagged. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { client, failure, folder } from './support.ts';

const place = `${folder}/bulk`;
const UNKNOWN_ID = 'ffffffffffffffffffffffff';
let ids: string[] = [];

async function upload(fileName: string, tags: string[]): Promise<string> {
  const answer = await client.files.upload({
    file: 'dGV4dA==',
    fileName,
    folder: place,
    useUniqueFileName: false,
    tags,
  });
  return answer.fileId ?? '';
}

before(async () => {
  ids = await Promise.all(['a.txt', 'b.txt', 'c.txt'].map((name) => upload(name, ['x', 'y'])));
});

async function tagsOf(fileIds: readonly string[]) {
  return Promise.all(fileIds.map(async (id) => (await client.files.get(id)).tags));
}

test('addTags: behind those that are there, each once', async () => {
  const answer = await client.files.bulk.addTags({ fileIds: ids, tags: ['z', 'x'] });
  assert.deepEqual(answer, { successfullyUpdatedFileIds: ids });
  assert.deepEqual(await tagsOf(ids), [
    ['x', 'y', 'z'],
    ['x', 'y', 'z'],
    ['x', 'y', 'z'],
  ]);
});

test('removeTags: also of files that do not have them', async () => {
  const bare = await upload('bare.txt', []);
  const answer = await client.files.bulk.removeTags({ fileIds: [...ids, bare], tags: ['y', 'nothing'] });
  assert.deepEqual(answer, { successfullyUpdatedFileIds: [...ids, bare] });
  assert.deepEqual(await tagsOf([...ids, bare]), [['x', 'z'], ['x', 'z'], ['x', 'z'], null]);
});

test('removeAITags: leaves the tags of the user', async () => {
  const answer = await client.files.bulk.removeAITags({ fileIds: ids, AITags: ['x'] });
  assert.deepEqual(answer, { successfullyUpdatedFileIds: ids });
  assert.deepEqual((await tagsOf(ids))[0], ['x', 'z']);
});

test('addTags: a file that cannot take them fails alone', async () => {
  const full = await upload('full.txt', ['f'.repeat(499)]);
  const free = await upload('free.txt', []);
  const answer = await client.files.bulk.addTags({ fileIds: [full, free], tags: ['new'] });
  const { errors, ...rest } = answer as typeof answer & { errors?: { fileId?: string; error?: string }[] };
  assert.deepEqual(rest, { successfullyUpdatedFileIds: [free] });
  assert.deepEqual(
    errors?.map((error) => [error.fileId, typeof error.error]),
    [[full, 'string']],
  );
  assert.deepEqual(await tagsOf([free]), [['new']]);
});

test('one missing file: nothing changes, and it is named', async () => {
  const before = await tagsOf(ids);
  const { bulk } = client.files;
  const fileIds = [...ids, UNKNOWN_ID];
  for (const call of [
    () => bulk.addTags({ fileIds, tags: ['w'] }),
    () => bulk.removeTags({ fileIds, tags: ['x'] }),
    () => bulk.removeAITags({ fileIds, AITags: ['x'] }),
    () => bulk.delete({ fileIds }),
  ]) {
    const error = await failure(call());
    assert.equal(error.status, 404);
    assert.match(error.message, /The requested file\(s\) does not exist\./);
    assert.deepEqual((error.error as { missingFileIds?: string[] }).missingFileIds, [UNKNOWN_ID]);
  }
  assert.deepEqual(await tagsOf(ids), before);
});

test('what is wrong is said', async () => {
  const { bulk } = client.files;
  const many = (count: number) => Array.from({ length: count }, () => UNKNOWN_ID);
  const cases: readonly [() => Promise<unknown>, string][] = [
    [() => bulk.delete({} as never), 'fileIds parameter is missing.'],
    [() => bulk.delete({ fileIds: 'x' as never }), 'fileIds should be an Array.'],
    [() => bulk.delete({ fileIds: [] }), 'fileIds is empty.'],
    [() => bulk.delete({ fileIds: many(101) }), 'fileIds cannot have more than 100 items.'],
    [
      () => bulk.addTags({ fileIds: many(51), tags: ['a'] }),
      'A maximum of 50 files can be edited at a time.',
    ],
    [() => bulk.addTags({ fileIds: ids } as never), 'tags parameter is missing.'],
    [() => bulk.addTags({ fileIds: ids, tags: [] }), 'tags array cannot be empty.'],
    [() => bulk.removeAITags({ fileIds: ids } as never), 'AITags parameter is missing.'],
    [() => bulk.removeAITags({ fileIds: ids, AITags: [] }), 'AITags array cannot be empty.'],
    [
      () => bulk.addTags({ fileIds: ids, tags: ['x'.repeat(501)] }),
      'Combined length of all tags should be less than or equal to 500.',
    ],
  ];
  for (const [call, message] of cases) {
    const error = await failure(call());
    assert.equal(error.status, 400);
    assert.ok(error.message.includes(message), error.message);
  }
});

test('delete: all of them', async () => {
  const answer = await client.files.bulk.delete({ fileIds: [...ids, ...ids] });
  assert.deepEqual(answer, { successfullyDeletedFileIds: ids });
  for (const id of ids) assert.equal((await failure(client.files.get(id))).status, 404);
});
