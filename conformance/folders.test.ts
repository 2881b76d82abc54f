import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { client, failure, folder, get } from './support.ts';

const place = `${folder}/folders`;
const UNKNOWN_ID = 'ffffffffffffffffffffffff';

async function upload(path: string, text: string, tags: string[] = []) {
  const cut = path.lastIndexOf('/');
  const answer = await client.files.upload({
    file: Buffer.from(text).toString('base64'),
    fileName: path.slice(cut + 1),
    folder: place + path.slice(0, cut),
    useUniqueFileName: false,
    tags,
  });
  return answer.fileId ?? '';
}

/** Names in a folder; of folders with a slash. */
async function names(path: string): Promise<string[]> {
  const assets = await client.assets.list({ path: place + path, type: 'all', sort: 'ASC_NAME' });
  return assets.map((asset) => (asset.type === 'folder' ? `${asset.name}/` : (asset.name ?? '')));
}

async function fileAt(path: string) {
  const cut = path.lastIndexOf('/');
  const files = await client.assets.list({ path: place + path.slice(0, cut), type: 'file' });
  const file = files.find((one) => one.name === path.slice(cut + 1));
  assert.ok(file?.type === 'file', `${path} is there`);
  return file;
}

async function folderIdAt(path: string): Promise<string> {
  const cut = path.lastIndexOf('/');
  const folders = await client.assets.list({ path: place + path.slice(0, cut), type: 'folder' });
  const found = folders.find((one) => one.name === path.slice(cut + 1));
  assert.ok(found?.type === 'folder' && found.folderId);
  return found.folderId;
}

async function finished({ jobId }: { jobId: string }) {
  for (;;) {
    const job = await client.folders.job.get(jobId);
    assert.equal(job.jobId, jobId);
    if (job.status !== 'Pending') return job;
    await pause(100);
  }
}

let fileId = '';

before(async () => {
  fileId = await upload('/source/in/a.txt', 'first', ['one']);
  await upload('/source/in/a.txt', 'second', ['two']);
  await upload('/source/in/deep/b.txt', 'third');
  await upload('/there/in/a.txt', 'other');
});

test('create: with the folders above it, and again', async () => {
  for (const _ of [1, 2]) {
    const answer = await client.folders.create({
      folderName: 'a new/one',
      parentFolderPath: `${place}/made/by/`,
    });
    assert.ok(answer === undefined || Object.keys(answer).length === 0);
  }
  assert.deepEqual(await names('/made/by'), ['a_new_one/']);
});

test('copy: the current versions, under new ids', async () => {
  const job = await finished(
    await client.folders.copy({ sourceFolderPath: `${place}/source/in`, destinationPath: `${place}/copied` }),
  );
  assert.deepEqual({ type: job.type, status: job.status }, { type: 'COPY_FOLDER', status: 'Completed' });
  assert.deepEqual(await names('/copied/in'), ['a.txt', 'deep/']);
  assert.deepEqual(await names('/copied/in/deep'), ['b.txt']);
  const file = await fileAt('/copied/in/a.txt');
  assert.notEqual(file.fileId, fileId);
  assert.deepEqual(file.versionInfo, { id: file.fileId, name: 'Version 1' });
  assert.deepEqual(file.tags, ['two']);
  const answer = await get(file.url ?? '');
  assert.equal(answer.body.toString(), 'second');
  assert.deepEqual(await names('/source/in'), ['a.txt', 'deep/']);
});

test('copy: into a folder of the same name, with all versions', async () => {
  await finished(
    await client.folders.copy({
      sourceFolderPath: `${place}/source/in`,
      destinationPath: `${place}/there`,
      includeVersions: true,
    }),
  );
  const file = await fileAt('/there/in/a.txt');
  const versions = await client.files.versions.list(file.fileId ?? '');
  assert.deepEqual(
    versions.map((version) => version.versionInfo?.name),
    ['Version 3', 'Version 2', 'Version 1'],
  );
  assert.equal((await get(file.url ?? '')).body.toString(), 'second');
});

