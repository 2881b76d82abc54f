/** The routes that change files, and every documented refusal of theirs with its whole body (rest-api.md 2.5 to 2.8). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Check } from 'typebox/value';
import { type Answer, BASIC, HELP, suiteApi, type TestApi } from '../api.testing.ts';
import { fileSchema } from './file-json.ts';

const ABSENT_ID = '0123456789abcdef01234567';

/** Sends a JSON body; `undefined` is sent as no body at all. */
async function send(api: TestApi, method: string, path: string, body?: unknown) {
  const response = await api.fetch(path, {
    method,
    headers: { authorization: BASIC, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text === '' ? undefined : JSON.parse(text)) as Answer,
    retry: response.headers.get('x-should-retry'),
  };
}

async function upload(api: TestApi, fields: Record<string, string> = {}): Promise<Answer> {
  const given = { fileName: 'a.txt', useUniqueFileName: 'false', ...fields };
  const { body, status } = await api.upload({ ...given, file: new Blob([JSON.stringify(given)]) });
  assert.equal(status, 200);
  return body;
}

async function pathsIn(api: TestApi, folder: string): Promise<string[]> {
  const { body } = await api.json(`/v1/files?path=${encodeURIComponent(folder)}`);
  return body.map((file: Answer) => file.filePath);
}

describe('PATCH /v1/files/{fileId}/details', () => {
  const api = suiteApi();

  it('answers the file as it is then', async () => {
    const { fileId } = await upload(api(), { tags: 'a,b' });
    const body = { tags: ['c'], customCoordinates: '1,2,3,4', description: 'text' };
    const answer = await send(api(), 'PATCH', `/v1/files/${fileId}/details/`, body);
    assert.equal(answer.status, 200);
    assert.ok(Check(fileSchema, answer.body));
    assert.deepEqual({ ...answer.body, ...body }, answer.body);
    assert.deepEqual(answer.body, (await api().json(`/v1/files/${fileId}/details`)).body);
    const cleared = await send(api(), 'PATCH', `/v1/files/${fileId}/details`, {
      tags: null,
      customCoordinates: null,
      description: '',
      publish: { isPublished: false },
    });
    assert.deepEqual(
      [cleared.body.tags, cleared.body.customCoordinates, cleared.body.isPublished],
      [null, null, false],
    );
    assert.ok(!('description' in cleared.body));
    assert.deepEqual(await send(api(), 'PATCH', `/v1/files/${fileId}/details`), cleared);
  });

  const noFile = { message: 'The requested file does not exist.', help: HELP };
  const invalidId = { message: 'Your request contains invalid fileId parameter.', help: HELP };
  const refusals: readonly (readonly [string, unknown, number, object])[] = [
    [ABSENT_ID, { tags: [] }, 404, noFile],
    [ABSENT_ID, {}, 404, noFile],
    ['xyz', { tags: [] }, 400, invalidId],
    // What no file is called could only be a route, and there is none.
    ['copy', {}, 400, invalidId],
    [ABSENT_ID, [], 400, { message: 'Your request contains invalid JSON.', help: HELP }],
    [ABSENT_ID, 'text', 400, { message: 'Your request contains invalid JSON.', help: HELP }],
  ];
  for (const [id, body, status, expected] of refusals) {
    it(`with ${JSON.stringify(body)} for ${id} answers ${status}`, async () => {
      const answer = await send(api(), 'PATCH', `/v1/files/${id}/details`, body);
      assert.deepEqual([answer.status, answer.body], [status, expected]);
    });
  }
});

describe('copy, move and rename', () => {
  const api = suiteApi();
  before(async () => {
    await upload(api(), { folder: '/from' });
    await upload(api(), { folder: '/from', fileName: 'b.txt' });
  });

  for (const [n, method] of (['POST', 'PUT'] as const).entries()) {
    it(`${method} /v1/files/copy answers 204 and nothing`, async () => {
      const answer = await send(api(), method, `/v1/files/copy${'/'.repeat(n)}`, {
        sourceFilePath: '/from/a.txt',
        destinationPath: `/copied-${method}/`,
        includeVersions: 'true',
      });
      assert.deepEqual([answer.status, answer.body], [204, undefined]);
      assert.deepEqual(await pathsIn(api(), `/copied-${method}`), [`/copied-${method}/a.txt`]);
    });

    it(`${method} /v1/files/move answers 204 and nothing`, async () => {
      await upload(api(), { folder: `/moving-${method}` });
      const answer = await send(api(), method, '/v1/files/move', {
        sourceFilePath: `/moving-${method}/a.txt`,
        destinationPath: `moved-${method}`,
      });
      assert.deepEqual([answer.status, answer.body], [204, undefined]);
      assert.deepEqual(await pathsIn(api(), `/moving-${method}`), []);
      assert.deepEqual(await pathsIn(api(), `/moved-${method}`), [`/moved-${method}/a.txt`]);
    });

    it(`${method} /v1/files/rename answers {}, or the id of a purge`, async () => {
      await upload(api(), { folder: `/names-${method}` });
      const path = `/names-${method}/a.txt`;
      const plain = await send(api(), method, '/v1/files/rename', { filePath: path, newFileName: 'b c.txt' });
      assert.deepEqual([plain.status, plain.body], [200, {}]);
      const purged = await send(api(), method, '/v1/files/rename', {
        filePath: `/names-${method}/b_c.txt`,
        newFileName: 'd.txt',
        purgeCache: true,
      });
      assert.equal(purged.status, 200);
      assert.deepEqual(Object.keys(purged.body), ['purgeRequestId']);
      assert.match(purged.body.purgeRequestId, /^[0-9a-f]{24}$/);
      assert.deepEqual(await pathsIn(api(), `/names-${method}`), [`/names-${method}/d.txt`]);
    });
  }

  it('a copy of all versions brings all versions', async () => {
    const { fileId } = await upload(api(), { folder: '/versions', tags: 'one' });
    await upload(api(), { folder: '/versions', tags: 'two' });
    for (const [destinationPath, flag, count] of [
      ['/v-all', { includeFileVersions: true }, 2],
      ['/v-old-name', { includeVersions: true }, 2],
      ['/v-one', { includeFileVersions: false }, 1],
    ] as const) {
      const body = { sourceFilePath: '/versions/a.txt', destinationPath, ...flag };
      await send(api(), 'POST', '/v1/files/copy', body);
      const [copy] = (await api().json(`/v1/files?path=${destinationPath}`)).body;
      assert.notEqual(copy.fileId, fileId);
      assert.equal((await api().json(`/v1/files/${copy.fileId}/versions`)).body.length, count);
    }
  });

  const bad = {
    message: 'Your request is missing parameters / contains invalid parameters.',
    help: HELP,
    reason: 'MISSING_PARAMETER',
  };
  const source = '/from/a.txt';
  const ofBoth: readonly (readonly [unknown, number, Record<string, unknown>])[] = [
    [undefined, 400, bad],
    [{}, 400, bad],
    [{ sourceFilePath: source }, 400, bad],
    [{ destinationPath: '/to' }, 400, bad],
    [{ sourceFilePath: source, destinationPath: '' }, 400, bad],
    [{ sourceFilePath: 1, destinationPath: '/to' }, 400, bad],
    [{ sourceFilePath: source, destinationPath: ['/to'] }, 400, bad],
    [
      { sourceFilePath: '/nope.jpg', destinationPath: '/to' },
      404,
      { message: 'No file found with filePath `/nope.jpg`.', reason: 'SOURCE_FILE_MISSING' },
    ],
    [
      { sourceFilePath: source, destinationPath: '/from/' },
      400,
      {
        message: 'sourceFilePath and destinationPath is same',
        reason: 'SAME_SOURCE_AND_DESTINATION',
      },
    ],
    [
      { sourceFilePath: source, destinationPath: '/to/..' },
      400,
      { message: 'Your request contains invalid destinationPath.', reason: 'INVALID_FOLDER_PATH' },
    ],
  ];
  const ofRename: readonly (readonly [unknown, number, Record<string, unknown>])[] = [
    [undefined, 400, bad],
    [{ filePath: source }, 400, bad],
    [{ newFileName: 'x' }, 400, bad],
    [{ filePath: source, newFileName: '' }, 400, bad],
    [{ filePath: source, newFileName: 5 }, 400, bad],
    [
      { filePath: source, newFileName: '..' },
      400,
      { message: 'Your request contains invalid newFileName parameter.', reason: 'INVALID_PARAMETER' },
    ],
    [
      { filePath: source, newFileName: 'c.txt', purgeCache: 'soon' },
      400,
      { message: 'Your request contains invalid purgeCache parameter.', reason: 'INVALID_PARAMETER' },
    ],
    [
      { filePath: source, newFileName: 'a.txt' },
      400,
      {
        message: 'newFileName cannot be the same as its existing name.',
        reason: 'SAME_OLD_AND_NEW_NAME',
      },
    ],
    [
      { filePath: '/path/to/file.jpg', newFileName: 'x' },
      404,
      {
        message: 'No file found in media library at filePath /path/to/file.jpg',
        reason: 'FILE_MISSING',
      },
    ],
    [
      { filePath: source, newFileName: 'b.txt' },
      409,
      {
        message: 'File with name b.txt already exists at the same location.',
        reason: 'FILE_ALREADY_EXISTS',
      },
    ],
  ];
  const table = [
    ...ofBoth.map((row) => ['POST', '/v1/files/copy', ...row] as const),
    ...ofBoth.map((row) => ['POST', '/v1/files/move', ...row] as const),
    ...ofRename.map((row) => ['PUT', '/v1/files/rename', ...row] as const),
    [
      'POST',
      '/v1/files/copy',
      { sourceFilePath: source, destinationPath: '/to', includeFileVersions: 'x' },
      400,
      bad,
    ] as const,
  ];
  for (const [method, path, sent, status, expected] of table) {
    it(`${path} with ${JSON.stringify(sent)} answers ${status} ${expected.reason}`, async () => {
      const answer = await send(api(), method, path, sent);
      assert.equal(answer.status, status);
      const { help, ...body } = answer.body;
      assert.equal(typeof help, 'string');
      const { help: _, ...rest } = expected;
      assert.deepEqual(body, rest);
      assert.equal(answer.retry, status === 409 ? 'false' : null);
      assert.deepEqual(await pathsIn(api(), '/to'), []);
    });
  }
});

describe('many files at once', () => {
  const api = suiteApi();

  it('are tagged and untagged', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      ids.push((await upload(api(), { folder: '/tags', fileName: `${n}.txt`, tags: 'a,b' })).fileId);
    }
    const done = { status: 200, body: { successfullyUpdatedFileIds: ids }, retry: null };
    const fileIds = [...ids, ids[0]];
    assert.deepEqual(await send(api(), 'POST', '/v1/files/addTags', { fileIds, tags: ['c', 'a'] }), done);
    assert.deepEqual(await send(api(), 'POST', '/v1/files/removeTags/', { fileIds, tags: ['b'] }), done);
    assert.deepEqual(await send(api(), 'POST', '/v1/files/removeAITags', { AITags: ['x'], fileIds }), done);
    for (const id of ids) {
      assert.deepEqual((await api().json(`/v1/files/${id}/details`)).body.tags, ['a', 'c']);
    }
  });

  it('that cannot take the tags are named in a 207', async () => {
    const full = await upload(api(), { folder: '/full', tags: 'x'.repeat(495) });
    const free = await upload(api(), { folder: '/free' });
    const body = { fileIds: [full.fileId, free.fileId], tags: ['123456'] };
    assert.deepEqual(await send(api(), 'POST', '/v1/files/addTags', body), {
      status: 207,
      body: {
        successfullyUpdatedFileIds: [free.fileId],
        errors: [{ fileId: full.fileId, error: 'Error in adding tags' }],
      },
      retry: null,
    });
  });

  it('are deleted', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      ids.push((await upload(api(), { folder: '/delete', fileName: `${n}.txt` })).fileId);
    }
    const missing = await send(api(), 'POST', '/v1/files/batch/deleteByFileIds', {
      fileIds: [...ids, ABSENT_ID],
    });
    assert.equal(missing.status, 404);
    assert.equal((await pathsIn(api(), '/delete')).length, 3);
    const answer = await send(api(), 'POST', '/v1/files/batch/deleteByFileIds', { fileIds: ids });
    assert.deepEqual([answer.status, answer.body], [200, { successfullyDeletedFileIds: ids }]);
    assert.deepEqual(await pathsIn(api(), '/delete'), []);
  });

  const ids = (count: number) => Array.from({ length: count }, () => ABSENT_ID);
  const missingFiles = {
    message: 'The requested file(s) does not exist.',
    missingFileIds: [ABSENT_ID, 'xyz'],
  };
  const tags = ['a'];
  const tooLong =
    'Your request contains invalid value for tags parameter. Combined length of all tags should be less than or equal to 500.';
  const badAiTags =
    "Your request contains invalid value for AITags. Please provide an array of strings. Example - ['t-shirt','summer-sale'].";
  const table: readonly (readonly [string, unknown, number, object | string])[] = [
    ...['addTags', 'removeTags', 'removeAITags', 'batch/deleteByFileIds'].flatMap((path) => {
      const more = { tags, AITags: tags };
      return [
        [path, undefined, 400, 'fileIds parameter is missing.'],
        [path, { ...more }, 400, 'fileIds parameter is missing.'],
        [path, { fileIds: null, ...more }, 400, 'fileIds parameter is missing.'],
        [path, { fileIds: ABSENT_ID, ...more }, 400, 'fileIds should be an Array.'],
        [path, { fileIds: {}, ...more }, 400, 'fileIds should be an Array.'],
        [path, { fileIds: [], ...more }, 400, 'fileIds is empty.'],
        [path, { fileIds: [1], ...more }, 400, 'Your request contains invalid fileIds parameter.'],
        [path, { fileIds: [ABSENT_ID, 'xyz'], ...more }, 404, missingFiles],
      ] as const;
    }),
    ...['addTags', 'removeTags', 'removeAITags'].map(
      (path) =>
        [
          path,
          { fileIds: ids(51), tags, AITags: tags },
          400,
          'A maximum of 50 files can be edited at a time.',
        ] as const,
    ),
    ['batch/deleteByFileIds', { fileIds: ids(101) }, 400, 'fileIds cannot have more than 100 items.'],
    ...['addTags', 'removeTags'].flatMap(
      (path) =>
        [
          [path, { fileIds: ids(1) }, 400, 'tags parameter is missing.'],
          [path, { fileIds: ids(1), tags: [] }, 400, 'tags array cannot be empty.'],
          [path, { fileIds: ids(1), tags: [' '] }, 400, 'tags array cannot be empty.'],
          [path, { fileIds: ids(1), tags: 'a' }, 400, 'Your request contains invalid tags parameter.'],
          [path, { fileIds: ids(1), tags: ['5%'] }, 400, 'Your request contains invalid tags parameter.'],
          [path, { fileIds: ids(1), tags: ['x'.repeat(501)] }, 400, tooLong],
        ] as const,
    ),
    ['removeAITags', { fileIds: ids(1) }, 400, 'AITags parameter is missing.'],
    ['removeAITags', { fileIds: ids(1), AITags: [] }, 400, 'AITags array cannot be empty.'],
    ['removeAITags', { fileIds: ids(1), AITags: 'a' }, 400, badAiTags],
    ['removeAITags', { fileIds: ids(1), AITags: [1] }, 400, badAiTags],
  ];
  for (const [path, sent, status, expected] of table) {
    const message = typeof expected === 'string' ? { message: expected } : expected;
    it(`${path} with ${JSON.stringify(sent)?.slice(0, 60)} answers ${status}`, async () => {
      const answer = await send(api(), 'POST', `/v1/files/${path}`, sent);
      const { help, ...body } = answer.body;
      assert.deepEqual([answer.status, body], [status, message]);
      assert.equal(typeof help, 'string');
    });
  }
});

