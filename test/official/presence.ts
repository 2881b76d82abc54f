/**
 * Which keys are there, and in which form: what rest-api.md 1.9, 2.2 and 4 say of objects for which ImageKit's document
 * requires nothing. Each is asked of an object in addition to its schema there.
 */
import type { ApiDocument, Json } from './official.ts';

const hexId = { type: 'string', pattern: '^[0-9a-f]{24}$' };
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' };
/** A leading slash and none at the end; the root of folders alone is `/`. */
const assetPath = { type: 'string', pattern: '^(/|(/[^/]+)+)$' };
const pixels = { type: 'integer', minimum: 1 };
/** Never there: ImageKit omits what does not apply, and null is only for the three that say so. */
const absent = false;

const versionInfo = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: hexId, name: { type: 'string', pattern: '^Version [1-9]\\d*$' } },
};

const isImage = { properties: { fileType: { const: 'image' } }, required: ['fileType'] };

export const PRESENCE: Readonly<Record<string, Json>> = {
  AITag: { required: ['name', 'source'] },
  FileDetails: {
    required: [
      ...['type', 'name', 'createdAt', 'updatedAt', 'fileId', 'tags', 'AITags', 'versionInfo', 'isPublished'],
      ...['customCoordinates', 'customMetadata', 'isPrivateFile', 'url', 'thumbnail', 'fileType', 'filePath'],
      ...['mime', 'size', 'hasAlpha'],
    ],
    properties: {
      fileId: hexId,
      createdAt: time,
      updatedAt: time,
      versionInfo,
      filePath: { ...assetPath, not: { const: '/' } },
      fileType: { enum: ['image', 'non-image'] },
      customMetadata: { type: 'object' },
      mime: { type: 'string', pattern: '^[^/\\s]+/[^/\\s]+' },
      width: pixels,
      height: pixels,
      url: { type: 'string', pattern: '\\?(ik-obj-version=[A-Za-z0-9._-]{32}&)?updatedAt=\\d+$' },
      thumbnail: { type: 'string', pattern: 'tr=n-ik_ml_thumbnail$' },
      selectedFieldsSchema: absent,
    },
    if: { properties: { type: { const: 'file-version' } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { url: { pattern: 'ik-obj-version=' } } },
    else: { properties: { url: { not: { pattern: 'ik-obj-version=' } } } },
  },
  FolderDetails: {
    required: ['type', 'folderId', 'name', 'folderPath', 'customMetadata', 'createdAt', 'updatedAt'],
    properties: {
      folderId: hexId,
      folderPath: assetPath,
      createdAt: time,
      updatedAt: time,
      size: absent,
      tags: absent,
      mime: absent,
      fileId: absent,
    },
  },
  Upload: {
    required: ['fileId', 'name', 'size', 'versionInfo', 'filePath', 'url', 'fileType', 'AITags'],
    properties: {
      fileId: hexId,
      versionInfo,
      filePath: { ...assetPath, not: { const: '/' } },
      fileType: { enum: ['image', 'non-image'] },
      url: { type: 'string', not: { pattern: '\\?' } },
      width: pixels,
      height: pixels,
      orientation: { type: 'integer', minimum: 1, maximum: 8 },
      selectedFieldsSchema: absent,
    },
    if: isImage,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ['orientation', 'thumbnailUrl'] },
    else: { properties: { orientation: absent } },
  },
  Metadata: {
    required: ['size'],
    // An image says its format; a video and a sound say their bit rate.
    if: { required: ['format'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      required: ['hasColorProfile', 'quality', 'density', 'hasTransparency', 'exif'],
      properties: {
        exif: { required: ['image', 'thumbnail', 'exif', 'gps', 'interoperability', 'makernote'] },
        pHash: { type: 'string', pattern: '^[0-9a-f]{16}$' },
      },
    },
    else: { required: ['bitRate', 'duration'] },
  },
  CustomMetadataField: {
    properties: {
      id: hexId,
      description: { type: 'string', minLength: 1, maxLength: 500 },
      schema: { properties: { minLength: { type: 'integer' }, maxLength: { type: 'integer' } } },
    },
  },
  SavedExtension: {
    required: ['id', 'name', 'description', 'config', 'createdAt', 'updatedAt'],
    properties: {
      id: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
      createdAt: time,
      updatedAt: time,
      config: { required: ['name'] },
    },
  },
  OriginResponse: {
    properties: {
      ...Object.fromEntries(
        [
          'accessKey',
          'secretKey',
          'privateKey',
          'sasToken',
          'clientId',
          'clientSecret',
          'username',
          'password',
        ].map((secret) => [secret, absent]),
      ),
    },
  },
};

/** Answers whose schemas stand in their operations and require nothing either, by method, path and status. */
const ANSWERS: Readonly<Record<string, Json>> = {
  'POST /api/v1/files/upload 202': { required: ['message'] },
  'POST /api/v2/files/upload 202': { required: ['message'] },
  'POST /v1/files/batch/deleteByFileIds 200': { required: ['successfullyDeletedFileIds'] },
  'POST /v1/files/batch/deleteByFileIds 207': { required: ['successfullyDeletedFileIds', 'errors'] },
  'POST /v1/files/addTags 200': { required: ['successfullyUpdatedFileIds'] },
  'POST /v1/files/addTags 207': { required: ['successfullyUpdatedFileIds', 'errors'] },
  'POST /v1/files/removeTags 200': { required: ['successfullyUpdatedFileIds'] },
  'POST /v1/files/removeTags 207': { required: ['successfullyUpdatedFileIds', 'errors'] },
  'POST /v1/files/removeAITags 200': { required: ['successfullyUpdatedFileIds'] },
  'POST /v1/files/removeAITags 207': { required: ['successfullyUpdatedFileIds', 'errors'] },
  'POST /v1/bulkJobs/copyFolder 200': { required: ['jobId'], properties: { jobId: hexId } },
  'POST /v1/bulkJobs/moveFolder 200': { required: ['jobId'], properties: { jobId: hexId } },
  'POST /v1/bulkJobs/renameFolder 202': { required: ['jobId'], properties: { jobId: hexId } },
  'GET /v1/bulkJobs/{jobId} 200': {
    required: ['jobId', 'type', 'status'],
    properties: {
      jobId: hexId,
      type: { enum: ['COPY_FOLDER', 'MOVE_FOLDER', 'RENAME_FOLDER'] },
      status: { enum: ['Pending', 'Completed'] },
    },
  },
  'POST /v1/files/purge 201': { required: ['requestId'], properties: { requestId: hexId } },
  'GET /v1/files/purge/{requestId} 200': {
    required: ['status'],
    properties: { status: { enum: ['Pending', 'Completed'] } },
  },
  'GET /v1/accounts/usage 200': {
    required: [
      'bandwidthBytes',
      'mediaLibraryStorageBytes',
      'videoProcessingUnitsCount',
      'extensionUnitsCount',
      'originalCacheStorageBytes',
    ],
  },
};

/** The document with all of that asked for. Changes what it is given. */
export function addPresence(document: ApiDocument): ApiDocument {
  const schemas = document.components.schemas as Record<string, Json>;
  for (const [name, rules] of Object.entries(PRESENCE)) {
    if (schemas[name] === undefined) throw new Error(`The official document has no schema ${name}`);
    schemas[name] = { allOf: [schemas[name], rules] };
  }
  for (const [key, rules] of Object.entries(ANSWERS)) {
    const [method = '', path = '', status = ''] = key.split(' ');
    const media =
      document.paths[path]?.[method.toLowerCase()]?.responses[status]?.content['application/json'];
    if (media === undefined) throw new Error(`The official document has no answer ${key}`);
    media.schema = { allOf: [media.schema, rules] };
  }
  return document;
}