test('move: files keep their ids, folders get new ones', async () => {
  const before = await folderIdAt('/source/in');
  const job = await finished(
    await client.folders.move({ sourceFolderPath: `${place}/source/in`, destinationPath: `${place}/moved` }),
  );
  assert.deepEqual({ type: job.type, status: job.status }, { type: 'MOVE_FOLDER', status: 'Completed' });
  assert.deepEqual(await names('/source'), []);
  assert.deepEqual(await names('/moved/in'), ['a.txt', 'deep/']);
  assert.equal((await fileAt('/moved/in/a.txt')).fileId, fileId);
  assert.notEqual(await folderIdAt('/moved/in'), before);
});

test('rename: everything in it has another path', async () => {
  const before = await folderIdAt('/moved/in');
  const job = await finished(
    await client.folders.rename({
      folderPath: `${place}/moved/in`,
      newFolderName: 'renamed',
      purgeCache: true,
    }),
  );
  assert.deepEqual({ type: job.type, status: job.status }, { type: 'RENAME_FOLDER', status: 'Completed' });
  assert.match(job.purgeRequestId ?? '', /^[0-9a-f]{24}$/);
  assert.equal(await folderIdAt('/moved/renamed'), before);
  const file = await client.files.get(fileId);
  assert.equal(file.filePath, `${place}/moved/renamed/a.txt`);
  assert.equal((await get(file.url ?? '')).body.toString(), 'second');
});

test('delete: with everything in it', async () => {
  const gone = await upload('/gone/deep/c.txt', 'gone');
  const { url } = await client.files.get(gone);
  await client.folders.delete({ folderPath: `${place}/gone/` });
  assert.equal((await failure(client.files.get(gone))).status, 404);
  assert.equal((await get(url ?? '')).status, 404);
  assert.deepEqual(await names('/gone'), []);
});

const REFUSED: readonly [string, () => Promise<unknown>, number, string | undefined, string][] = [
  [
    'create ..',
    () => client.folders.create({ folderName: '..', parentFolderPath: '/' }),
    400,
    'INVALID_FOLDER_PATH',
    "'.' & '..' can not be used as folder-name",
  ],
  [
    'delete a folder that is not there',
    () => client.folders.delete({ folderPath: `${place}/nowhere/` }),
    404,
    'FOLDER_NOT_FOUND',
    `No folder found with folderPath \`${place}/nowhere/\`.`,
  ],
  [
    'copy a folder that is not there',
    () => client.folders.copy({ sourceFolderPath: `${place}/nowhere`, destinationPath: `${place}/x` }),
    404,
    'NO_FILES_FOLDER',
    `No files & folder found at sourceFolderPath \`${place}/nowhere\`.`,
  ],
  [
    'move a folder into itself',
    () => client.folders.move({ sourceFolderPath: `${place}/there`, destinationPath: `${place}/there/in` }),
    400,
    'INVALID_DESTINATION_PATH',
    'This operation is not allowed because parent folder cannot be moved into child folder.',
  ],
  [
    'move a folder to where it is',
    () => client.folders.move({ sourceFolderPath: `${place}/there`, destinationPath: place }),
    400,
    'SAME_SOURCE_AND_DESTINATION',
    'sourceFolderPath and destinationPath is same',
  ],
  [
    'move the root',
    () => client.folders.move({ sourceFolderPath: '/', destinationPath: place }),
    400,
    'SOURCE_IS_ROOT',
    '',
  ],
  [
    'rename the root',
    () => client.folders.rename({ folderPath: '/', newFolderName: 'x' }),
    400,
    undefined,
    'folderPath cannot be root.',
  ],
  [
    'rename a folder that is not there',
    () => client.folders.rename({ folderPath: `${place}/nowhere`, newFolderName: 'x' }),
    404,
    undefined,
    'Source folder not found.',
  ],
  [
    'rename to a name that is taken',
    () => client.folders.rename({ folderPath: `${place}/there`, newFolderName: 'source' }),
    409,
    undefined,
    'already exists at the same location.',
  ],
  [
    'an unknown job',
    () => client.folders.job.get(UNKNOWN_ID),
    404,
    undefined,
    'The requested job does not exist.',
  ],
  [
    'a job with a bad id',
    () => client.folders.job.get('x y'),
    404,
    undefined,
    'The requested job does not exist.',
  ],
];
for (const [name, call, status, reason, message] of REFUSED) {
  test(`refused: ${name}`, async () => {
    const refused = await failure(call());
    assert.equal(refused.status, status);
    assert.ok(refused.message.includes(message), refused.message);
    assert.equal((refused.error as { reason?: string }).reason, reason);
  });
}
