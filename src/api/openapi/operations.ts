/**
 * What the document says of an operation and the route does not: its name, its group, and the errors that only it has.
 * Names are the calls of the SDKs (rest-api.md 2.1); a route that is not listed gets a name made from its path.
 */
import type { Route } from '../route.ts';

export type OperationFacts = {
  readonly id: string;
  readonly tag: string;
  /** Statuses of errors beside those that every operation may answer. */
  readonly refusals: readonly number[];
};

/** Groups, in the order of the documentation; the first one whose prefix fits a path is its group. */
export const TAGS: readonly {
  readonly name: string;
  readonly description: string;
  readonly paths: RegExp;
}[] = [
  { name: 'Upload', description: 'New files and new versions.', paths: /^\/api\/v[12]\/files\/upload/ },
  {
    name: 'Cache',
    description: 'Take away what caches hold of a URL.',
    paths: /^\/v1\/files\/purge/,
  },
  {
    name: 'Metadata',
    description: 'What is in the bytes of a file.',
    paths: /^\/v1\/(files\/\{fileId\}\/)?metadata$/,
  },
  {
    name: 'Versions',
    description: 'What a file was before.',
    paths: /^\/v1\/files\/\{fileId\}\/versions/,
  },
  { name: 'Files', description: 'List, search, change, delete, copy, move.', paths: /^\/v1\/files/ },
  { name: 'Folders', description: 'Folders, and the jobs on them.', paths: /^\/v1\/(folder|bulkJobs)/ },
  {
    name: 'Custom metadata fields',
    description: 'The fields that files may have values for.',
    paths: /^\/v1\/customMetadataFields/,
  },
  {
    name: 'Named transformations',
    description: 'Transformations with a short name.',
    paths: /^\/v1\/named-transformations/,
  },
  {
    name: 'Saved extensions',
    description: 'Extensions with their options.',
    paths: /^\/v1\/saved-extensions/,
  },
  {
    name: 'Account',
    description: 'Usage, origins, URL endpoints, webhooks.',
    paths: /^\/v1\/accounts\//,
  },
  { name: 'Other', description: 'What belongs to no group.', paths: /^\/v1\// },
  { name: 'Halftone', description: 'What ImageKit does not have.', paths: /^\/_halftone\// },
  { name: 'Server', description: 'The server itself.', paths: /^\// },
];

/** Method and path of each operation: its name, and its own errors. */
const OPERATIONS: Readonly<Record<string, readonly [id: string, ...refusals: number[]]>> = {
  'POST /api/v1/files/upload': ['files.upload', 413],
  'POST /api/v2/files/upload': ['beta.v2.files.upload', 413],
  'GET /v1/files': ['assets.list'],
  'GET /v1/files/{fileId}/details': ['files.get', 404],
  'PATCH /v1/files/{fileId}/details': ['files.update', 404],
  'DELETE /v1/files/{fileId}': ['files.delete', 404],
  'POST /v1/files/batch/deleteByFileIds': ['files.bulk.delete', 404],
  'POST /v1/files/copy': ['files.copy', 404],
  'POST /v1/files/move': ['files.move', 404],
  'PUT /v1/files/rename': ['files.rename', 404, 409],
  'GET /v1/files/{fileId}/versions': ['files.versions.list', 404],
  'GET /v1/files/{fileId}/versions/{versionId}': ['files.versions.get', 404],
  'DELETE /v1/files/{fileId}/versions/{versionId}': ['files.versions.delete', 404],
  'PUT /v1/files/{fileId}/versions/{versionId}/restore': ['files.versions.restore', 404],
  'POST /v1/files/addTags': ['files.bulk.addTags', 404],
  'POST /v1/files/removeTags': ['files.bulk.removeTags', 404],
  'POST /v1/files/removeAITags': ['files.bulk.removeAITags', 404],
  'POST /v1/folder': ['folders.create'],
  'DELETE /v1/folder': ['folders.delete', 404, 423],
  'POST /v1/bulkJobs/copyFolder': ['folders.copy', 404, 423],
  'POST /v1/bulkJobs/moveFolder': ['folders.move', 404, 423],
  'POST /v1/bulkJobs/renameFolder': ['folders.rename', 404, 409, 423],
  'GET /v1/bulkJobs/{jobId}': ['folders.job.get', 404],
  'POST /v1/files/purge': ['cache.invalidation.create'],
  'GET /v1/files/purge/{requestId}': ['cache.invalidation.get'],
  'GET /v1/files/{fileId}/metadata': ['files.metadata.get', 404],
  'GET /v1/metadata': ['files.metadata.getFromURL', 404],
  'POST /v1/customMetadataFields': ['customMetadataFields.create'],
  'GET /v1/customMetadataFields': ['customMetadataFields.list'],
  'PATCH /v1/customMetadataFields/{id}': ['customMetadataFields.update', 404],
  'DELETE /v1/customMetadataFields/{id}': ['customMetadataFields.delete', 404],
  'POST /v1/saved-extensions': ['savedExtensions.create'],
  'GET /v1/saved-extensions': ['savedExtensions.list'],
  'GET /v1/saved-extensions/{id}': ['savedExtensions.get', 404],
  'PATCH /v1/saved-extensions/{id}': ['savedExtensions.update', 404],
  'DELETE /v1/saved-extensions/{id}': ['savedExtensions.delete', 404],
  'POST /v1/named-transformations': ['namedTransformations.create'],
  'GET /v1/named-transformations': ['namedTransformations.list'],
  'GET /v1/named-transformations/{id}': ['namedTransformations.get', 404],
  'PATCH /v1/named-transformations/{id}': ['namedTransformations.update', 404, 409],
  'DELETE /v1/named-transformations/{id}': ['namedTransformations.delete', 404, 409],
  'GET /v1/accounts/usage': ['accounts.usage.get'],
  'GET /v1/accounts/usage-analytics': ['accounts.usageAnalytics.get'],
  'POST /v1/accounts/origins': ['accounts.origins.create'],
  'GET /v1/accounts/origins': ['accounts.origins.list'],
  'GET /v1/accounts/origins/{id}': ['accounts.origins.get', 404],
  'PUT /v1/accounts/origins/{id}': ['accounts.origins.update', 404],
  'DELETE /v1/accounts/origins/{id}': ['accounts.origins.delete', 404],
  'POST /v1/accounts/url-endpoints': ['accounts.urlEndpoints.create'],
  'GET /v1/accounts/url-endpoints': ['accounts.urlEndpoints.list'],
  'GET /v1/accounts/url-endpoints/{id}': ['accounts.urlEndpoints.get', 404],
  'PUT /v1/accounts/url-endpoints/{id}': ['accounts.urlEndpoints.update', 404],
  'DELETE /v1/accounts/url-endpoints/{id}': ['accounts.urlEndpoints.delete', 404],
  'POST /v1/accounts/webhooks': ['accounts.webhooks.create'],
  'GET /v1/accounts/webhooks': ['accounts.webhooks.list'],
  'GET /v1/accounts/webhooks/{id}': ['accounts.webhooks.get', 404],
  'PATCH /v1/accounts/webhooks/{id}': ['accounts.webhooks.update', 404],
  'DELETE /v1/accounts/webhooks/{id}': ['accounts.webhooks.delete', 404],
  'POST /v1/ai-filter-search': ['aiFilterSearch.create'],
  'POST /v1/dummy/test': ['dummy.create'],
  'GET /_halftone/v1/explain': ['halftone.explain'],
  'GET /_halftone/v1/settings': ['halftone.settings.get'],
  'PATCH /_halftone/v1/settings': ['halftone.settings.update'],
  'GET /_halftone/v1/keys': ['halftone.keys.list'],
  'POST /_halftone/v1/keys': ['halftone.keys.create'],
  'PATCH /_halftone/v1/keys/{id}': ['halftone.keys.update', 404],
  'DELETE /_halftone/v1/keys/{id}': ['halftone.keys.revoke', 404],
  'POST /_halftone/v1/keys/{id}/roll': ['halftone.keys.roll', 404],
  'GET /_halftone/v1/audit-log': ['halftone.auditLog.list'],
  'GET /_halftone/v1/webhook-deliveries': ['halftone.webhookDeliveries.list'],
  'POST /_halftone/v1/webhook-deliveries/{id}/replay': ['halftone.webhookDeliveries.replay', 404],
  'GET /health': ['server.health'],
  'GET /ready': ['server.ready', 503],
  'GET /openapi.json': ['server.openapi'],
};

/** Other methods that some clients use for an operation (rest-api.md 1.10). */
const SAME_AS: Readonly<Record<string, string>> = {
  'PUT /v1/files/copy': 'POST /v1/files/copy',
  'PUT /v1/files/move': 'POST /v1/files/move',
  'POST /v1/files/rename': 'PUT /v1/files/rename',
  'PUT /v1/bulkJobs/copyFolder': 'POST /v1/bulkJobs/copyFolder',
  'PUT /v1/bulkJobs/moveFolder': 'POST /v1/bulkJobs/moveFolder',
  'PATCH /v1/accounts/origins/{id}': 'PUT /v1/accounts/origins/{id}',
  'PATCH /v1/accounts/url-endpoints/{id}': 'PUT /v1/accounts/url-endpoints/{id}',
};

/** `POST /v1/files/{fileId}`: how the document names a route, or one of its aliases. */
export function operationKey(method: Route['method'], path: string): string {
  return `${method} ${documentPath(path)}`;
}

/** fastify's `:fileId` as OpenAPI's `{fileId}`. */
export function documentPath(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}

/** The operation that a route only gives another method to; undefined for a route that is one itself. */
export function canonicalOf(route: Route): string | undefined {
  return SAME_AS[operationKey(route.method, route.paths[0])];
}

export function operationFacts(route: Route): OperationFacts {
  const path = documentPath(route.paths[0]);
  const [id, ...refusals] = OPERATIONS[operationKey(route.method, path)] ?? [
    madeUpId(route.method, path),
    ...(path.includes('{') ? [404] : []),
  ];
  const tag = TAGS.find(({ paths }) => paths.test(path));
  return { id, refusals, tag: tag?.name ?? 'Server' };
}

/** `halftone.webhookDeliveries.replay.post`, `halftone.keys.byId.delete`. */
function madeUpId(method: string, path: string): string {
  const words = path
    .split('/')
    .filter((segment) => segment !== '' && segment !== 'v1' && !segment.startsWith('{'))
    .map((segment) => segment.replace(/^_/, '').replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase()));
  return [...words, ...(path.endsWith('}') ? ['byId'] : []), method.toLowerCase()].join('.');
}
