/**
 * Operations of ImageKit that its document lacks, by its SDKs (rest-api.md 2.16, 2.17, 6.2, 6.5), as far as answers
 * go. Every key is there always, unless it says otherwise.
 */
import type { Json } from './official.ts';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' };
const day = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' };
const shortId = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' };
const list = (items: Json) => ({ type: 'array', items });
const whole = (properties: Readonly<Record<string, Json>>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});

const namedTransformation = whole({
  id: shortId,
  name: { type: 'string', pattern: '^[A-Za-z0-9_]+$' },
  transformation: { type: 'string', minLength: 1 },
  enabled: { type: 'boolean' },
  createdAt: time,
});

export const EVENTS = [
  ...['file.created', 'file.updated', 'file.deleted', 'file-version.created', 'file-version.deleted'],
  ...['folder.created', 'folder.updated', 'folder.deleted'],
  ...['upload.pre-transform.success', 'upload.pre-transform.error'],
  ...['upload.post-transform.success', 'upload.post-transform.error'],
  ...['video.transformation.accepted', 'video.transformation.ready', 'video.transformation.error'],
] as const;

const webhook = whole({
  id: shortId,
  endpoint: { type: 'string', pattern: '^https?://' },
  events: { ...list({ enum: EVENTS }), minItems: 1 },
  enabled: { type: 'boolean' },
  secret: { type: 'string', pattern: '^whsec_' },
  createdAt: time,
  updatedAt: time,
});

const entry = { name: text, bandwidthBytes: count, requestCount: count };
const ranking = (item: Readonly<Record<string, Json>> = entry) =>
  whole({ byBandwidth: list(whole(item)), byRequests: list(whole(item)) });

const RANKINGS = [
  ...['browser', 'device', 'format', 'topImages', 'topImageTransforms', 'topOtherAssets', 'topReferrers'],
  ...['topUserAgents', 'topVideos', 'topVideoTransforms', 'urlEndpoints'],
];

const analytics = whole({
  startDate: day,
  endDate: day,
  generatedAt: time,
  requestCount: count,
  bandwidthBytes: count,
  cache: whole({ hitCount: count, missCount: count, errorCount: count }),
  ...Object.fromEntries(RANKINGS.map((name) => [name, ranking()])),
  country: ranking({ ...entry, code: { type: 'string', pattern: '^[A-Z]{2}$' } }),
  ...Object.fromEntries(
    ['statusCodes', 'errorReasons', 'top404Assets'].map((name) => [
      name,
      list(whole({ name: text, requestCount: count })),
    ]),
  ),
  extensions: list(whole({ name: text, operationCount: count })),
  videoProcessing: list(whole({ codec: text, resolution: text, durationSeconds: { type: 'number' } })),
});

const aiFilter = whole({
  searchQuery: text,
  fileType: { enum: ['', 'images', 'videos', 'cssJs', 'others'] },
  isVersionIncludedInSearch: { type: 'boolean' },
});

const nothing = undefined;

/** Path, method, status: the schema of the answer, or none where it has no body. */
export const BEYOND: Readonly<Record<string, Readonly<Record<string, Readonly<Record<number, Json>>>>>> = {
  '/v1/named-transformations': {
    post: { 201: namedTransformation },
    get: { 200: list(namedTransformation) },
  },
  '/v1/named-transformations/{id}': {
    get: { 200: namedTransformation },
    patch: { 200: namedTransformation },
    delete: { 204: nothing },
  },
  '/v1/accounts/webhooks': { post: { 201: webhook }, get: { 200: { ...list(webhook), maxItems: 3 } } },
  '/v1/accounts/webhooks/{id}': {
    get: { 200: webhook },
    patch: { 200: webhook },
    delete: { 204: nothing },
  },
  '/v1/accounts/usage-analytics': { get: { 200: analytics } },
  '/v1/ai-filter-search': { post: { 200: aiFilter } },
};

/** Operations of a document with the parts that the official one lacks. */
export function beyondPaths(): Record<string, Record<string, Json>> {
  return mapValues(BEYOND, (methods) =>
    mapValues(methods, (answers) => ({
      responses: mapValues(answers, (schema) =>
        schema === nothing ? {} : { content: { 'application/json': { schema } } },
      ),
    })),
  );
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T) => Json): Record<string, Json> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
