/**
 * Our document beside ImageKit's. It prints how many differences there are of each kind; every row is printed with
 * HALFTONE_TEST_PRINT_DIFFERENCES=true.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, type TestServer } from '../server.ts';
import { compareDocuments, KINDS, type Row } from './compare.ts';
import { type ApiDocument, type Json, officialDocument } from './official.ts';
import { explain, unused } from './reasons.ts';

let server: TestServer;
let ours: ApiDocument;
let found: readonly Row[];
before(async () => {
  server = await startServer();
  ours = (await (await fetch(`${server.baseUrl}/openapi.json`)).json()) as ApiDocument;
  found = compareDocuments(officialDocument(), ours);
});
after(() => server?.remove());

test('every difference from the official document has a reason', () => {
  const rows = explain(found);
  const unexplained = rows.filter(({ kind }) => kind === undefined);
  const counts = Object.entries(KINDS).map(
    ([kind, reason]) => `  ${rows.filter((row) => row.kind === kind).length} ${kind}: ${reason}`,
  );
  console.log(`${rows.length} differences, ${unexplained.length} without a reason\n${counts.join('\n')}`);
  if (process.env.HALFTONE_TEST_PRINT_DIFFERENCES === 'true') {
    for (const { operation, where, what, kind } of rows)
      console.log(`${kind}: ${operation}: ${where}: ${what}`);
  }
  assert.deepEqual(unexplained, []);
  assert.ok(Object.keys(KINDS).length <= 5);
});

test('every reason is needed', () => assert.deepEqual(unused(found), []));

/** What the comparison must see: a document with one fault each. */
const FAULTS: readonly [string, (document: Json) => unknown, Partial<Row>][] = [
  [
    'an operation that is not there',
    (document) => delete document.paths['/v1/files'].get,
    { operation: 'GET /v1/files', where: 'operation' },
  ],
  [
    'a parameter that is not there',
    (document) => document.paths['/v1/files'].get.parameters.splice(0, 1),
    { where: 'parameter /query type', what: 'only theirs' },
  ],
  [
    'a key that clients would have to send',
    (document) => {
      const { schema } = document.paths['/v1/folder'].post.requestBody.content['application/json'];
      schema.properties.x = { type: 'string' };
      schema.required.push('x');
    },
    { operation: 'POST /v1/folder', where: 'body /x', what: 'only ours' },
  ],
  [
    'a status that no client expects',
    (document) => {
      document.paths['/v1/files'].get.responses[206] = document.paths['/v1/files'].get.responses[200];
    },
    { operation: 'GET /v1/files', where: 'status 206', what: 'only ours' },
  ],
  [
    'a value of another type in an answer',
    (document) => {
      const { schema } =
        document.paths['/v1/bulkJobs/{jobId}'].get.responses[200].content['application/json'];
      schema.properties.jobId = { type: 'integer' };
    },
    { where: '200 /jobId', what: 'type string is integer here' },
  ],
  [
    'a key of an answer that is not there',
    (document) => {
      const { schema } =
        document.paths['/v1/bulkJobs/{jobId}'].get.responses[200].content['application/json'];
      delete schema.properties.status;
    },
    { where: '200 /status', what: 'only theirs' },
  ],
];
for (const [name, spoil, row] of FAULTS) {
  test(`${name} is found`, () => {
    const spoilt = structuredClone(ours);
    spoil(spoilt);
    const before = new Set(explain(found).map((each) => JSON.stringify(each)));
    const more = explain(compareDocuments(officialDocument(), spoilt)).filter(
      (each) => !before.has(JSON.stringify(each)),
    );
    const hit = more.find((each) =>
      Object.entries(row).every(([key, value]) => each[key as keyof Row] === value),
    );
    assert.ok(hit, JSON.stringify(more));
    assert.equal(hit.kind, undefined);
  });
}
