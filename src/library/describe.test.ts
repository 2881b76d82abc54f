import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { onEachDatabase } from '../database/testing.ts';
import { metadataTasks } from '../metadata/index.ts';
import { bars, makeMedia, tone } from '../metadata/media.testing.ts';
import { workerErrors } from '../workers/index.ts';
import { openTestLibrary, png } from './library.testing.ts';
import type { LibraryDeps } from './library.ts';

let folder: string;
let video: Buffer;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-describe-'));
  video = await makeMedia(join(folder, 'a.mp4'), ...bars(2), ...tone(2), '-c:v', 'libx264', '-c:a', 'aac');
});
after(() => rm(folder, { recursive: true }));

const photo = () =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: '#808080' } })
    .withExif({ IFD0: { Artist: 'Ann' } })
    .jpeg()
    .toBuffer();

/** Readers that fail until the test lets them. */
function failing(): Pick<LibraryDeps, 'inspect' | 'examine' | 'probe'> & { works: boolean; calls: number } {
  const state = {
    works: false,
    calls: 0,
    inspect: async () => Promise.reject(workerErrors.taskCrashed()),
    async examine(path: string, mime: string) {
      state.calls += 1;
      if (!state.works) throw workerErrors.taskTimedOut(5000);
      return metadataTasks.examine({ path, mime });
    },
    async probe(path: string) {
      state.calls += 1;
      if (!state.works) throw workerErrors.taskCrashed();
      return metadataTasks.probe({ path });
    },
  };
  return state;
}

onEachDatabase(({ open }) => {
  test('an image is described by what was found out when it came', async (t) => {
    const { upload, library } = await openTestLibrary(t, open);
    const { assetId } = await upload(await photo(), { fileName: 'a.jpg' });
    const { file, details } = await library.describe(assetId);
    assert.deepEqual([file.width, file.height, file.mime], [40, 30, 'image/jpeg']);
    assert.equal(details?.exif.image.Artist, 'Ann');
    assert.equal(details?.density, 72);
    assert.match(details?.phash ?? '', /^[0-9a-f]{16}$/);
  });

  test('an image whose examination failed is examined when it is asked for, once', async (t) => {
    const readers = failing();
    const { upload, library, database } = await openTestLibrary(t, open, readers);
    const { assetId, width, embedded } = await upload(await photo(), { fileName: 'a.jpg' });
    assert.deepEqual([width, embedded], [null, null]);
    readers.works = true;
    readers.calls = 0;
    const first = await library.describe(assetId);
    assert.equal(first.details?.exif.image.Artist, 'Ann');
    assert.deepEqual(await library.describe(assetId), { ...first, file: await library.get(assetId) });
    assert.equal(readers.calls, 1);
    const file = await library.get(assetId);
    assert.deepEqual([file.width, file.height, file.embedded?.Artist], [40, 30, 'Ann']);
    const values = await database.reader
      .selectFrom('embedded_values')
      .select('text_value')
      .where('version_id', '=', assetId)
      .where('name', '=', 'Artist')
      .execute();
    assert.deepEqual(values, [{ text_value: 'Ann' }], 'and searches find it');
  });

  test('a video has its facts at upload, or when it is asked for', async (t) => {
    const readers = failing();
    const { upload, library } = await openTestLibrary(t, open, readers);
    const late = await upload(video, { fileName: 'late.mp4' });
    assert.equal(late.duration, null);
    readers.works = true;
    const { file, details } = await library.describe(late.assetId);
    assert.equal(details, null);
    const expected = [64, 48, 2000, 'aac', 'h264'];
    assert.deepEqual([file.width, file.height, file.duration, file.audioCodec, file.videoCodec], expected);
    const early = await upload(video, { fileName: 'early.mp4' });
    for (const { assetId } of [late, early]) {
      const kept = await library.get(assetId);
      assert.deepEqual([kept.width, kept.height, kept.duration, kept.audioCodec, kept.videoCodec], expected);
      assert.equal(kept.bitRate, file.bitRate);
    }
  });

  test('without the program that reads videos uploads go on, and as little is known later', async (t) => {
    const { upload, library } = await openTestLibrary(t, open, { probe: async () => undefined });
    const { assetId } = await upload(video, { fileName: 'a.mp4' });
    const { file, details } = await library.describe(assetId);
    assert.deepEqual([file.size, file.duration, details], [video.length, null, null]);
  });

  test('what cannot be read, and what is neither image, video nor sound, is refused', async (t) => {
    const { upload, library } = await openTestLibrary(t, open);
    const refused = { status: 400, message: 'The requested file is corrupt or invalid.' };
    const broken = (await png(40, 30)).subarray(0, 20);
    const files = [
      await upload('text', { fileName: 'a.txt' }),
      await upload(broken, { fileName: 'b.png' }),
      await upload(video.subarray(0, 60), { fileName: 'c.mp4' }),
    ];
    assert.equal(files[1]?.mime, 'image/png');
    assert.equal(files[2]?.mime, 'video/mp4');
    for (const { assetId } of files) await assert.rejects(library.describe(assetId), refused);
  });

  test('unknown and malformed ids', async (t) => {
    const { library } = await openTestLibrary(t, open);
    const message = 'The requested file does not exist or is inaccessible at this time.';
    await assert.rejects(library.describe('f'.repeat(24)), { status: 404, message });
    await assert.rejects(library.describe('f'), { status: 400 });
  });

  test('an old version is described by its id', async (t) => {
    const { upload, library } = await openTestLibrary(t, open);
    const old = await upload(await png(40, 30), { fileName: 'a.png' });
    const now = await upload(await png(20, 10), { fileName: 'a.png' });
    assert.equal((await library.describe(old.assetId, old.versionId)).file.width, 40);
    assert.equal((await library.describe(old.assetId)).file.width, 20);
    assert.notEqual(now.versionId, old.versionId);
  });
});
