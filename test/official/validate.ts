/**
 * Whether an answer of the API is one that ImageKit could have given: by its official document, the presence rules of
 * rest-api.md 2.2, and what section 1 asks of every answer. The rules know a server only by HTTP.
 */
import { createAnswerValidator, type Exchange } from './answer-validator.ts';
import { beyondPaths } from './beyond.ts';
import { type ApiDocument, type Json, officialDocument } from './official.ts';
import { addPresence } from './presence.ts';

export type Answer = Exchange & { readonly headers: Headers };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const JSON_TYPE = 'application/json; charset=utf-8';

/** Paths and methods of older clients, and the operation they mean (rest-api.md 1.10). */
const ALIASES: Readonly<Record<string, string>> = {
  'POST /v1/files/upload': 'POST /api/v1/files/upload',
  'PUT /v1/files/copy': 'POST /v1/files/copy',
  'PUT /v1/files/move': 'POST /v1/files/move',
  'POST /v1/files/rename': 'PUT /v1/files/rename',
  'PUT /v1/bulkJobs/copyFolder': 'POST /v1/bulkJobs/copyFolder',
  'PUT /v1/bulkJobs/moveFolder': 'POST /v1/bulkJobs/moveFolder',
  'GET /v1/files/metadata': 'GET /v1/metadata',
};

/** rest-api.md 1.7; the same of every operation, whatever status it has. */
const ERROR: Json = {
  type: 'object',
  required: ['message', 'help'],
  additionalProperties: false,
  properties: {
    message: { type: 'string', minLength: 1 },
    help: { type: 'string', minLength: 1 },
    reason: { type: 'string', pattern: '^[A-Z_]+$' },
    errors: { type: 'object', additionalProperties: { type: 'string' } },
    missingFileIds: { type: 'array', items: { type: 'string' } },
  },
};

/** What is wrong with an answer, one problem a line, beginning with its operation; nothing for what is no API of ImageKit's. */
export function createOfficialValidator(): (answer: Answer) => readonly string[] {
  const validator = createAnswerValidator(yardstick());
  return (answer) => {
    const exchange = canonical(answer);
    const key = validator.operation(exchange) ?? `${answer.method} ${answer.path}`;
    const envelope = envelopeProblems(answer).map((problem) => `${key} ${answer.status} ${problem}`);
    if (validator.operation(exchange) === undefined) return envelope;
    return [...envelope, ...validator.problems(exchange)];
  };
}

/** The official document, what it lacks, and the presence rules; every operation may refuse, in one shape. */
function yardstick(): ApiDocument {
  const document = addPresence(officialDocument());
  const paths: Record<string, Record<string, Json>> = { ...document.paths, ...beyondPaths() };
  for (const methods of Object.values(paths)) {
    for (const operation of Object.values(methods)) {
      const { responses } = operation ?? {};
      if (responses === undefined) continue;
      for (const status of Object.keys(responses)) {
        if (Number(status) >= 400) delete responses[status];
      }
      responses.default = { content: { 'application/json': { schema: ERROR } } };
    }
  }
  return { ...document, paths };
}

/** What older clients ask for, as the operation that it is. */
export function canonical<T extends Exchange>(exchange: T): T {
  const path = exchange.path.replace(/(?<=.)\/+$/, '');
  const alias = ALIASES[`${exchange.method.toUpperCase()} ${path}`];
  if (alias === undefined) return exchange;
  const [method = '', canonicalPath = ''] = alias.split(' ');
  return { ...exchange, method, path: canonicalPath };
}

/** rest-api.md 1.4 and 1.6 */
function envelopeProblems({ status, headers, body }: Answer): readonly string[] {
  const id = headers.get('x-ik-requestid');
  const problems: string[] = [];
  if (!UUID.test(id ?? '')) problems.push(`x-ik-requestid is ${id}`);
  if (headers.get('x-request-id') !== id) problems.push(`x-request-id is ${headers.get('x-request-id')}`);
  if (headers.get('access-control-allow-origin') !== '*') problems.push('has no CORS header');
  if (body !== '' && headers.get('content-type') !== JSON_TYPE) {
    problems.push(`content-type is ${headers.get('content-type')}`);
  }
  if (body === '' && status !== 204) problems.push('has no body');
  if (body !== '' && status === 204) problems.push('has a body');
  return problems;
}
