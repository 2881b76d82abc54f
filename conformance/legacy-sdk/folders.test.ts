/** Folders and their jobs by the older SDK. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { folder } from '../support.ts';
import { body, legacy, refusal } from './client.ts';

const place = `${folder}/legacy-folders`;

/** Paths of the files below a folder, without it. */
async function filesBelow(path: string): Promise<string[]> {
  const files = await legacy.listFiles({ searchQuery: `path: "${place}${path}/"`, sort: 'ASC_NAME' });
  return files.map((file) => (file.type === 'folder' ? '' : file.filePath.slice(place.length + path.length)));
}

/** The SDK's types know of no answer here. */
type Job = { readonly jobId: string; readonly type: string; readonly status: string };

async function finished(answer: { readonly jobId: string }) {
  const { jobId } = body(200, answer);
  for (;;) {
    const job = body<Job>(200, (await legacy.getBulkJobStatus(jobId)) as never);
    assert.equal(job.jobId, jobId);
    if (job.status !== 'Pending') return { type: job.type, status: job.status };
    await pause(100);
  }
}

before(async () => {
  for (const text of ['one', 'two']) {
    const options = { fileName: 'a.txt', folder: `${place}/source/in/deep`, useUniqueFileName: false };
    await legacy.upload({ ...options, file: Buffer.from(text) });
  }
});

test('createFolder: the SDK shows an empty object', async () => {
  const answer = await legacy.createFolder({ folderName: 'new', parentFolderPath: `${place}/made` });
  assert.deepEqual(body(201, answer), {});
  const [made] = await legacy.listFiles({ path: `${place}/made`, type: 'folder' });
  assert.ok(made?.type === 'folder');
  assert.equal(made.folderPath, `${place}/made/new`);
  assert.match(made.folderId, /^[0-9a-f]{24}$/);
});

test('copyFolder: includeFileVersions is the older name of includeVersions', async () => {
  for (const [to, includeFileVersions, count] of [
    ['all', true, 2],
    ['current', false, 1],
  ] as const) {
    const job = await finished(
      await legacy.copyFolder({
        sourceFolderPath: `${place}/source/in`,
        destinationPath: `${place}/${to}`,
        includeFileVersions,
      }),
    );
    assert.deepEqual(job, { type: 'COPY_FOLDER', status: 'Completed' });
    const [file] = await legacy.listFiles({ path: `${place}/${to}/in/deep` });
    assert.ok(file?.type === 'file');
    const versions = body<object[]>(200, (await legacy.getFileVersions(file.fileId)) as never);
    assert.equal(versions.length, count);
  }
});

test('moveFolder', async () => {
  const answer = await legacy.moveFolder({
    sourceFolderPath: `${place}/source/in`,
    destinationPath: `${place}/moved`,
  });
  assert.deepEqual(await finished(answer), { type: 'MOVE_FOLDER', status: 'Completed' });
  assert.deepEqual(await filesBelow('/moved'), ['/in/deep/a.txt']);
  assert.deepEqual(await filesBelow('/source'), []);
});

test('deleteFolder: a DELETE with a body', async () => {
  assert.deepEqual(body(204, await legacy.deleteFolder(`${place}/moved`)), {});
  assert.deepEqual(await filesBelow('/moved'), []);
  const refused = await refusal(legacy.deleteFolder(`${place}/moved/`));
  assert.equal(refused.$ResponseMetadata.statusCode, 404);
  assert.equal(refused.reason, 'FOLDER_NOT_FOUND');
  assert.equal(refused.message, `No folder found with folderPath \`${place}/moved/\`.`);
});

test('a job that is not there', async () => {
  const refused = await refusal(legacy.getBulkJobStatus('ffffffffffffffffffffffff'));
  assert.equal(refused.message, 'The requested job does not exist.');
});
