/**
 * What the requests of the Postman collection send, and in which order: a story that works from its beginning to its
 * end, in which later requests use the ids of earlier answers. An operation that is not in it is at the end of its
 * folder, with the example of the document and an id that nobody has.
 */

export type Step = {
  /** The answer that it is to have; any documented one where nothing is said. */
  readonly expects?: number;
  /** Of the parameters in the path, by name. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON, or the fields of a form. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Variables of the collection, each with the key of the answer that it is taken from, such as `0.id`. */
  readonly saves?: Readonly<Record<string, string>>;
  /** Asked again until the answer says so. */
  readonly until?: readonly [key: string, value: string];
};

/** One pixel, so that the collection needs no file. */
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** `run` is the time at which the collection was started: it can run as often as one likes. */
const HOME = '/postman-{{run}}';
const file = { fileId: '{{fileId}}' };
const id = (variable: string) => ({ path: { id: `{{${variable}}}` } });

/** By operation, in the order of the requests within a folder. */
export const SCENARIO: Readonly<Record<string, Step>> = {
  'files.upload': {
    expects: 200,
    body: { file: PIXEL, fileName: 'pixel.png', folder: HOME, tags: 'postman' },
    saves: { fileId: 'fileId', fileName: 'name', filePath: 'filePath', fileUrl: 'url' },
  },
  'beta.v2.files.upload': {
    expects: 200,
    body: { file: PIXEL, fileName: 'second.png', folder: HOME },
    saves: { secondFileId: 'fileId' },
  },

  'cache.invalidation.create': {
    expects: 201,
    body: { url: '{{fileUrl}}' },
    saves: { purgeRequestId: 'requestId' },
  },
  'cache.invalidation.get': { expects: 200, path: { requestId: '{{purgeRequestId}}' } },

  'files.metadata.get': { expects: 200, path: file },
  'files.metadata.getFromURL': { expects: 200, query: { url: '{{fileUrl}}' } },

  'files.versions.list': { expects: 200, path: file, saves: { versionId: '0.versionInfo.id' } },
  'files.versions.get': { expects: 200, path: { ...file, versionId: '{{versionId}}' } },
  'files.versions.restore': { expects: 200, path: { ...file, versionId: '{{versionId}}' } },
  // The only version of a file cannot be deleted.
  'files.versions.delete': { expects: 400, path: { ...file, versionId: '{{versionId}}' } },

  'assets.list': { expects: 200, query: { path: HOME, searchQuery: 'tags IN ["postman"]' } },
  'files.get': { expects: 200, path: file },
  'files.update': {
    expects: 200,
    path: file,
    body: { tags: ['postman', 'changed'], description: 'A pixel.' },
  },
  'files.bulk.addTags': { expects: 200, body: { fileIds: ['{{fileId}}'], tags: ['added'] } },
  'files.bulk.removeTags': { expects: 200, body: { fileIds: ['{{fileId}}'], tags: ['added'] } },
  'files.bulk.removeAITags': { expects: 200, body: { fileIds: ['{{fileId}}'], AITags: ['none'] } },
  'files.copy': { expects: 204, body: { sourceFilePath: '{{filePath}}', destinationPath: `${HOME}/copies` } },
  'files.move': { expects: 204, body: { sourceFilePath: '{{filePath}}', destinationPath: `${HOME}/moved` } },
  'files.rename': {
    expects: 200,
    body: { filePath: `${HOME}/moved/{{fileName}}`, newFileName: 'renamed.png', purgeCache: false },
  },
  'files.bulk.delete': { expects: 200, body: { fileIds: ['{{secondFileId}}'] } },
  'files.delete': { expects: 204, path: file },

  'folders.create': { expects: 201, body: { folderName: 'created-{{run}}', parentFolderPath: '/' } },
  'folders.copy': {
    expects: 200,
    body: { sourceFolderPath: HOME, destinationPath: '/copied-{{run}}' },
    saves: { jobId: 'jobId' },
  },
  'folders.job.get': { expects: 200, path: { jobId: '{{jobId}}' }, until: ['status', 'Completed'] },
  'folders.move': {
    expects: 200,
    body: { sourceFolderPath: '/copied-{{run}}/postman-{{run}}', destinationPath: '/moved-{{run}}' },
  },
  'folders.rename': {
    expects: 202,
    body: { folderPath: '/created-{{run}}', newFolderName: 'renamed-{{run}}' },
  },
  'folders.delete': { expects: 204, body: { folderPath: HOME } },

  'customMetadataFields.create': {
    expects: 201,
    body: { name: 'postman_{{run}}', label: 'Postman {{run}}', schema: { type: 'Number', minValue: 1 } },
    saves: { fieldId: 'id' },
  },
  'customMetadataFields.list': { expects: 200 },
  'customMetadataFields.update': { expects: 200, ...id('fieldId'), body: { label: 'Renamed {{run}}' } },
  'customMetadataFields.delete': { expects: 204, ...id('fieldId') },

  'namedTransformations.create': {
    expects: 201,
    body: { name: 'postman_{{run}}', transformation: 'w-200,h-200' },
    saves: { namedTransformationId: 'id' },
  },
  'namedTransformations.list': { expects: 200 },
  'namedTransformations.get': { expects: 200, ...id('namedTransformationId') },
  'namedTransformations.update': { expects: 200, ...id('namedTransformationId'), body: { enabled: false } },
  'namedTransformations.delete': { expects: 204, ...id('namedTransformationId') },

  'savedExtensions.create': {
    expects: 201,
    body: { name: 'Cut out', description: 'Without background', config: { name: 'remove-bg' } },
    saves: { savedExtensionId: 'id' },
  },
  'savedExtensions.list': { expects: 200 },
  'savedExtensions.get': { expects: 200, ...id('savedExtensionId') },
  'savedExtensions.update': { expects: 200, ...id('savedExtensionId'), body: { name: 'Cut' } },
  'savedExtensions.delete': { expects: 204, ...id('savedExtensionId') },

  'accounts.usage.get': { expects: 200, query: { startDate: '2026-01-01', endDate: '2026-02-01' } },
  'accounts.usageAnalytics.get': { expects: 200, query: { startDate: '2026-01-01', endDate: '2026-01-31' } },
  'accounts.origins.create': {
    expects: 201,
    body: { type: 'WEB_FOLDER', name: 'Postman', baseUrl: 'https://images.example.com/assets' },
    saves: { originId: 'id' },
  },
  'accounts.origins.list': { expects: 200 },
  'accounts.origins.get': { expects: 200, ...id('originId') },
  'accounts.origins.update': {
    expects: 200,
    ...id('originId'),
    body: { type: 'WEB_FOLDER', name: 'Postman again', baseUrl: 'https://images.example.com/assets' },
  },
  'accounts.urlEndpoints.create': {
    expects: 201,
    body: { description: 'Postman', urlPrefix: 'postman-{{run}}', origins: ['{{originId}}'] },
    saves: { urlEndpointId: 'id' },
  },
  'accounts.urlEndpoints.list': { expects: 200 },
  'accounts.urlEndpoints.get': { expects: 200, ...id('urlEndpointId') },
  'accounts.urlEndpoints.update': {
    expects: 200,
    ...id('urlEndpointId'),
    body: { description: 'Postman', urlPrefix: 'postman-{{run}}', origins: [] },
  },
  'accounts.urlEndpoints.delete': { expects: 204, ...id('urlEndpointId') },
  'accounts.origins.delete': { expects: 204, ...id('originId') },
  'accounts.webhooks.create': {
    expects: 201,
    body: { endpoint: 'https://hooks.example.com/{{run}}', events: ['file.created'], enabled: false },
    saves: { webhookId: 'id' },
  },
  'accounts.webhooks.list': { expects: 200 },
  'accounts.webhooks.get': { expects: 200, ...id('webhookId') },
  'accounts.webhooks.update': { expects: 200, ...id('webhookId'), body: { events: ['file.deleted'] } },
  'accounts.webhooks.delete': { expects: 204, ...id('webhookId') },

  'aiFilterSearch.create': { body: { prompt: 'photos of last week' } },
  'dummy.create': { expects: 204 },

  'halftone.explain': { expects: 200, query: { url: '{{fileUrl}}?tr=w-100' } },
  'halftone.settings.get': { expects: 200 },
  'halftone.settings.update': { expects: 200, body: { defaultQuality: 80 } },
  'halftone.keys.create': {
    expects: 201,
    body: { name: 'Postman', permission: 'read' },
    saves: { keyId: 'id' },
  },
  'halftone.keys.list': { expects: 200 },
  'halftone.keys.update': { expects: 200, ...id('keyId'), body: { name: 'Postman again' } },
  'halftone.keys.roll': {
    expects: 201,
    ...id('keyId'),
    body: { expireOldAfter: 'now' },
    saves: { rolledKeyId: 'key.id' },
  },
  'halftone.keys.revoke': { expects: 204, ...id('rolledKeyId') },
  'halftone.auditLog.list': { expects: 200 },
  'halftone.webhookDeliveries.list': { expects: 200 },

  'server.health': { expects: 200 },
  'server.ready': { expects: 200 },
  'server.openapi': { expects: 200 },
};
