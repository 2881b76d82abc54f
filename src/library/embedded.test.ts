import assert from 'node:assert/strict';
import { it } from 'node:test';
import sharp from 'sharp';
import { onEachDatabase } from '../database/testing.ts';
import { errors } from './errors.ts';
import { openTestLibrary, png } from './library.testing.ts';

const photo = () =>
  sharp({ create: { width: 30, height: 20, channels: 3, background: '#808080' } })
    .withExif({
      IFD0: { Artist: 'Ann' },
      IFD2: { DateTimeOriginal: '2020:01:02 03:04:05' },
      IFD3: {
        GPSLatitudeRef: 'S',
        GPSLatitude: '10/1 30/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '20/1 0/1 0/1',
      },
    })
    .jpeg()
    .toBuffer();

onEachDatabase(({ open }) => {
  it('what a photo says about itself is kept, whole and value by value', async (t) => {
    const test = await openTestLibrary(t, open);
    const uploaded = await test.upload(await photo(), { fileName: 'a.jpg' });
    const { embedded } = await test.library.get(uploaded.assetId);
    assert.deepEqual(embedded, uploaded.embedded);
    const { Artist, DateTimeOriginal, DateCreated, ImageWidth } = embedded ?? {};
    assert.deepEqual(
      { Artist, DateTimeOriginal, DateCreated, ImageWidth },
      {
        Artist: 'Ann',
        DateTimeOriginal: '2020-01-02T03:04:05.000Z',
        DateCreated: '2026-01-01T00:00:00.000Z',
        ImageWidth: 30,
      },
    );
    const { reader } = test.database;
    const version = await reader.selectFrom('versions').selectAll().executeTakeFirstOrThrow();
    assert.equal(version.latitude, -10.5);
    assert.equal(version.longitude, 20);
    assert.equal(version.taken_at, Date.UTC(2020, 0, 2, 3, 4, 5));
    assert.match(version.phash ?? '', /^[0-9a-f]{16}$/);
    assert.equal(JSON.parse(version.metadata ?? '').exif.image.Artist, 'Ann');
    const values = await reader
      .selectFrom('embedded_values')
      .select(['name', 'text_value', 'number_value', 'is_current'])
      .where('name', 'in', ['Artist', 'ImageWidth', 'DateTimeOriginal'])
      .orderBy('name')
      .execute();
    assert.deepEqual(values, [
      { name: 'Artist', text_value: 'Ann', number_value: null, is_current: 1 },
      {
        name: 'DateTimeOriginal',
        text_value: '2020-01-02T03:04:05.000Z',
        number_value: Date.UTC(2020, 0, 2, 3, 4, 5),
        is_current: 1,
      },
      { name: 'ImageWidth', text_value: null, number_value: 30, is_current: 1 },
    ]);
  });

  it('of a plain image its size, density and time of upload are known, of anything else nothing', async (t) => {
    const test = await openTestLibrary(t, open);
    const image = await test.upload(await png(30, 20), { fileName: 'a.png' });
    const uploaded = '2026-01-01T00:00:00.000Z';
    assert.deepEqual(image.embedded, {
      ImageWidth: 30,
      ImageHeight: 20,
      XResolution: 72,
      YResolution: 72,
      DateCreated: uploaded,
      DateTimeCreated: uploaded,
    });
    const text = await test.upload('text', { fileName: 'a.txt' });
    assert.equal(text.embedded, null);
    const broken = await test.upload('\xff\xd8\xff\xe0 broken', { fileName: 'b.jpg' });
    assert.equal(broken.embedded, null);
  });

  it('an image that brings its reader down keeps its size, from a second look at its header only', async (t) => {
    const test = await openTestLibrary(t, open, {
      examine: async () => {
        throw errors.contended().with({}).because(new Error('crashed'));
      },
    });
    await assert.rejects(test.upload(await png(30, 20), { fileName: 'a.png' }), { status: 503 });
    const crashing = await openTestLibrary(t, open, {
      examine: async () => {
        throw errors.emptyFile();
      },
    });
    const { width, embedded } = await crashing.upload(await png(30, 20), { fileName: 'a.png' });
    assert.deepEqual({ width, embedded }, { width: 30, embedded: null });
  });

  it('an older version keeps its own, out of sight of search', async (t) => {
    const test = await openTestLibrary(t, open);
    await test.upload(await photo(), { fileName: 'a.jpg' });
    await test.upload(await png(5, 5), { fileName: 'a.jpg' });
    const count = (isCurrent: number) =>
      test.database.reader
        .selectFrom('embedded_values')
        .select('text_value')
        .where('name', '=', 'Artist')
        .where('is_current', '=', isCurrent)
        .execute();
    assert.deepEqual(await count(1), []);
    assert.deepEqual(await count(0), [{ text_value: 'Ann' }]);
  });
});
