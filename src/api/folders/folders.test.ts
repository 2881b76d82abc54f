import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, BASIC, HELP, suiteApi } from '../api.testing.ts';

describe('folders over HTTP', () => {
  const api = suiteApi();
  const send = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Answer }> => {
    const response = await api().fetch(path, {
      method,
      headers: { authorization: BASIC, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? '' : JSON.parse(text) };
  };
  const finished = async (jobId: string): Promise<Answer> => {
    for (;;) {
      const { status, body } = await send('GET', `/v1/bulkJobs/${jobId}`);
      assert.equal(status, 200);
      if (body.status === 'Completed') return body;
      assert.equal(body.status, 'Pending');
      await pause(5);
    }
  };

  it('are made, copied, moved, renamed and deleted, also as older clients ask for it', async () => {
    const made = await send('POST', '/v1/folder/', { folderName: 'a', parentFolderPath: 'x/' });
    assert.deepEqual(made, { status: 201, body: {} });
    for (const [method, path, body, status] of [
      ['POST', 'copyFolder', { sourceFolderPath: '/x/a', destinationPath: '/y', includeVersions: true }, 200],
      [
        'PUT',
        'copyFolder',
        { sourceFolderPath: '/x/a', destinationPath: '/z', includeFileVersions: 'true' },
        200,
      ],
      ['POST', 'moveFolder', { sourceFolderPath: '/x/a/', destinationPath: 'w' }, 200],
      ['PUT', 'moveFolder', { sourceFolderPath: '/w/a', destinationPath: '/v' }, 200],
      ['POST', 'renameFolder', { folderPath: '/v', newFolderName: 'u' }, 202],
    ] as const) {
      const answer = await send(method, `/v1/bulkJobs/${path}`, body);
      assert.equal(answer.status, status, path);
      assert.deepEqual(Object.keys(answer.body), ['jobId']);
      const { jobId } = answer.body;
      const job = await finished(jobId);
      const type = path.replace('Folder', '_FOLDER').toUpperCase();
      assert.deepEqual(job, { jobId, type, status: 'Completed' });
    }
    const { body } = await send('GET', '/v1/files?type=folder&sort=ASC_NAME');
    const paths = body.map((folder: Answer) => folder.folderPath).sort();
    assert.deepEqual(paths, ['/u', '/u/a', '/w', '/x', '/y', '/y/a', '/z', '/z/a']);
    assert.deepEqual(await send('DELETE', '/v1/folder', { folderPath: '/u' }), { status: 204, body: '' });
    const purged = await send('POST', '/v1/bulkJobs/renameFolder', {
      folderPath: '/z',
      newFolderName: 'zz',
      purgeCache: true,
    });
    assert.match((await finished(purged.body.jobId)).purgeRequestId, /^[0-9a-f]{24}$/);
  });

  const copy = '/v1/bulkJobs/copyFolder';
  const rename = '/v1/bulkJobs/renameFolder';
  const both = { sourceFolderPath: '/nope', destinationPath: '/x' };
  const REFUSED: readonly [string, string, unknown, number, object][] = [
    [
      'POST',
      '/v1/folder',
      {},
      400,
      {
        message: 'Your request is missing folderName parameter.',
        reason: 'MISSING_PARAMETER',
      },
    ],
    ['POST', '/v1/folder', undefined, 400, { reason: 'MISSING_PARAMETER' }],
    [
      'POST',
      '/v1/folder',
      { folderName: 5, parentFolderPath: '/' },
      400,
      {
        message: 'Your request contains invalid folderName parameter.',
        reason: 'INVALID_PARAMETER',
      },
    ],
    [
      'POST',
      '/v1/folder',
      { folderName: '..', parentFolderPath: '/' },
      400,
      {
        message: "'.' & '..' can not be used as folder-name",
        reason: 'INVALID_FOLDER_PATH',
      },
    ],
    ['DELETE', '/v1/folder', {}, 400, { reason: 'MISSING_PARAMETER' }],
    [
      'DELETE',
      '/v1/folder',
      { folderPath: '/nope/' },
      404,
      {
        message: 'No folder found with folderPath `/nope/`.',
        reason: 'FOLDER_NOT_FOUND',
        help: HELP,
      },
    ],
    ['POST', copy, { destinationPath: '/x' }, 400, { reason: 'MISSING_PARAMETER' }],
    ['POST', copy, { ...both, includeVersions: 'maybe' }, 400, { reason: 'INVALID_PARAMETER' }],
    [
      'POST',
      copy,
      both,
      404,
      {
        message: 'No files & folder found at sourceFolderPath `/nope`.',
        reason: 'NO_FILES_FOLDER',
      },
    ],
    ['POST', rename, {}, 400, { message: 'folderPath parameter is missing.' }],
    ['POST', rename, { folderPath: '/a' }, 400, { message: 'newFolderName parameter is missing.' }],
    ['POST', rename, { folderPath: null }, 400, { message: 'folderPath parameter is missing.' }],
    [
      'POST',
      rename,
      { folderPath: 5, newFolderName: 'a' },
      400,
      { message: 'Your request contains invalid folderPath parameter.' },
    ],
    [
      'POST',
      rename,
      { folderPath: '/nope', newFolderName: '..' },
      400,
      { message: "'.' & '..' can not be used as folder-name" },
    ],
    [
      'POST',
      rename,
      { folderPath: '/nope', newFolderName: 'a', purgeCache: 'maybe' },
      400,
      { message: 'Your request contains invalid purgeCache parameter.' },
    ],
    ['POST', rename, { folderPath: '/', newFolderName: 'a' }, 400, { message: 'folderPath cannot be root.' }],
    [
      'POST',
      rename,
      { folderPath: '/nope', newFolderName: 'a' },
      404,
      { message: 'Source folder not found.' },
    ],
    ['GET', '/v1/bulkJobs/zzz', undefined, 404, { message: 'The requested job does not exist.' }],
    [
      'GET',
      `/v1/bulkJobs/${'f'.repeat(24)}`,
      undefined,
      404,
      { message: 'The requested job does not exist.' },
    ],
  ];
  for (const [method, path, body, status, expected] of REFUSED) {
    it(`refuse ${method} ${path} with ${JSON.stringify(body)}`, async () => {
      const answer = await send(method, path, body);
      assert.equal(answer.status, status);
      assert.partialDeepStrictEqual(answer.body, expected);
      assert.equal(typeof answer.body.help, 'string');
      if (path === rename) assert.ok(!('reason' in answer.body), 'renameFolder has no reasons');
    });
  }
});
