/**
 * The Postman collection, docs/postman-collection.json, made from the server's own document by openapi-to-postmanv2.
 * The converter knows the shapes; what is sent, in which order, and what is expected is the scenario's.
 * `node scripts/documents.ts` writes it.
 */
import { createRequire } from 'node:module';
import { startServer } from '../test/server.ts';
import { SCENARIO, type Step } from './postman-scenario.ts';

// biome-ignore lint/suspicious/noExplicitAny: both formats are walked by their keys
type Json = any;

/** Where a server that somebody has just started is. */
const BASE_URL = 'http://127.0.0.1:3000';
/** An id of the right form that nobody has. */
const NO_ID = '000000000000000000000000';

const OPTIONS = {
  folderStrategy: 'Tags',
  parametersResolution: 'Schema',
  enableOptionalParameters: true,
  alwaysInheritAuthentication: true,
  includeAuthInfoInExample: false,
};

/** The collection of a fresh server's document. */
export async function postmanCollection(): Promise<Json> {
  const server = await startServer();
  try {
    const answer = await fetch(`${server.baseUrl}/openapi.json`);
    if (!answer.ok) throw new Error(`The server does not tell its document: ${server.output()}`);
    return await collectionOf((await answer.json()) as Json);
  } finally {
    await server.remove();
  }
}

export async function collectionOf(document: Json): Promise<Json> {
  const { item: folders, info } = await convert(document);
  return {
    info: { name: info.name, description: info.description, schema: info.schema },
    auth: {
      type: 'basic',
      basic: [
        { key: 'username', value: '{{privateKey}}', type: 'string' },
        { key: 'password', value: '', type: 'string' },
      ],
    },
    variable: [
      { key: 'baseUrl', value: BASE_URL },
      { key: 'privateKey', value: '' },
    ],
    event: [
      script('prerequest', [
        "if (!pm.collectionVariables.get('run')) {",
        "  pm.collectionVariables.set('run', String(Date.now()));",
        '}',
      ]),
    ],
    item: folders.map(({ name, item }: Json) => ({ name, item: requestsOf(item, document) })),
  };
}

function convert(document: Json): Promise<Json> {
  const { convertV2 } = createRequire(import.meta.url)('openapi-to-postmanv2');
  const input = { type: 'string', data: JSON.stringify(document) };
  return new Promise((resolve, reject) => {
    convertV2(input, OPTIONS, (error: Error | null, made: Json) => {
      if (error !== null || !made.result) reject(error ?? new Error(made.reason));
      else resolve(made.output[0].data);
    });
  });
}

/** The story first, in its order; then the rest in the order of the document. */
function requestsOf(items: Json, document: Json): readonly Json[] {
  const order = Object.keys(SCENARIO);
  const place = (id: string) => (order.includes(id) ? order.indexOf(id) : order.length);
  return items
    .map((item: Json) => ({ item, operation: operationOf(item, document) }))
    .sort((a: Json, b: Json) => place(a.operation.operationId) - place(b.operation.operationId))
    .map(({ item, operation }: Json) => requestOf(item.request, operation));
}

function operationOf({ request }: Json, document: Json): Json {
  const path = `/${request.url.path.map((segment: string) => segment.replace(/^:(\w+)$/, '{$1}')).join('/')}`;
  const operation = document.paths[path]?.[request.method.toLowerCase()];
  if (operation === undefined) throw new Error(`The converter made ${request.method} ${path} out of nothing`);
  return operation;
}

function requestOf(request: Json, operation: Json): Json {
  const step = SCENARIO[operation.operationId] ?? {};
  const body = bodyOf(request.body, operation, step);
  return {
    name: operation.summary,
    event: [script('test', testOf(operation, step))],
    request: {
      method: request.method,
      ...(operation.description && { description: operation.description }),
      ...(operation.security?.length === 0 && { auth: { type: 'noauth' } }),
      header: body?.mode === 'raw' ? [{ key: 'Content-Type', value: 'application/json' }] : [],
      url: {
        host: request.url.host,
        path: request.url.path,
        query: request.url.query.map(({ key, description }: Json) => ({
          key,
          value: step.query?.[key] ?? '',
          disabled: step.query?.[key] === undefined,
          ...textOf(description),
        })),
        variable: request.url.variable.map(({ key, description }: Json) => ({
          key,
          value: step.path?.[key] ?? NO_ID,
          ...textOf(description),
        })),
      },
      ...(body && { body }),
    },
  };
}

function bodyOf(body: Json, operation: Json, step: Step): Json {
  if (body === undefined || operation.requestBody === undefined) return undefined;
  if (body.mode === 'formdata') {
    return {
      mode: 'formdata',
      formdata: body.formdata.map(({ key, description }: Json) => ({
        key,
        type: 'text',
        value: step.body?.[key] ?? '',
        disabled: step.body?.[key] === undefined,
        ...textOf(description),
      })),
    };
  }
  const { example } = operation.requestBody.content['application/json'];
  const raw = JSON.stringify(step.body ?? example ?? {}, undefined, 2);
  return { mode: 'raw', raw, options: { raw: { language: 'json' } } };
}

/** The script that checks an answer and keeps what later requests need of it. */
function testOf({ operationId, responses }: Json, { expects, saves, until }: Step): readonly string[] {
  const documented = Object.keys(responses)
    .filter((status) => status !== 'default')
    .map(Number);
  const value = (key: string) =>
    key.split('.').reduce((at, part) => `${at}[${quote(part)}]`, 'pm.response.json()');
  return [
    `pm.test(${quote(`${operationId} answers a documented status`)}, () => {`,
    `  pm.expect(${JSON.stringify(documented)}).to.include(pm.response.code);`,
    ...(expects === undefined
      ? []
      : [`  pm.expect(pm.response.code, pm.response.text()).to.equal(${expects});`]),
    "  pm.expect(pm.response.headers.has('x-ik-requestid')).to.equal(true);",
    '});',
    ...Object.entries(saves ?? {}).map(
      ([variable, key]) => `pm.collectionVariables.set(${quote(variable)}, ${value(key)});`,
    ),
    ...(until === undefined
      ? []
      : [`if (${value(until[0])} !== ${quote(until[1])}) pm.execution.setNextRequest(pm.info.requestName);`]),
  ];
}

function script(listen: 'test' | 'prerequest', exec: readonly string[]): Json {
  return { listen, script: { type: 'text/javascript', exec } };
}

function textOf(description: Json): object {
  const text = (description?.content ?? '').replace(/^\(Required\) */, '');
  return text === '' ? {} : { description: text };
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
