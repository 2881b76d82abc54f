/** The answers of an operation as the document describes them: what succeeds, and the errors with their one shape. */
import { STATUS_CODES } from 'node:http';
import { Type } from 'typebox';
import type { Route } from '../route.ts';
import type { OperationFacts } from './operations.ts';
import type { JsonSchema, SchemaRegistry } from './schemas.ts';

/** rest-api.md 1.7 */
export const errorSchema = Type.Object(
  {
    message: Type.String({ description: 'For people; the texts are those of ImageKit where it has them.' }),
    help: Type.String({ description: 'How to mend it, or whom to ask.' }),
    reason: Type.Optional(
      Type.String({ description: 'For programs; copy, move and rename of files, and folders.' }),
    ),
    errors: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'What is wrong with each field.' }),
    ),
    missingFileIds: Type.Optional(
      Type.Array(Type.String(), { description: 'Files that do not exist; nothing was done.' }),
    ),
  },
  { $id: 'Error', description: 'Why a request was refused.' },
);

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;

/** Headers by their component name (rest-api.md 1.4, 1.5, 1.8). */
export const HEADERS = {
  RequestId: {
    description: 'UUID of the request, for questions about it; also as `x-request-id`.',
    schema: { ...text, format: 'uuid' },
  },
  RateLimit: { description: 'Requests in the window that `x-ratelimit-interval` names.', schema: count },
  RateReset: { description: 'Milliseconds to wait; 0 when there is no need to.', schema: count },
  RateInterval: { description: 'Length of the window in milliseconds.', schema: count },
  RetryAfter: { description: 'Seconds to wait.', schema: count },
  RetryAfterMs: { description: 'Milliseconds to wait.', schema: count },
  ShouldRetry: {
    description: '`false` where trying again cannot help, or might do it twice.',
    schema: { ...text, enum: ['false'] },
  },
} as const;

const ALWAYS = { 'x-ik-requestid': header('RequestId') };
const LIMITED = {
  'x-ratelimit-limit': header('RateLimit'),
  'x-ratelimit-reset': header('RateReset'),
  'x-ratelimit-interval': header('RateInterval'),
};
const RETRY = { 'retry-after': header('RetryAfter'), 'retry-after-ms': header('RetryAfterMs') };

/** Statuses of errors that any operation may answer; keys and limits are not asked of public ones. */
const ANY = [400, 500] as const;
const ANY_WITH_KEY = [401, 403, 429] as const;

/** Errors as components: one for each status, so that an operation says them in a line. */
export function errorResponses(schemas: SchemaRegistry): Readonly<Record<string, JsonSchema>> {
  const content = json(schemas.of(errorSchema));
  const response = (status: number, headers: object = {}) => ({
    description: STATUS_CODES[status],
    headers: { ...ALWAYS, ...headers },
    content,
  });
  return {
    Error400: response(400),
    Error401: response(401),
    Error403: response(403),
    Error404: response(404),
    Error409: response(409, { 'x-should-retry': header('ShouldRetry') }),
    Error413: response(413),
    Error423: response(423),
    Error429: response(429, { ...LIMITED, ...RETRY }),
    Error500: response(500, { 'x-should-retry': header('ShouldRetry') }),
    Error503: response(503, RETRY),
    Error: { ...response(500, RETRY), description: 'Any other error.' },
  };
}

/** Of one operation, by status. */
export function responsesOf(route: Route, { refusals }: OperationFacts, schemas: SchemaRegistry): JsonSchema {
  const isUpload = route.admitsSignedForms === true;
  const headers = route.access === 'public' || isUpload ? ALWAYS : { ...ALWAYS, ...LIMITED };
  const successes = Object.entries(route.schema.response).map(([status, schema]) => [
    status,
    {
      description: STATUS_CODES[status] ?? 'OK',
      headers,
      ...(status !== '204' && { content: json(schemas.of(schema)) }),
    },
  ]);
  const errors = [...ANY, ...(route.access === 'public' ? [] : ANY_WITH_KEY), ...refusals]
    .filter((status) => !(isUpload && status === 429))
    .sort((a, b) => a - b)
    .map((status) => [status, { $ref: `#/components/responses/Error${status}` }]);
  return Object.fromEntries([...successes, ...errors, ['default', { $ref: '#/components/responses/Error' }]]);
}

function json(schema: JsonSchema): JsonSchema {
  return { 'application/json': { schema } };
}

function header(name: keyof typeof HEADERS): JsonSchema {
  return { $ref: `#/components/headers/${name}` };
}
