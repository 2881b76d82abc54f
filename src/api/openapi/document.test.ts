import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TSchema, Type } from 'typebox';
import type { Route } from '../route.ts';
import { openApiDocument } from './document.ts';

const route = (method: Route['method'], paths: Route['paths'], more: Partial<Route> = {}): Route => ({
  method,
  paths,
  summary: 'It does something.',
  access: 'read',
  schema: { response: { 200: Type.Object({}) } },
  handler: async () => undefined,
  ...more,
});
// biome-ignore lint/suspicious/noExplicitAny: a document is walked by its keys
const documentOf = (...routes: Route[]): any => openApiDocument(routes, 'http://media.test');
const answering = (schema: TSchema) => ({ schema: { response: { 200: schema } } });

test('other paths and methods of older clients are told of, and are no operations', () => {
  const { paths } = documentOf(
    route('POST', ['/v1/files/copy', '/v1/files/duplicate']),
    route('PUT', ['/v1/files/copy']),
  );
  assert.deepEqual(Object.keys(paths), ['/v1/files/copy']);
  assert.deepEqual(Object.keys(paths['/v1/files/copy']), ['post']);
  assert.deepEqual(paths['/v1/files/copy'].post['x-aliases'], [
    'POST /v1/files/duplicate',
    'PUT /v1/files/copy',
  ]);
});

test('a route that nobody has named gets a name, a group and a 404 for its id', () => {
  const { paths } = documentOf(route('DELETE', ['/_halftone/v1/light-boxes/:id']));
  const operation = paths['/_halftone/v1/light-boxes/{id}'].delete;
  assert.equal(operation.operationId, 'halftone.lightBoxes.byId.delete');
  assert.deepEqual(operation.tags, ['Halftone']);
  assert.ok(operation.responses[404]);
});

test('public operations ask for no key, and say nothing of keys and limits', () => {
  const { paths } = documentOf(route('GET', ['/health'], { access: 'public' }), route('GET', ['/v1/files']));
  assert.deepEqual(paths['/health'].get.security, []);
  assert.deepEqual(Object.keys(paths['/health'].get.responses), ['200', '400', '500', 'default']);
  assert.equal(paths['/v1/files'].get.security, undefined);
  for (const status of [401, 403, 429]) assert.ok(paths['/v1/files'].get.responses[status]);
});

test('a schema with a name is said once; one in itself too', () => {
  const inner = Type.Object({ a: Type.String() }, { $id: 'Inner' });
  const outer = Type.Object({ inner }, { $id: 'Outer' });
  const { components, paths } = documentOf(
    route('GET', ['/v1/a'], answering(Type.Array(inner))),
    route('GET', ['/v1/b'], answering(outer)),
  );
  assert.deepEqual(paths['/v1/a'].get.responses[200].content['application/json'].schema, {
    type: 'array',
    items: { $ref: '#/components/schemas/Inner' },
  });
  assert.deepEqual(components.schemas.Outer.properties, { inner: { $ref: '#/components/schemas/Inner' } });
  assert.equal(components.schemas.Inner.$id, undefined);
});

test('two schemas of one name are a mistake', () => {
  const one = Type.Object({ a: Type.String() }, { $id: 'Same' });
  const other = Type.Object({ a: Type.Number() }, { $id: 'Same' });
  const routes = [route('GET', ['/v1/a'], answering(one)), route('GET', ['/v1/b'], answering(other))];
  assert.throws(() => documentOf(...routes), /Two schemas are called Same/);
});

test('a map is written in the way that tools know', () => {
  const { paths } = documentOf(
    route('GET', ['/v1/a'], answering(Type.Record(Type.String(), Type.Integer()))),
  );
  const { schema } = paths['/v1/a'].get.responses[200].content['application/json'];
  assert.deepEqual(schema, { type: 'object', additionalProperties: { type: 'integer' } });
});

test('a choice of words is an enum, with what else is said of it', () => {
  const words = [Type.Literal('a'), Type.Literal('b')];
  const schemaOf = (schema: TSchema) =>
    documentOf(route('GET', ['/v1/a'], answering(schema))).paths['/v1/a'].get.responses[200].content[
      'application/json'
    ].schema;
  assert.deepEqual(schemaOf(Type.Union(words, { description: 'One of them.' })), {
    type: 'string',
    enum: ['a', 'b'],
    description: 'One of them.',
  });
  const mixed = { anyOf: [...words, Type.Null()].map((schema) => JSON.parse(JSON.stringify(schema))) };
  assert.deepEqual(schemaOf(Type.Union([...words, Type.Null()])), mixed);
  const described = Type.Union([Type.Literal('a', { description: 'The first.' }), Type.Literal('b')]);
  assert.equal(schemaOf(described).anyOf.length, 2);
});

test('a body must be sent where it requires a key, whatever kind of it it is', () => {
  const body = (schema: TSchema) => ({ schema: { body: schema, response: { 200: Type.Object({}) } } });
  const required = Type.Object({ a: Type.String() });
  const optional = Type.Object({ a: Type.Optional(Type.String()) });
  const { paths } = documentOf(
    route('POST', ['/v1/a'], body(required)),
    route('POST', ['/v1/b'], body(optional)),
    route('POST', ['/v1/c'], body(Type.Union([required, required], { $id: 'Named' }))),
  );
  assert.deepEqual(
    ['/v1/a', '/v1/b', '/v1/c'].map((path) => paths[path].post.requestBody.required),
    [true, false, true],
  );
});