describe('static segments', () => {
  const api = suiteApi();
  for (const [method, path] of [
    ['GET', '/v1/files/copy'],
    ['GET', '/v1/files/addTags'],
    ['DELETE', '/v1/files/copy/versions'],
    ['PUT', '/v1/files/addTags'],
    ['GET', '/v1/files/batch/deleteByFileIds'],
  ] as const) {
    it(`${method} ${path} is no file and no other method either`, async () => {
      const answer = await send(api(), method, path);
      assert.deepEqual(
        [answer.status, answer.body],
        [404, { message: 'The requested API does not exist.', help: HELP }],
      );
    });
  }
});

describe('who may only read', () => {
  const api = suiteApi({ key: { permission: 'read', expiresAt: null } });
  for (const [method, path] of [
    ['PATCH', `/v1/files/${ABSENT_ID}/details`],
    ['POST', '/v1/files/batch/deleteByFileIds'],
    ['POST', '/v1/files/copy'],
    ['POST', '/v1/files/move'],
    ['PUT', '/v1/files/rename'],
    ['POST', '/v1/files/addTags'],
    ['POST', '/v1/files/removeTags'],
    ['POST', '/v1/files/removeAITags'],
    ['DELETE', `/v1/files/${ABSENT_ID}/versions/${ABSENT_ID}`],
    ['PUT', `/v1/files/${ABSENT_ID}/versions/${ABSENT_ID}/restore`],
  ] as const) {
    it(`cannot ${method} ${path}`, async () => {
      assert.equal((await send(api(), method, path, {})).status, 403);
    });
  }
  it('lists versions', async () => {
    assert.equal((await send(api(), 'GET', `/v1/files/${ABSENT_ID}/versions`)).status, 404);
  });
});
