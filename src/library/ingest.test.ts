import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { defineErrors } from '../kernel/index.ts';
import { SNIFF_BYTES } from '../metadata/index.ts';
import { HEAD_BYTES } from '../storage/index.ts';
import { MAX_VERSIONS } from './ingest-unit.ts';
import { openTestLibrary, png } from './library.testing.ts';
import { addAiTag } from './units.testing.ts';

const unique = { useUniqueFileName: true };

onEachDatabase(({ open }) => {
  describe('a new file', () => {
    test('is Version 1, whose id is that of the file', async (t) => {
      const { upload, library } = await openTestLibrary(t, open);
      const file = await upload(await png(40, 30), {
        fileName: 'photo.png',
        folder: '/a/b',
        tags: ['red', 'blue'],
        isPrivateFile: true,
        isPublished: false,
        customCoordinates: '1,2,3,4',
        description: 'A wall',
      });
      assert.match(file.assetId, /^[0-9a-f]{24}$/);
      assert.equal(file.versionId, file.assetId);
      assert.match(file.token, /^[A-Za-z0-9_-]{32}$/);
      const { assetId, versionId, token, size, ...rest } = file;
      assert.ok(size > 0);
      assert.deepEqual(rest, {
        kind: 'file',
        versionNumber: 1,
        isCurrent: true,
        name: 'photo.png',
        folderPath: '/a/b',
        path: '/a/b/photo.png',
        mime: 'image/png',
        width: 40,
        height: 30,
        orientation: null,
        hasAlpha: false,
        pages: 1,
        bitRate: null,
        duration: null,
        audioCodec: null,
        videoCodec: null,
        isPrivate: true,
        isPublished: false,
        customCoordinates: '1,2,3,4',
        customMetadata: {},
        embedded: {
          ImageWidth: 40,
          ImageHeight: 30,
          XResolution: 72,
          YResolution: 72,
          DateCreated: '2026-01-01T00:00:00.000Z',
          DateTimeCreated: '2026-01-01T00:00:00.000Z',
        },
        description: 'A wall',
        tags: ['red', 'blue'],
        aiTags: [],
        createdAt: Date.parse('2026-01-01T00:00:00Z'),
        updatedAt: Date.parse('2026-01-01T00:00:00Z'),
      });
      assert.deepEqual(await library.get(assetId), file);
    });

    test('has the type of its bytes, not of its name', async (t) => {
      const { upload } = await openTestLibrary(t, open);
      assert.equal((await upload(await png(1, 1), { fileName: 'a.jpg' })).mime, 'image/png');
      assert.equal((await upload('a { color: red }', { fileName: 'a.css' })).mime, 'text/css');
    });

    test('with a unique name never meets another', async (t) => {
      const { upload } = await openTestLibrary(t, open);
      const names = [await upload('1', unique), await upload('2', unique)].map((file) => file.name);
      for (const name of names) assert.match(name, /^a_[A-Za-z0-9_-]{9}\.txt$/);
      assert.notEqual(names[0], names[1]);
    });

    test('may have the path of a folder', async (t) => {
      const { upload, library } = await openTestLibrary(t, open);
      await upload('1', { folder: '/a.txt' });
      assert.equal((await upload('2', { fileName: 'a.txt' })).versionNumber, 1);
      assert.equal((await library.locate('/a.txt/a.txt'))?.size, 1);
    });

    test('goes 50 folders deep', async (t) => {
      const { upload, library } = await openTestLibrary(t, open);
      const folder = '/d'.repeat(50);
      const file = await upload('1', { folder });
      assert.equal((await library.get(file.assetId)).path, `${folder}/a.txt`);
      assert.equal((await library.locate(file.path))?.versionId, file.versionId);
    });

    test('can be 255 bytes of name in 255 bytes of folder', async (t) => {
      const { upload, library } = await openTestLibrary(t, open);
      const file = await upload('1', { fileName: '写'.repeat(85), folder: `/${'é'.repeat(127)}` });
      assert.equal((await library.locate(file.path))?.versionId, file.versionId);
    });
  });

  describe('an upload over a file', () => {
    test('is its next version and takes its place', async (t) => {
      const { upload, library, time } = await openTestLibrary(t, open);
      const first = await upload('one');
      time.now += 1000;
      const second = await upload('two!');
      assert.equal(second.assetId, first.assetId);
      assert.notEqual(second.versionId, first.versionId);
      assert.notEqual(second.token, first.token);
      assert.deepEqual(
        [second.versionNumber, second.createdAt, second.updatedAt],
        [2, first.createdAt, time.now],
      );
      assert.deepEqual(await library.get(first.assetId), second);
    });

    test('leaves the old version as it was, from now on dated by the change', async (t) => {
      const { upload, library, time } = await openTestLibrary(t, open);
      const first = await upload('one', { tags: ['x'], description: 'old' });
      time.now += 1000;
      await upload('two');
      const query = { sort: 'ASC_CREATED', fileType: 'all', limit: 10, skip: 0 } as const;
      assert.deepEqual(await library.list({ ...query, type: 'file-version' }), [
        { ...first, isCurrent: false, createdAt: time.now, updatedAt: time.now },
      ]);
    });

    test('is refused when neither overwriting nor a unique name is wanted', async (t) => {
      const { upload, library, storedFiles } = await openTestLibrary(t, open);
      const first = await upload('one');
      await assert.rejects(upload('two', { overwriteFile: false }), {
        status: 400,
        message:
          'A file with the same name already exists at the exact location. We could not overwrite it because both overwriteFile and useUniqueFileName are set to false.',
      });
      assert.deepEqual(await library.get(first.assetId), first);
      assert.equal((await storedFiles()).length, 1);
      assert.equal((await upload('three')).versionNumber, 2);
    });

    test('is refused after 100 versions', async (t) => {
      const { upload, database, storedFiles } = await openTestLibrary(t, open);
      await upload('same bytes each time');
      for (let number = 2; number <= MAX_VERSIONS; number++) await upload('same bytes each time');
      await assert.rejects(upload('one too many'), {
        status: 400,
        message: 'A file can have a maximum of 100 versions.',
      });
      const { count } = await database.reader
        .selectFrom('versions')
        .select((is) => is.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      assert.equal(count, MAX_VERSIONS);
      assert.equal((await storedFiles()).length, 1);
    });

    const old = { tags: ['x', 'y'], description: 'old', customCoordinates: '1,2,3,4' };
    const cleared = { tags: [], aiTags: [], description: 'old', customCoordinates: null };
    const cat = { name: 'cat', confidence: 97.5, source: 'google-auto-tagging' };
    const carried: [title: string, sent: object, expected: object][] = [
      ['clears tags and coordinates and keeps the description', {}, cleared],
      ['keeps tags with overwriteTags=false', { overwriteTags: false }, { ...cleared, tags: ['x', 'y'] }],
      ['replaces tags that were sent', { tags: ['z'] }, { ...cleared, tags: ['z'] }],
      [
        'replaces tags that were sent with overwriteTags=false as well',
        { tags: ['z'], overwriteTags: false },
        { ...cleared, tags: ['z'] },
      ],
      ['sent with no tags has none', { tags: [], overwriteTags: false }, cleared],
      ['keeps AI tags with overwriteAITags=false', { overwriteAITags: false }, { ...cleared, aiTags: [cat] }],
      ['takes the description that was sent', { description: 'new' }, { ...cleared, description: 'new' }],
      ['clears the description with an empty one', { description: '' }, { ...cleared, description: null }],
      [
        'takes the coordinates that were sent',
        { customCoordinates: '5,6,7,8' },
        { ...cleared, customCoordinates: '5,6,7,8' },
      ],
    ];
    test('carries over what the rules say', async (t) => {
      const { upload, library, database } = await openTestLibrary(t, open);
      for (const [index, [title, sent, expected]] of carried.entries()) {
        const fileName = `${index}.txt`;
        const { versionId } = await upload('one', { ...old, fileName });
        await database.write(addAiTag, { versionId, tag: cat });
        const { assetId } = await upload('two', { ...sent, fileName });
        const { tags, aiTags, description, customCoordinates } = await library.get(assetId);
        assert.deepEqual({ tags, aiTags, description, customCoordinates }, expected, title);
      }
    });
  });

  describe('many uploads at once', () => {
    test('of one name are the versions 1 to n of one file, the last of them current', async (t) => {
      const { upload, library, database } = await openTestLibrary(t, open);
      const files = await Promise.all(
        Array.from({ length: 12 }, (_, index) => upload(`content ${index}`, { folder: '/new/folder' })),
      );
      assert.equal(new Set(files.map((file) => file.assetId)).size, 1);
      const byNumber = files.toSorted((a, b) => a.versionNumber - b.versionNumber);
      assert.deepEqual(
        byNumber.map((file) => file.versionNumber),
        Array.from({ length: 12 }, (_, index) => index + 1),
      );
      assert.equal(byNumber[0]?.versionId, byNumber[0]?.assetId);
      assert.deepEqual(await library.get(byNumber[0]?.assetId ?? ''), byNumber.at(-1));
      const current = await database.reader
        .selectFrom('versions')
        .select('id')
        .where('is_current', '=', 1)
        .execute();
      assert.deepEqual(current, [{ id: byNumber.at(-1)?.versionId }]);
    });

    test('of one name without overwriting: one wins, the others are refused', async (t) => {
      const { upload, storedFiles } = await openTestLibrary(t, open);
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) => upload(`content ${index}`, { overwriteFile: false })),
      );
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const result of results) {
        if (result.status === 'rejected') assert.equal(result.reason.status, 400);
      }
      assert.equal((await storedFiles()).length, 1);
    });

    test('of the same bytes keep them once', async (t) => {
      const { upload, storedFiles, library } = await openTestLibrary(t, open);
      const files = await Promise.all(
        Array.from({ length: 8 }, (_, index) => upload('the same', { fileName: `${index}.txt` })),
      );
      assert.equal((await storedFiles()).length, 1);
      const keys = await Promise.all(files.map((file) => library.locate(file.path)));
      assert.equal(new Set(keys.map((version) => version?.blobKey)).size, 1);
    });

    test('into one new folder make it once', async (t) => {
      const { upload, library } = await openTestLibrary(t, open);
      await Promise.all(
        Array.from({ length: 8 }, (_, index) => upload('x', { fileName: `${index}.txt`, folder: '/a/b/c' })),
      );
      const folders = await library.list({
        type: 'folder',
        sort: 'ASC_NAME',
        fileType: 'all',
        limit: 100,
        skip: 0,
      });
      assert.deepEqual(
        folders.map((folder) => folder.path),
        ['/a', '/a/b', '/a/b/c'],
      );
    });
  });

  describe('a refused upload leaves nothing', () => {
    const { tooBig, stopping } = defineErrors({
      tooBig: { code: 'ELIMIT', status: 400, message: 'needs too much memory' },
      stopping: { code: 'ESTOPPING', status: 503, message: 'stopping' },
    });

    test('of an empty file', async (t) => {
      const { upload, storedFiles } = await openTestLibrary(t, open);
      await assert.rejects(upload(''), {
        status: 400,
        message: 'Your request contains invalid file parameter.',
      });
      assert.deepEqual(await storedFiles(), []);
    });

    test('of a file over the limit', async (t) => {
      const { upload, storedFiles } = await openTestLibrary(t, open, { limits: { maxUploadBytes: 3 } });
      await assert.rejects(upload('four'), {
        status: 400,
        message: 'Your request contains invalid file parameter. The file size exceeds limits.',
      });
      await upload('tre');
      assert.equal((await storedFiles()).length, 1);
    });

    test('while the server cannot look into the image', async (t) => {
      const examine = () => Promise.reject(stopping());
      const { upload, storedFiles } = await openTestLibrary(t, open, { examine });
      await assert.rejects(upload(await png(1, 1)), { status: 503 });
      assert.deepEqual(await storedFiles(), []);
    });

    test('but an image that cannot be looked into is kept', async (t) => {
      const cannot = () => Promise.reject(tooBig());
      const { upload } = await openTestLibrary(t, open, { examine: cannot, inspect: cannot });
      const { mime, width, height } = await upload(await png(1, 1));
      assert.deepEqual({ mime, width, height }, { mime: 'image/png', width: null, height: null });
    });

    test('and a corrupt image is kept', async (t) => {
      const { upload } = await openTestLibrary(t, open);
      const broken = (await png(40, 30)).subarray(0, 20);
      const { mime, width } = await upload(broken);
      assert.deepEqual({ mime, width }, { mime: 'image/png', width: null });
    });
  });
});

test('what staging keeps of a file is enough to tell its type', () => {
  assert.ok(HEAD_BYTES >= SNIFF_BYTES);
});
