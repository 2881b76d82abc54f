import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileRecord, FolderRecord, Library } from '../../library/index.ts';
import { textFile } from '../../library/record.testing.ts';
import type { OutboxEvent } from '../../webhooks/index.ts';
import { fileJson, folderJson } from '../files/file-json.ts';
import { createAssetUrls } from '../urls.ts';
import { createEventBodies } from './create-event-bodies.ts';

const FILE_ID = '698173f2b1c2d3e4f5a6b7c8';
const FOLDER_ID = '698173f2b1c2d3e4f5a6b7c9';
const VERSION_ID = '698179c8b1c2d3e4f5a6b7d0';
const GONE_ID = '0'.repeat(24);
const createdAt = Date.UTC(2026, 1, 3, 4, 6, 0);
const created_at = '2026-02-03T04:06:00.000Z';

const file: FileRecord = {
  ...textFile,
  assetId: FILE_ID,
  versionId: VERSION_ID,
  versionNumber: 2,
  createdAt,
  updatedAt: createdAt,
};
/** It has been moved since it was made, and shows another id. */
const folder: FolderRecord = {
  kind: 'folder',
  assetId: '698173f2b1c2d3e4f5a6b7ff',
  name: 'a b',
  path: '/a b',
  createdAt,
  updatedAt: createdAt,
};

const looked: string[][] = [];
const library: Pick<Library, 'lookUp'> = {
  async lookUp(ids) {
    looked.push([...ids]);
    const all = { [FILE_ID]: file, [FOLDER_ID]: folder };
    return new Map(Object.entries(all).filter(([id]) => ids.includes(id)));
  },
};
const place = { publicUrl: 'https://media.example.com/', accountId: 'demo' };
const makeBodies = createEventBodies({ library, ...place });
const urls = createAssetUrls(place.publicUrl, place.accountId);

async function bodyOf(type: string, data: object): Promise<string | undefined> {
  return (await makeBodies([{ id: 'e', type, data, createdAt }])).get('e');
}

const fileData = fileJson(file, urls);
const deletedVersion = { fileId: FILE_ID, versionId: VERSION_ID };
const request = { x_request_id: '722809dc-d6b7-4357-9262-74cdce554350', transformation: 'so-70' };
const preError = {
  request,
  data: { name: 'v.mp4', path: '/m/v.mp4', transformation: { error: { reason: 'encoding_failed' } } },
};
const ready = {
  request: { x_request_id: 'r', url: 'https://ik.imagekit.io/demo/clip.mp4' },
  timings: { download_duration: 2713, encoding_duration: 10175 },
  data: { asset: { url: 'https://ik.imagekit.io/demo/clip.mp4' }, transformation: { type: 'gif-to-video' } },
};

const events: readonly (readonly [type: string, recorded: object, sent: object])[] = [
  ['file.created', { fileId: FILE_ID }, { data: fileData }],
  ['file.updated', { fileId: FILE_ID }, { data: fileData }],
  ['file.deleted', { fileId: FILE_ID }, { data: { fileId: FILE_ID } }],
  // The current version, whichever that is by now (rest-api.md 7.4).
  ['file-version.created', { fileId: FILE_ID, versionId: 'other' }, { data: fileData }],
  ['file-version.deleted', deletedVersion, { data: deletedVersion }],
  [
    'folder.created',
    { assetId: FOLDER_ID, folderId: FOLDER_ID },
    { data: { ...folderJson(folder), folderId: FOLDER_ID } },
  ],
  ['folder.updated', { assetId: FOLDER_ID, folderId: folder.assetId }, { data: folderJson(folder) }],
  ['folder.deleted', { folderId: FOLDER_ID }, { data: { folderId: FOLDER_ID } }],
  ['upload.pre-transform.error', preError, preError],
  ['video.transformation.ready', ready, ready],
];
for (const [type, recorded, sent] of events) {
  test(`${type}: compact JSON, the envelope first`, async () => {
    assert.equal(await bodyOf(type, recorded), JSON.stringify({ type, id: 'e', created_at, ...sent }));
  });
}

const gone: readonly (readonly [type: string, recorded: object])[] = [
  ['file.created', { fileId: GONE_ID }],
  ['file.updated', { fileId: GONE_ID }],
  ['file-version.created', { fileId: GONE_ID, versionId: VERSION_ID }],
  ['folder.created', { assetId: GONE_ID, folderId: GONE_ID }],
  ['folder.updated', { assetId: GONE_ID, folderId: GONE_ID }],
  ['callback', { url: 'https://app.test/', body: { service: 's' }, fileId: GONE_ID }],
];
for (const [type, recorded] of gone) {
  test(`${type} of what has gone cannot be told`, async () => {
    assert.equal(await bodyOf(type, recorded), undefined);
  });
}

test('a callback is sent as it is, with the file where it asks for it', async () => {
  const failure = { service: 'remove-bg', status: 'FAILURE', fileId: GONE_ID, error: { message: 'no' } };
  assert.equal(
    await bodyOf('callback', { url: 'https://app.test/', body: failure }),
    JSON.stringify(failure),
  );
  const success = { service: 'remove-bg', status: 'SUCCESS' };
  assert.equal(
    await bodyOf('callback', { url: 'https://app.test/', body: success, fileId: FILE_ID }),
    JSON.stringify({ ...success, fileObject: fileData }),
  );
});

test('many events about few things are one look-up of each', async () => {
  looked.length = 0;
  const event = (id: string, type: string): OutboxEvent => ({
    id,
    type,
    data: { fileId: FILE_ID },
    createdAt,
  });
  const bodies = await makeBodies([
    event('1', 'file.created'),
    event('2', 'file.updated'),
    event('3', 'file.deleted'),
  ]);
  assert.deepEqual([...bodies.keys()], ['1', '2', '3']);
  assert.deepEqual(looked, [[FILE_ID]]);
});
