import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Check } from 'typebox/value';
import type { FileRecord, IngestedFile } from '../../library/index.ts';
import { textFile } from '../../library/record.testing.ts';
import { RESPONSE_FIELDS, type ResponseField } from '../upload/params.ts';
import { uploadJson, uploadSchema } from '../upload/upload-json.ts';
import { createAssetUrls } from '../urls.ts';
import { fileJson, fileSchema, folderJson, folderSchema } from './file-json.ts';

const { assetId: id } = textFile;
const urls = createAssetUrls('https://media.example.com/', 'demo');

const image: FileRecord = { ...textFile, mime: 'image/jpeg', width: 1000, height: 500, orientation: 6 };
const unreadable: FileRecord = { ...textFile, mime: 'image/png' };
const video: FileRecord = {
  ...textFile,
  mime: 'video/mp4',
  width: 720,
  height: 480,
  bitRate: 1_453_966,
  duration: 7_499,
  audioCodec: 'aac',
  videoCodec: 'h264',
};
const rich: FileRecord = {
  ...image,
  isPrivate: true,
  isPublished: false,
  customCoordinates: '1,2,3,4',
  description: 'Blue tee',
  tags: ['sale'],
  aiTags: [{ name: 'Shirt', confidence: 90.12, source: 'google-auto-tagging' }],
  customMetadata: { brand: 'Nike', sizes: ['S', 42] },
  embedded: { ImageWidth: 1000, Keywords: ['sea'] },
};

const details: IngestedFile['details'] = {
  embedded: { Keywords: ['sea'] },
  exif: {
    image: { Orientation: 6 },
    thumbnail: {},
    exif: {},
    gps: {},
    interoperability: {},
    makernote: {},
  },
  hasColorProfile: true,
  density: 300,
  phash: 'f06830ca9f1e3e90',
  latitude: null,
  longitude: null,
  takenAt: null,
};

const place = 'https://media.example.com/demo/a%20b/gr%C3%B6%C3%9Fe.txt';

describe('a file object', () => {
  it('of a text has no key of pixels or seconds, and null where there is no list', () => {
    assert.deepEqual(fileJson(textFile, urls), {
      type: 'file',
      name: 'größe.txt',
      createdAt: '2026-02-03T04:05:06.789Z',
      updatedAt: '2026-02-03T04:05:06.789Z',
      fileId: id,
      tags: null,
      AITags: null,
      versionInfo: { id, name: 'Version 1' },
      isPublished: true,
      customCoordinates: null,
      customMetadata: {},
      isPrivateFile: false,
      url: `${place}?updatedAt=1770091506789`,
      thumbnail: `${place}?updatedAt=1770091506789&tr=n-ik_ml_thumbnail`,
      fileType: 'non-image',
      filePath: '/a b/größe.txt',
      mime: 'text/plain',
      size: 5,
      hasAlpha: false,
    });
  });

  it('of an older version is addressed by its token', () => {
    const old = { ...textFile, isCurrent: false, versionId: '698173f2b1c2d3e4f5a6b7c9', versionNumber: 2 };
    const { type, fileId, versionInfo, url, thumbnail } = fileJson(old, urls);
    assert.deepEqual(
      { type, fileId, versionInfo, url, thumbnail },
      {
        type: 'file-version',
        fileId: id,
        versionInfo: { id: '698173f2b1c2d3e4f5a6b7c9', name: 'Version 2' },
        url: `${place}?ik-obj-version=iAg8gxkqo_QUBwqNeQrJzuyce2XB7Gc4&updatedAt=1770091506789`,
        thumbnail: `${place}?ik-obj-version=iAg8gxkqo_QUBwqNeQrJzuyce2XB7Gc4&updatedAt=1770091506789&tr=n-ik_ml_thumbnail`,
      },
    );
  });

  const added: readonly (readonly [string, FileRecord, object])[] = [
    ['an image', image, { fileType: 'image', mime: 'image/jpeg', width: 1000, height: 500 }],
    ['an image that cannot be read', unreadable, { fileType: 'image', mime: 'image/png' }],
    [
      'a video',
      video,
      {
        mime: 'video/mp4',
        width: 720,
        height: 480,
        bitRate: 1_453_966,
        duration: 7,
        audioCodec: 'aac',
        videoCodec: 'h264',
      },
    ],
    [
      'a file with everything',
      rich,
      {
        fileType: 'image',
        mime: 'image/jpeg',
        width: 1000,
        height: 500,
        isPrivateFile: true,
        isPublished: false,
        customCoordinates: '1,2,3,4',
        description: 'Blue tee',
        tags: ['sale'],
        AITags: [{ name: 'Shirt', confidence: 90.12, source: 'google-auto-tagging' }],
        customMetadata: { brand: 'Nike', sizes: ['S', 42] },
        embeddedMetadata: { ImageWidth: 1000, Keywords: ['sea'] },
      },
    ],
  ];
  for (const [what, record, members] of added) {
    it(`of ${what} has what belongs to it`, () => {
      assert.deepEqual(fileJson(record, urls), { ...fileJson(textFile, urls), ...members });
    });
  }

  it('is what its schema says', () => {
    for (const record of [textFile, image, unreadable, video, rich])
      assert.ok(Check(fileSchema, fileJson(record, urls)));
  });
});

