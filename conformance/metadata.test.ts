import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { toFile } from '@imagekit/nodejs';
import sharp from 'sharp';
import { baseURL, client, failure, folder, get, urlEndpoint } from './support.ts';

const place = `${folder}/metadata`;
const ids: Record<string, string> = {};
let photo: Buffer;
let video: Buffer;

before(async () => {
  photo = await sharp({ create: { width: 120, height: 80, channels: 3, background: '#336699' } })
    .withExif({
      IFD0: { Artist: 'Ann', Copyright: 'Me' },
      IFD2: { FNumber: '71/10', ISOSpeedRatings: '100' },
    })
    .withMetadata({ density: 300 })
    .jpeg()
    .toBuffer();
  video = await makeVideo();
  await upload('photo.jpg', photo);
  await upload('private.jpg', photo, { isPrivateFile: true });
  await upload('draft.jpg', photo, { isPublished: false });
  await upload('clip.mp4', video);
  await upload('note.txt', Buffer.from('no picture'));
});

async function makeVideo(): Promise<Buffer> {
  const made = await mkdtemp(join(tmpdir(), 'halftone-conformance-'));
  const path = join(made, 'clip.mp4');
  const inputs = ['-f', 'lavfi', '-i', 'testsrc=s=64x48:r=10:d=2', '-f', 'lavfi', '-i', 'sine=d=2'];
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...inputs, '-c:v', 'libx264', '-c:a', 'aac', path]);
  const bytes = await readFile(path);
  await rm(made, { recursive: true });
  return bytes;
}

async function upload(fileName: string, bytes: Buffer, more: object = {}) {
  const answer = await client.files.upload({
    file: await toFile(bytes, fileName),
    fileName,
    folder: place,
    useUniqueFileName: false,
    responseFields: ['metadata'],
    ...more,
  });
  ids[fileName] = answer.fileId ?? '';
  return answer;
}

test('metadata.get: every field of an image', async () => {
  const { exif, pHash, ...rest } = await client.files.metadata.get(ids['photo.jpg'] ?? '');
  assert.deepEqual(rest, {
    height: 80,
    width: 120,
    size: photo.length,
    format: 'jpg',
    hasColorProfile: true,
    quality: 0,
    density: 300,
    hasTransparency: false,
  });
  assert.match(pHash ?? '', /^[0-9a-f]{16}$/);
  const groups = ['exif', 'gps', 'image', 'interoperability', 'makernote', 'thumbnail'];
  assert.deepEqual(Object.keys(exif ?? {}).sort(), groups);
  assert.equal(exif?.image?.Artist, 'Ann');
  assert.equal(exif?.image?.Copyright, 'Me');
  assert.equal(exif?.exif?.FNumber, 7.1);
  assert.deepEqual([exif?.gps, exif?.interoperability, exif?.makernote], [{}, {}, {}]);
});

test('a video has the same facts at upload, as a file, and as metadata', async () => {
  const uploaded = await upload('clip2.mp4', video);
  const { bitRate, ...rest } = await client.files.metadata.get(uploaded.fileId ?? '');
  assert.deepEqual(rest, {
    height: 48,
    width: 64,
    duration: 2,
    audioCodec: 'aac',
    videoCodec: 'h264',
    size: video.length,
  });
  assert.ok(Math.abs((bitRate ?? 0) - video.length * 4) <= 8, `${bitRate} bits/s`);
  assert.deepEqual(uploaded.metadata, { ...rest, bitRate });
  const file = await client.files.get(uploaded.fileId ?? '');
  for (const key of ['height', 'width', 'duration', 'bitRate', 'audioCodec', 'videoCodec'] as const) {
    const expected: unknown = { ...rest, bitRate }[key];
    assert.equal(file[key], expected, key);
    assert.equal(uploaded[key], expected, key);
  }
});

test('checks are evaluated on the facts of a video', async () => {
  const refused = await failure(upload('long.mp4', video, { checks: '"mediaMetadata.duration" < 2' }));
  assert.equal(refused.status, 400);
  assert.match(refused.message, /Your request failed 'checks' validation\./);
  const checks = '"mediaMetadata.duration" <= 2 AND "mediaMetadata.videoCodec" = "h264"';
  assert.ok((await upload('short.mp4', video, { checks })).fileId);
});

test('metadata.getFromURL: without a transformation that of the file, with one of what it makes', async () => {
  const url = `${urlEndpoint}${place}/photo.jpg`;
  const stored = await client.files.metadata.getFromURL({ url });
  assert.deepEqual(stored, await client.files.metadata.get(ids['photo.jpg'] ?? ''));
  for (const transformed of [
    `${urlEndpoint}/tr:w-60,f-png${place}/photo.jpg`,
    `${url}?tr=w-60,f-png&updatedAt=1`,
  ]) {
    const made = await client.files.metadata.getFromURL({ url: transformed });
    assert.deepEqual([made.width, made.height, made.format], [60, 40, 'png'], transformed);
    assert.deepEqual(made.exif?.image, {});
    assert.equal(made.size, (await get(transformed)).body.length);
  }
});

test('metadata.getFromURL: of private files and drafts, which are not delivered to all', async () => {
  for (const name of ['private.jpg', 'draft.jpg']) {
    const url = `${urlEndpoint}${place}/${name}`;
    assert.notEqual((await get(url)).status, 200);
    assert.equal((await client.files.metadata.getFromURL({ url })).width, 120);
  }
});

test('older clients: another path, and a URL that is not encoded', async () => {
  const authorization = `Basic ${Buffer.from(`${client.privateKey}:`).toString('base64')}`;
  const url = `${urlEndpoint}${place}/photo.jpg?tr=w-60,f-png&x=1`;
  for (const target of [`/v1/files/metadata?url=${encodeURIComponent(url)}`, `/v1/metadata?url=${url}`]) {
    const answer = await get(baseURL + target, { authorization });
    assert.equal(answer.status, 200);
    const { width, format } = JSON.parse(answer.body.toString());
    assert.deepEqual([width, format], [60, 'png'], target);
  }
});

test('what has no metadata, or is not there, is refused in the documented words', async () => {
  const corrupt = /The requested file is corrupt or invalid\./;
  const missing = /The requested file does not exist or is inaccessible at this time\./;
  const { metadata } = client.files;
  const foreign = /The url should be accessible using your ImageKit\.io account\./;
  const cases: readonly (readonly [() => Promise<unknown>, number, RegExp])[] = [
    [() => metadata.get(ids['note.txt'] ?? ''), 400, corrupt],
    [() => metadata.get('ffffffffffffffffffffffff'), 404, missing],
    [() => metadata.get('not an id'), 400, /Your request contains invalid fileId parameter\./],
    [() => metadata.getFromURL({ url: `${urlEndpoint}${place}/note.txt` }), 400, corrupt],
    [() => metadata.getFromURL({ url: `${urlEndpoint}${place}/none.jpg` }), 404, missing],
    [() => metadata.getFromURL({ url: 'https://other.example.com/a.jpg' }), 400, foreign],
    [() => metadata.getFromURL({ url: '' }), 400, /Your request is missing url parameter\./],
  ];
  for (const [call, status, message] of cases) {
    const refused = await failure(call());
    assert.equal(refused.status, status);
    assert.match(refused.message, message);
  }
});
