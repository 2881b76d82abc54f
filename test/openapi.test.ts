/** The server's document of itself: OpenAPI 3.1 by the rules of OpenAPI, whole, and true of a server that runs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { type ApiDocument, at, type Json } from './official/official.ts';
import { startServer, type TestServer } from './server.ts';

let server: TestServer;
let document: ApiDocument & Record<string, Json>;
before(async () => {
  server = await startServer();
  const answer = await fetch(`${server.baseUrl}/openapi.json`);
  assert.equal(answer.status, 200);
  document = (await answer.json()) as typeof document;
});
after(() => server?.remove());

const ajv = () => new Ajv2020({ strict: false, validateFormats: false, logger: false });

test('it is valid by the schema of OpenAPI 3.1', () => {
  const text = readFileSync(new URL('official/openapi-3.1-schema.yaml', import.meta.url), 'utf8');
  // Ajv misreads an anchor inside `$defs`; where no dialect is added the plain reference means the same.
  const schema = parse(
    text.replaceAll('$dynamicRef: "#meta"', "$ref: '#/$defs/schema'").replace('$dynamicAnchor: meta', ''),
  );
  const validate = ajv().compile(schema);
  assert.ok(validate(document), JSON.stringify(validate.errors?.slice(-5), undefined, 2));
  assert.ok(!validate({ ...document, paths: { '/x': { get: { parameters: [{ name: 'y' }] } } } }));
});

test('every schema in it is a JSON Schema, and every reference leads somewhere', () => {
  const whole = JSON.parse(JSON.stringify(document).replaceAll('"#/components/', '"document#/components/'));
  const validator = ajv().addSchema({ $id: 'document', components: whole.components });
  let schemas = 0;
  walk(document, (value) => {
    if (typeof value.$ref === 'string') assert.ok(at(document, value.$ref), value.$ref);
  });
  walk(whole, (value, key) => {
    if (key !== 'schema') return;
    schemas++;
    assert.ok(validator.compile(value));
  });
  assert.ok(schemas > 100, `${schemas} schemas`);
});

test('operations have names of their own, groups, a summary and answers', () => {
  const ids = new Map<string, string>();
  const tags = new Set(document.tags.map(({ name }: Json) => name));
  for (const [key, operation] of operations(document)) {
    assert.ok(!ids.has(operation.operationId), `${key} is called as ${ids.get(operation.operationId)} is`);
    ids.set(operation.operationId, key);
    assert.ok(operation.summary.length > 5, key);
    assert.ok(tags.has(operation.tags[0]), `${key}: ${operation.tags}`);
    const statuses = Object.keys(operation.responses);
    assert.ok(
      statuses.some((status) => status.startsWith('2')),
      key,
    );
    assert.ok(statuses.includes('400') && statuses.includes('500') && statuses.includes('default'), key);
    assert.equal(statuses.includes('401'), operation.security?.length !== 0, key);
  }
  assert.ok(ids.size >= 70, `${ids.size} operations`);
  assert.equal(ids.get('files.upload'), 'POST /api/v1/files/upload');
});

test('every parameter and every key of a body is described', () => {
  const silent = operations(document).flatMap(([key, { parameters = [], requestBody }]) => {
    const schemas = Object.values<Json>(requestBody?.content ?? {}).map(({ schema }) => resolved(schema));
    const keys = schemas.flatMap((schema) => Object.entries<Json>(schema.properties ?? {}));
    return [...parameters.map((each: Json) => [each.name, each] as const), ...keys]
      .filter(([, each]) => !isDescribed(each))
      .map(([name]) => `${key} ${name}`);
  });
  assert.deepEqual(silent, []);
});

test('every body has an example that it takes', async () => {
  const whole = JSON.parse(JSON.stringify(document).replaceAll('"#/components/', '"document#/components/'));
  const validator = ajv().addSchema({ $id: 'document', components: whole.components });
  for (const [key, { requestBody }] of operations(whole)) {
    for (const { schema, example } of Object.values<Json>(requestBody?.content ?? {})) {
      assert.ok(example, `${key} has no example`);
      const validate = validator.compile(schema);
      assert.ok(validate(example), `${key}: ${JSON.stringify(validate.errors)}`);
      const unknown = Object.keys(example as object).filter((name) => !isKeyOf(schema, name));
      assert.deepEqual(unknown, [], `${key}: the example has what the schema has not`);
    }
  }
  const form = document.paths['/api/v1/files/upload']?.post.requestBody.content['multipart/form-data'];
  const body = new FormData();
  for (const [name, value] of Object.entries<string>(form.example)) body.append(name, value);
  const authorization = `Basic ${Buffer.from(`${server.privateKey}:`).toString('base64')}`;
  const headers = { authorization };
  const answer = await fetch(`${server.baseUrl}/api/v1/files/upload`, { method: 'POST', body, headers });
  assert.equal(answer.status, 200, await answer.text());
});

test('parameters of a path are described, each of them and no other', () => {
  for (const [key, { parameters = [] }] of operations(document)) {
    const described = parameters.filter((p: Json) => p.in === 'path').map((p: Json) => p.name);
    const inPath = [...key.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    assert.deepEqual(described.toSorted(), inPath.toSorted(), key);
  }
});

test('errors have one shape, answers their id, uploads their forms', () => {
  const upload = document.paths['/api/v1/files/upload']?.post;
  assert.deepEqual(Object.keys(upload.requestBody.content), [
    'multipart/form-data',
    'application/x-www-form-urlencoded',
  ]);
  assert.equal(upload.requestBody.content['multipart/form-data'].schema.properties.file.format, 'binary');
  assert.deepEqual(upload.security, [{ basic: [] }, {}]);
  assert.ok(!('429' in upload.responses), 'uploads are not limited in their rate');
  assert.deepEqual(upload['x-aliases'], ['POST /v1/files/upload']);
  for (const [key, { responses }] of operations(document)) {
    for (const [status, response] of Object.entries<Json>(responses)) {
      const { headers, content } = response.$ref ? at(document, response.$ref) : response;
      assert.ok(headers['x-ik-requestid'], `${key} ${status}`);
      if (status.startsWith('2')) continue;
      assert.equal(content['application/json'].schema.$ref, '#/components/schemas/Error', `${key} ${status}`);
    }
  }
  assert.deepEqual(Object.keys(document.components.schemas?.Error.properties), [
    'message',
    'help',
    'reason',
    'errors',
    'missingFileIds',
  ]);
});

test('it names the server as clients reach it', () => {
  assert.deepEqual(document.servers, [{ url: server.baseUrl }]);
  assert.deepEqual(document.security, [{ basic: [] }]);
  assert.equal(document.components.securitySchemes?.basic.scheme, 'basic');
});

/** Is it the whole API? fastify knows what it routes: an operation answers anything but "does not exist". */
test('every operation of it exists', async () => {
  const unknown = 'The requested API does not exist.';
  for (const [key] of operations(document)) {
    const [method = '', path = ''] = key.split(' ');
    const answer = await fetch(server.baseUrl + path.replaceAll(/\{\w+\}/g, 'x'), { method });
    assert.notEqual(((await answer.json().catch(() => ({}))) as Json).message, unknown, key);
  }
});

function isDescribed(schema: Json): boolean {
  const choices: readonly Json[] = schema.anyOf ?? [];
  return Boolean(resolved(schema).description) || choices.some((choice) => resolved(choice).description);
}

function isKeyOf(schema: Json, name: string): boolean {
  const whole = schema.$ref ? at(document, schema.$ref.replace('document#', '#')) : schema;
  const choices: readonly Json[] = whole.anyOf ?? [whole];
  return choices.some(({ properties }) => Object.hasOwn(properties ?? {}, name));
}

function resolved(schema: Json): Json {
  return schema.$ref ? at(document, schema.$ref) : schema;
}

function operations({ paths }: ApiDocument): readonly [string, Json][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Json] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

function walk(value: Json, visit: (value: Json, key: string) => void, key = ''): void {
  if (typeof value !== 'object' || value === null) return;
  visit(value, key);
  for (const [inner, child] of Object.entries(value)) if (inner !== 'example') walk(child, visit, inner);
}