describe('a folder object', () => {
  it('has the keys of folders only', () => {
    const folder = folderJson({
      kind: 'folder',
      assetId: id,
      name: 'b',
      path: '/a/b',
      createdAt: textFile.createdAt,
      updatedAt: textFile.updatedAt,
    });
    assert.deepEqual(folder, {
      type: 'folder',
      folderId: id,
      name: 'b',
      folderPath: '/a/b',
      customMetadata: {},
      createdAt: '2026-02-03T04:05:06.789Z',
      updatedAt: '2026-02-03T04:05:06.789Z',
    });
    assert.ok(Check(folderSchema, folder));
  });
});

describe('an upload answer', () => {
  const always = {
    fileId: id,
    name: 'größe.txt',
    size: 5,
    versionInfo: { id, name: 'Version 1' },
    filePath: '/a b/größe.txt',
    url: place,
    AITags: null,
  };
  const thumbnailUrl = 'https://media.example.com/demo/tr:n-ik_ml_thumbnail/a%20b/gr%C3%B6%C3%9Fe.txt';
  const onRequest = {
    tags: null,
    customCoordinates: null,
    isPrivateFile: false,
    isPublished: true,
    customMetadata: {},
  };
  const table: readonly (readonly [string, FileRecord, readonly ResponseField[], object])[] = [
    ['a text', textFile, [], { fileType: 'non-image' }],
    ['an image', image, [], { fileType: 'image', width: 1000, height: 500, orientation: 6, thumbnailUrl }],
    [
      'an image without EXIF',
      { ...image, orientation: null },
      [],
      { fileType: 'image', width: 1000, height: 500, orientation: 1, thumbnailUrl },
    ],
    [
      'a video',
      video,
      [],
      {
        fileType: 'non-image',
        width: 720,
        height: 480,
        bitRate: 1_453_966,
        duration: 7,
        audioCodec: 'aac',
        videoCodec: 'h264',
      },
    ],
    ['a textFile, all fields asked for', textFile, RESPONSE_FIELDS, { fileType: 'non-image', ...onRequest }],
    [
      'a file with everything, tags asked for',
      rich,
      ['tags', 'customCoordinates'],
      {
        fileType: 'image',
        width: 1000,
        height: 500,
        orientation: 6,
        thumbnailUrl,
        AITags: rich.aiTags,
        description: 'Blue tee',
        tags: ['sale'],
        customCoordinates: '1,2,3,4',
      },
    ],
    [
      'an image with metadata, asked for',
      rich,
      ['customMetadata', 'embeddedMetadata', 'metadata'],
      {
        fileType: 'image',
        width: 1000,
        height: 500,
        orientation: 6,
        thumbnailUrl,
        AITags: rich.aiTags,
        description: 'Blue tee',
        customMetadata: { brand: 'Nike', sizes: ['S', 42] },
        embeddedMetadata: { ImageWidth: 1000, Keywords: ['sea'] },
        metadata: {
          height: 500,
          width: 1000,
          size: 5,
          format: 'jpg',
          hasColorProfile: true,
          quality: 0,
          density: 300,
          hasTransparency: false,
          exif: details.exif,
          pHash: 'f06830ca9f1e3e90',
        },
      },
    ],
  ];
  for (const [what, record, asked, members] of table) {
    it(`of ${what}`, () => {
      const answer = uploadJson(
        { file: record, details: record === rich ? details : null },
        new Set(asked),
        urls,
      );
      assert.deepEqual(answer, { ...always, ...members });
      assert.ok(Check(uploadSchema, answer));
    });
  }
});
