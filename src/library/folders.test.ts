import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Database, HIDDEN_FOLDER_ID, ROOT_FOLDER_ID } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { cleared, finished, told, tree } from './folder-jobs.testing.ts';
import { openTestLibrary, type TestLibrary } from './library.testing.ts';
import { addBareFiles, copyHalf, removeBareFile } from './units.testing.ts';

/** What the folders show as their ids, all but the root. */
async function shownIds({ reader }: Database): Promise<string[]> {
  const rows = await reader
    .selectFrom('assets')
    .select((is) => is.fn.coalesce('folder_id', 'id').as('shown'))
    .where('kind', '=', 'folder')
    .where('id', 'not in', [ROOT_FOLDER_ID, HIDDEN_FOLDER_ID])
    .execute();
  return rows.map((row) => row.shown).sort();
}

onEachDatabase(({ open }) => {
  async function start(t: TestContext): Promise<TestLibrary> {
    const library = await openTestLibrary(t, open);
    await library.jobs.start();
    return library;
  }
  type Move = { sourceFolderPath: string; destinationPath: string; includeVersions?: boolean };
  const copy = async ({ library }: TestLibrary, move: Move) =>
    finished(library, await library.copyFolder({ includeVersions: false, ...move }));
  const move = async ({ library }: TestLibrary, request: Move) =>
    finished(library, await library.moveFolder(request));
  const rename = async ({ library }: TestLibrary, folderPath: string, newFolderName: string) =>
    finished(library, await library.renameFolder({ folderPath, newFolderName, purge: false }));
  const folderIds = async ({ library }: TestLibrary) => {
    const folders = await library.list({
      type: 'folder',
      sort: 'ASC_NAME',
      fileType: 'all',
      limit: 99,
      skip: 0,
    });
    return new Map(folders.map((folder) => [folder.kind === 'folder' && folder.path, folder.assetId]));
  };
  const forgetEvents = async ({ library, time }: TestLibrary) => {
    time.now += 8 * 24 * 3_600_000;
    await library.sweep();
  };

  test('create: the chain above it, names sanitised, twice is once', async (t) => {
    const all = await start(t);
    const { library, database } = all;
    const create = (folderName: string, parentFolderPath: string) =>
      library.createFolder({ folderName, parentFolderPath });
    await create('c d', 'a/b/');
    await create('c_d', '/a//b');
    await create('x/y', '/');
    await create('x\0y', '/\ud800');
    await create('日本-ü\u0301_𝒳𠀀😀', '/');
    assert.deepEqual(await tree(library), [
      '/_/',
      '/_/x_y/',
      '/a/',
      '/a/b/',
      '/a/b/c_d/',
      '/x_y/',
      '/日本-ǘ_𝒳𠀀_/',
    ]);
    assert.deepEqual(await told(database), { 'folder.created': 7 });
    const refused: [string, string, string][] = [
      ['..', '/', "'.' & '..' can not be used as folder-name"],
      ['.', '/', "'.' & '..' can not be used as folder-name"],
      ['a', '/b/../c', "'.' & '..' can not be used as folder-name"],
      ['a', '/x'.repeat(50), 'Your request contains invalid parentFolderPath parameter.'],
    ];
    for (const [name, parent, message] of refused) {
      await assert.rejects(create(name, parent), { status: 400, message });
    }
    await create('a', '/x'.repeat(49));
    await create('n'.repeat(300), '/long');
    assert.ok((await tree(library)).includes(`/long/${'n'.repeat(255)}/`));
  });

  test('delete: everything in it is gone at once, cleared away later, and told of', async (t) => {
    const all = await openTestLibrary(t, open);
    const { library, database, upload, jobs } = all;
    const first = await upload('one', { folder: '/a/b', fileName: 'f.txt', tags: ['x'] });
    await upload('two', { folder: '/a/b', fileName: 'f.txt' });
    await upload('three', { folder: '/a/b/c', fileName: 'g.txt' });
    await upload('four', { folder: '/a', fileName: 'stays.txt' });
    await forgetEvents(all);
    await library.deleteFolder('/a/b/');
    // Nothing has been cleared yet.
    assert.deepEqual(await tree(library), ['/a/', '/a/stays.txt']);
    await assert.rejects(library.get(first.assetId), { status: 404 });
    assert.equal(await library.locate('/a/b/f.txt'), undefined);
    assert.deepEqual(
      await library.list({ type: 'file-version', sort: 'ASC_NAME', fileType: 'all', limit: 9, skip: 0 }),
      [],
    );
    await upload('five', { folder: '/a/b', fileName: 'f.txt' });
    await jobs.start();
    jobs.wake();
    await cleared(database);
    assert.deepEqual(await tree(library), ['/a/', '/a/b/', '/a/b/f.txt', '/a/stays.txt']);
    const { count } = await database.reader
      .selectFrom('assets')
      .select((is) => is.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    assert.equal(Number(count), 6, 'the root, the hidden folder and what is listed');
    assert.deepEqual(await told(database), {
      'file-version.deleted': 1,
      'file.deleted': 2,
      'folder.deleted': 2,
      'file.created': 1,
      'folder.created': 1,
    });
  });

  test('delete: what is refused', async (t) => {
    const { library } = await start(t);
    await assert.rejects(library.deleteFolder('/nope/'), {
      status: 404,
      reason: 'FOLDER_NOT_FOUND',
      message: 'No folder found with folderPath `/nope/`.',
    });
    await assert.rejects(library.deleteFolder('\0'), { status: 404, reason: 'FOLDER_NOT_FOUND' });
    await assert.rejects(library.deleteFolder('/'), { status: 400, reason: 'INVALID_FOLDER_PATH' });
    await assert.rejects(library.deleteFolder('/a/../b'), { status: 400, reason: 'INVALID_FOLDER_PATH' });
  });

  async function fill(all: TestLibrary): Promise<void> {
    const { upload } = all;
    await upload('1', {
      folder: '/src/in',
      fileName: 'a.txt',
      tags: ['t'],
      description: 'd',
      isPrivateFile: true,
    });
    await upload('2', { folder: '/src/in', fileName: 'a.txt', tags: ['u', 'v'] });
    await upload('3', { folder: '/src/in/deep', fileName: 'b.txt' });
    await upload('4', { folder: '/src', fileName: 'c.txt' });
    await forgetEvents(all);
  }

  test('copy: all that is in it, under new ids, as first versions', async (t) => {
    const all = await start(t);
    const { library, database } = all;
    await fill(all);
    await copy(all, { sourceFolderPath: 'src/in/', destinationPath: '/dst/x' });
    assert.deepEqual(await tree(library), [
      '/dst/',
      '/dst/x/',
      '/dst/x/in/',
      '/dst/x/in/a.txt',
      '/dst/x/in/deep/',
      '/dst/x/in/deep/b.txt',
      '/src/',
      '/src/c.txt',
      '/src/in/',
      '/src/in/a.txt x2',
      '/src/in/deep/',
      '/src/in/deep/b.txt',
    ]);
    const original = await library.locate('/src/in/a.txt');
    const located = await library.locate('/dst/x/in/a.txt');
    assert.equal(located?.blobKey, original?.blobKey);
    const file = await library.get(located?.assetId ?? '');
    assert.notEqual(file.assetId, original?.assetId);
    assert.equal(file.versionId, file.assetId);
    assert.equal(file.versionNumber, 1);
    assert.deepEqual(file.tags, ['u', 'v']);
    assert.equal(file.description, 'd');
    assert.equal(file.createdAt, all.time.now);
    assert.equal(file.isCurrent, true);
    assert.deepEqual(await told(database), { 'file.created': 2, 'folder.created': 4 });
    const tagged = await library.list({
      type: 'file',
      sort: 'ASC_NAME',
      fileType: 'all',
      limit: 9,
      skip: 0,
      tags: ['u'],
    });
    assert.equal(tagged.length, 2);
  });

  test('copy: with all versions', async (t) => {
    const all = await start(t);
    const { library } = all;
    await fill(all);
    await copy(all, { sourceFolderPath: '/src/in', destinationPath: '/', includeVersions: true });
    const located = await library.locate('/in/a.txt');
    const [current, old] = await library.versions(located?.assetId ?? '');
    assert.deepEqual([current?.versionNumber, current?.tags, current?.isCurrent], [2, ['u', 'v'], true]);
    assert.deepEqual([old?.versionNumber, old?.tags, old?.isPrivate], [1, ['t'], true]);
    assert.equal(old?.versionId, old?.assetId);
    assert.notEqual(current?.token, old?.token);
  });

  test('copy: into a folder that has its name there', async (t) => {
    const all = await start(t);
    const { library, database, upload } = all;
    await fill(all);
    const there = await upload('there', { folder: '/dst/in', fileName: 'a.txt', tags: ['old'] });
    await upload('other', { folder: '/dst/in', fileName: 'z.txt' });
    await forgetEvents(all);
    await copy(all, { sourceFolderPath: '/src/in', destinationPath: '/dst', includeVersions: true });
    const merged = (await tree(library)).filter((path) => path.startsWith('/dst'));
    assert.deepEqual(merged, [
      '/dst/',
      '/dst/in/',
      '/dst/in/a.txt x3',
      '/dst/in/deep/',
      '/dst/in/deep/b.txt',
      '/dst/in/z.txt',
    ]);
    const file = await library.get(there.assetId);
    assert.deepEqual([file.versionNumber, file.tags], [3, ['u', 'v']]);
    assert.equal(
      (await library.locate('/src/in/a.txt'))?.blobKey,
      (await library.locate('/dst/in/a.txt'))?.blobKey,
    );
    assert.deepEqual(await told(database), {
      'file-version.created': 2,
      'file.created': 1,
      'folder.created': 1,
    });
  });

  test('move: files keep their ids, folders show new ones', async (t) => {
    const all = await start(t);
    const { library, database } = all;
    await fill(all);
    const before = await folderIds(all);
    const file = await library.locate('/src/in/a.txt');
    await move(all, { sourceFolderPath: '/src/in', destinationPath: '/dst' });
    assert.deepEqual(await tree(library), [
      '/dst/',
      '/dst/in/',
      '/dst/in/a.txt x2',
      '/dst/in/deep/',
      '/dst/in/deep/b.txt',
      '/src/',
      '/src/c.txt',
    ]);
    assert.equal((await library.locate('/dst/in/a.txt'))?.assetId, file?.assetId);
    assert.equal(await library.locate('/src/in/a.txt'), undefined);
    const after = await folderIds(all);
    for (const [from, to] of [
      ['/src/in', '/dst/in'],
      ['/src/in/deep', '/dst/in/deep'],
    ] as const) {
      assert.match(after.get(to) ?? '', /^[0-9a-f]{24}$/);
      assert.notEqual(after.get(to), before.get(from));
    }
    assert.equal(new Set(after.values()).size, after.size);
    assert.deepEqual(await told(database), { 'file.updated': 2, 'folder.created': 3, 'folder.deleted': 2 });
    await move(all, { sourceFolderPath: '/dst/in', destinationPath: '/' });
    assert.notEqual((await folderIds(all)).get('/in'), after.get('/dst/in'));
    assert.ok((await tree(library)).includes('/in/deep/b.txt'));
  });

  test('move: two folders of one name become one', async (t) => {
    const all = await start(t);
    const { library, database, upload } = all;
    await fill(all);
    const there = await upload('there', { folder: '/in', fileName: 'a.txt' });
    await upload('there', { folder: '/in/deep/er', fileName: 'd.txt' });
    await forgetEvents(all);
    await move(all, { sourceFolderPath: '/src/in', destinationPath: '/' });
    assert.deepEqual(await tree(library), [
      '/in/',
      '/in/a.txt x3',
      '/in/deep/',
      '/in/deep/b.txt',
      '/in/deep/er/',
      '/in/deep/er/d.txt',
      '/src/',
      '/src/c.txt',
    ]);
    assert.equal((await library.locate('/in/a.txt'))?.assetId, there.assetId);
    assert.deepEqual(await told(database), {
      'file-version.created': 2,
      'file.deleted': 1,
      // Its folder was merged, and it was put into the other one.
      'file.updated': 1,
      'folder.deleted': 2,
    });
  });

  test('move: a merge that is more than one transaction takes loses nothing', async (t) => {
    const all = await start(t);
    const { library, database, upload } = all;
    for (let index = 0; index < 52; index++) {
      await upload('x', { folder: '/a/f', fileName: `${index}.txt` });
      await upload('y', { folder: '/f', fileName: `${index}.txt` });
    }
    await forgetEvents(all);
    await move(all, { sourceFolderPath: '/a/f', destinationPath: '/' });
    const paths = await tree(library);
    assert.equal(paths.filter((path) => path.startsWith('/f/') && path.endsWith(' x2')).length, 52);
    assert.equal(paths.length, 54);
    assert.deepEqual(await told(database), {
      'file-version.created': 52,
      'file.deleted': 52,
      'folder.deleted': 1,
    });
  });

  test('move: a file that would have too many versions comes under a name of its own', async (t) => {
    const all = await start(t);
    const { library, database, upload } = all;
    for (let index = 0; index < 52; index++) {
      await upload(`x${index % 2}`, { folder: '/a/f', fileName: 'v.txt' });
      await upload(`y${index % 2}`, { folder: '/f', fileName: 'v.txt' });
    }
    await forgetEvents(all);
    await move(all, { sourceFolderPath: '/a/f', destinationPath: '/' });
    assert.deepEqual(await told(database), { 'file.updated': 1, 'folder.deleted': 1 });
    const paths = await tree(library);
    assert.deepEqual(paths.slice(0, 3), ['/a/', '/f/', '/f/v.txt x52']);
    assert.match(paths[3] ?? '', /^\/f\/v_.{9}\.txt x52$/);
  });

  test('rename: everything in it has another path, folders keep their ids', async (t) => {
    const all = await start(t);
    const { library, database } = all;
    await fill(all);
    const before = await folderIds(all);
    await rename(all, '/src', 'neu ü');
    assert.deepEqual(await tree(library), [
      '/neu_ü/',
      '/neu_ü/c.txt',
      '/neu_ü/in/',
      '/neu_ü/in/a.txt x2',
      '/neu_ü/in/deep/',
      '/neu_ü/in/deep/b.txt',
    ]);
    const after = await folderIds(all);
    assert.equal(after.get('/neu_ü/in/deep'), before.get('/src/in/deep'));
    assert.deepEqual(await told(database), { 'file.updated': 3, 'folder.updated': 3 });
    const jobId = await library.renameFolder({ folderPath: '/neu_ü', newFolderName: 'b', purge: true });
    await finished(library, jobId);
    const job = await library.bulkJob(jobId);
    assert.deepEqual([job.type, job.isOver], ['RENAME_FOLDER', true]);
    assert.match(job.purgeRequestId ?? '', /^[0-9a-f]{24}$/);
  });

  test('move and rename: of a large tree all is seen at once, and told in slices, each folder once', async (t) => {
    const all = await start(t);
    const { library, database } = all;
    const count = 250;
    for (let index = 1; index < count; index++)
      await library.createFolder({
        folderName: `f${index}`,
        parentFolderPath: index % 3 ? '/src' : '/src/f1',
      });
    await forgetEvents(all);
    await move(all, { sourceFolderPath: '/src', destinationPath: '/dst' });
    const events = await database.reader
      .selectFrom('events')
      .select(['type', 'data'])
      .where('type', '=', 'folder.created')
      .execute();
    const created = events.map(({ data }) => JSON.parse(data).folderId).sort();
    assert.deepEqual(await told(database), { 'folder.created': count + 1, 'folder.deleted': count });
    const shown = async () => (await shownIds(database)).join();
    assert.equal(await shown(), created.join());
    assert.equal(new Set(created).size, count + 1);

    await forgetEvents(all);
    await rename(all, '/dst/src', 'neu');
    assert.deepEqual(await told(database), { 'folder.updated': count });
    assert.equal(await shown(), created.join());
    const inside = { type: 'folder', sort: 'ASC_NAME', fileType: 'all', limit: 1000, skip: 0 } as const;
    const found = await library.list({ ...inside, path: '/dst/neu/f1' });
    assert.equal(found.length, Math.floor((count - 1) / 3));
  });

  /** Of all events that are waiting, which files they say have changed. */
  const changedFiles = async ({ reader }: Database) => {
    const events = await reader
      .selectFrom('events')
      .select('data')
      .where('type', '=', 'file.updated')
      .execute();
    return events.map(({ data }) => JSON.parse(data).fileId).sort();
  };

  test('move and rename: of many files each is told once, those of one folder in slices', async (t) => {
    const all = await start(t);
    const { library, database, upload, time } = all;
    for (let index = 0; index < 60; index++)
      await library.createFolder({ folderName: `f${index}`, parentFolderPath: '/src' });
    await database.write(addBareFiles, { folderName: 'f30', count: 450 });
    for (let index = 0; index < 6; index++) await upload('x', { folder: `/src/f${index * 10}` });
    const files = await database.reader
      .selectFrom('assets')
      .select('id')
      .where('kind', '=', 'file')
      .orderBy('id')
      .execute();
    const ids = files.map(({ id }) => id);
    assert.equal(ids.length, 456);
    // These came into being while it is told, and have an event of their own.
    time.now += 1;
    for (const folder of ['/src/f2', '/src/f30']) await upload('later', { folder, fileName: 'later.txt' });
    time.now -= 1;

    await rename(all, '/src', 'neu');
    assert.deepEqual(await changedFiles(database), ids);
    await move(all, { sourceFolderPath: '/neu', destinationPath: '/dst' });
    assert.deepEqual(await changedFiles(database), [...ids, ...ids].sort());
  });

  test('move: of large folders that are merged each file is told once', async (t) => {
    const all = await start(t);
    const { library, database, upload } = all;
    await upload('there', { folder: '/f' });
    for (const name of ['x', 'y', 'z'])
      await library.createFolder({ folderName: name, parentFolderPath: '/a/f' });
    await database.write(addBareFiles, { folderName: 'x', count: 250 });
    for (let index = 0; index < 3; index++) {
      await upload('x', { folder: '/a/f/z', fileName: `${index}.txt` });
      await upload('x', { folder: '/a/f', fileName: `own${index}.txt` });
    }
    await forgetEvents(all);
    await move(all, { sourceFolderPath: '/a/f', destinationPath: '/' });
    assert.deepEqual(await told(database), {
      'file.updated': 250 + 3 + 3,
      'folder.created': 3,
      'folder.deleted': 4,
    });
    const changed = await changedFiles(database);
    assert.equal(new Set(changed).size, changed.length);
  });

  test('jobs: what is refused', async (t) => {
    const all = await start(t);
    const { library } = all;
    await fill(all);
    await library.createFolder({ folderName: 'taken', parentFolderPath: '/' });
    const cases: [string, string, { status: number; reason?: string; message?: string }][] = [
      ['/', '/dst', { status: 400, reason: 'SOURCE_IS_ROOT' }],
      [
        '/nope',
        '/dst',
        {
          status: 404,
          reason: 'NO_FILES_FOLDER',
          message: 'No files & folder found at sourceFolderPath `/nope`.',
        },
      ],
      ['/src/in', '/src', { status: 400, reason: 'SAME_SOURCE_AND_DESTINATION' }],
      ['/src/in', '/src/in/', { status: 400, reason: 'SAME_SOURCE_AND_DESTINATION' }],
      ['/src', '/src/in', { status: 400, reason: 'INVALID_DESTINATION_PATH' }],
      ['/src', '/src/new/er', { status: 400, reason: 'INVALID_DESTINATION_PATH' }],
      ['/src/..', '/dst', { status: 400, reason: 'INVALID_FOLDER_PATH' }],
      ['/src', '/dst/./x', { status: 400, reason: 'INVALID_FOLDER_PATH' }],
      ['/src', '/x'.repeat(48), { status: 400, reason: 'INVALID_FOLDER_PATH' }],
    ];
    for (const [sourceFolderPath, destinationPath, error] of cases) {
      const request = { sourceFolderPath, destinationPath };
      await assert.rejects(library.moveFolder(request), error, sourceFolderPath + destinationPath);
      await assert.rejects(library.copyFolder({ ...request, includeVersions: true }), error);
    }
    const refuse = (folderPath: string, newFolderName: string, error: object) =>
      assert.rejects(library.renameFolder({ folderPath, newFolderName, purge: false }), error);
    await refuse('/', 'x', { status: 400, message: 'folderPath cannot be root.' });
    await refuse('/nope', 'x', { status: 404, message: 'Source folder not found.' });
    await refuse('/src', 'taken', {
      status: 409,
      message: 'Folder with name taken already exists at the same location.',
    });
    await refuse('/src', '..', { status: 400 });
    for (const id of ['ffffffffffffffffffffffff', 'x', 'x\0']) {
      await assert.rejects(library.bulkJob(id), {
        status: 404,
        message: 'The requested job does not exist.',
      });
    }
    assert.ok(!(await tree(library)).some((path) => path.startsWith('/dst')), 'nothing was made');
  });

  test('limits: 100,000 files, folders and versions, and not one more', async (t) => {
    const { library, database } = await openTestLibrary(t, open);
    await library.createFolder({ folderName: 'big', parentFolderPath: '/' });
    // With the folder itself one too many.
    await database.write(addBareFiles, { folderName: 'big', count: 100_000 });
    const move = { sourceFolderPath: '/big', destinationPath: '/there' };
    const refused = {
      code: 'ELIMIT',
      message:
        'Total nested assets (files, folders and file versions) are more than allowed limit of 100000 items.',
    };
    await assert.rejects(library.deleteFolder('/big'), refused);
    await assert.rejects(library.moveFolder(move), refused);
    await assert.rejects(library.copyFolder({ ...move, includeVersions: true }), refused);
    await database.write(removeBareFile, {});
    await library.copyFolder({ ...move, includeVersions: true });
  });

  test('locks: while a job has a folder, no other may have it, one above it or one in it', async (t) => {
    const all = await openTestLibrary(t, open); // its jobs wait
    const { library, upload, jobs } = all;
    await fill(all);
    await upload('x', { folder: '/other', fileName: 'o.txt' });
    const jobId = await library.copyFolder({
      sourceFolderPath: '/src/in',
      destinationPath: '/dst/x',
      includeVersions: false,
    });
    const first = {
      status: 423,
      message: 'A bulk job is running on given folder path, please try after sometime.',
    };
    const second = {
      status: 423,
      message: 'Destination folder path is already locked. Please try after sometime.',
    };
    const moving = (sourceFolderPath: string, destinationPath: string) =>
      library.moveFolder({ sourceFolderPath, destinationPath });
    await assert.rejects(moving('/src/in', '/y'), first);
    await assert.rejects(moving('/src', '/y'), first);
    await assert.rejects(moving('/src/in/deep', '/y'), first);
    await assert.rejects(moving('/other', '/dst/x'), second);
    await assert.rejects(moving('/other', '/dst'), second);
    await assert.rejects(
      library.renameFolder({ folderPath: '/dst', newFolderName: 'n', purge: false }),
      first,
    );
    await assert.rejects(library.deleteFolder('/dst/x'), first);
    await upload('y', { folder: '/src/in', fileName: 'late.txt' });
    const other = await moving('/other', '/elsewhere');
    await jobs.start();
    await finished(library, jobId);
    await finished(library, other);
    await finished(library, await moving('/src/in', '/y'));
  });

  test('what a job leaves behind that is given up is cleared away, and told to nobody', async (t) => {
    const all = await openTestLibrary(t, open);
    const { library, database, jobs } = all;
    await fill(all);
    const jobId = await library.copyFolder({
      sourceFolderPath: '/src',
      destinationPath: '/dst',
      includeVersions: false,
    });
    const seen = await tree(library);
    await database.write(copyHalf, { jobId, now: all.time.now });
    assert.deepEqual(await tree(library), seen, 'nobody sees it');
    await library.sweep();
    await jobs.start();
    await cleared(database);
    const hidden = await database.reader
      .selectFrom('assets')
      .select('id')
      .where('parent_id', '=', HIDDEN_FOLDER_ID)
      .execute();
    assert.equal(hidden.length, 1, 'the hidden folder itself');
    assert.deepEqual(await told(database), { 'folder.created': 1 });
  });

  test('50 levels are moved, and not one level deeper', async (t) => {
    const all = await start(t);
    const { library, upload } = all;
    await upload('x', { folder: '/x'.repeat(49), fileName: 'f.txt' });
    await upload('x', { folder: '/d/e', fileName: 'f.txt' });
    await assert.rejects(library.moveFolder({ sourceFolderPath: '/x', destinationPath: '/d/e' }), {
      status: 400,
    });
    await move(all, { sourceFolderPath: '/x', destinationPath: '/d' });
    assert.ok(await library.locate(`/d${'/x'.repeat(49)}/f.txt`));
  });

  test('uploads into a folder while it is moved, renamed and deleted: each is somewhere, once', async (t) => {
    const all = await start(t);
    const { library, database, upload } = all;
    await upload('x', { folder: '/a/b', fileName: 'f.txt' });
    const ids: string[] = [];
    const uploads = async () => {
      for (let index = 0; index < 30; index++) {
        const folder = `/a/b/${index % 3}`;
        const file = await upload(`${index % 5}`, { folder, fileName: `${index}.txt` });
        assert.equal(file.path, `${folder}/${index}.txt`);
        ids.push(file.assetId);
      }
    };
    const jobs = async () => {
      await move(all, { sourceFolderPath: '/a/b', destinationPath: '/c' });
      await rename(all, '/c/b', 'd');
      await copy(all, { sourceFolderPath: '/c/d', destinationPath: '/e' });
      await move(all, { sourceFolderPath: '/c/d', destinationPath: '/e' });
    };
    await Promise.all([uploads(), uploads(), jobs()]);
    await assertClosure(database);
    const files = await Promise.all([...new Set(ids)].map((id) => library.get(id).catch(() => undefined)));
    for (const file of files)
      if (file) assert.equal((await library.locate(file.path))?.assetId, file.assetId);
    await library.deleteFolder('/e');
    await cleared(database);
    await assertClosure(database);
  });

  /** The closure is what the parents say. */
  async function assertClosure({ reader }: Database): Promise<void> {
    const folders = await reader
      .selectFrom('assets')
      .select(['id', 'parent_id'])
      .where('kind', '=', 'folder')
      .execute();
    const parents = new Map(folders.map((folder) => [folder.id, folder.parent_id]));
    const expected: string[] = [];
    for (const { id } of folders) {
      let depth = 0;
      for (let at: string | null | undefined = id; at; depth++) {
        expected.push(`${at} ${id} ${depth}`);
        const parent: string | null | undefined = parents.get(at);
        at = parent === at ? null : parent;
      }
    }
    const rows = await reader.selectFrom('folder_closure').selectAll().execute();
    assert.deepEqual(
      rows.map((row) => `${row.ancestor_id} ${row.descendant_id} ${row.depth}`).sort(),
      expected.sort(),
    );
  }
});
