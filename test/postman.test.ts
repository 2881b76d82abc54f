/** The Postman collection of the repository, run once by newman: its story works on a server that has just started. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { startServer } from './server.ts';

// biome-ignore lint/suspicious/noExplicitAny: newman comes without types
type Json = any;

const newman = createRequire(import.meta.url)('newman');
const collection = JSON.parse(
  readFileSync(new URL('../docs/postman-collection.json', import.meta.url), 'utf8'),
);

test('the Postman collection passes on a fresh server', async (t) => {
  const server = await startServer();
  t.after(() => server.remove());
  const { run } = await new Promise<Json>((resolve, reject) => {
    newman.run(
      {
        collection,
        envVar: [
          { key: 'baseUrl', value: server.baseUrl },
          { key: 'privateKey', value: server.privateKey },
        ],
      },
      (error: Error | null, summary: Json) => (error ? reject(error) : resolve(summary)),
    );
  });
  const failures = run.failures.map(({ source, error }: Json) => `${source?.name}: ${error.message}`);
  console.log(`newman: ${run.stats.requests.total} requests, ${run.stats.assertions.total} assertions`);
  assert.deepEqual(failures, []);
  assert.equal(run.stats.requests.failed, 0);
  assert.ok(run.stats.requests.total >= requestsIn(collection), 'every request was sent');
});

test('the collection has every operation of the document', async (t) => {
  const server = await startServer();
  t.after(() => server.remove());
  const { paths } = (await (await fetch(`${server.baseUrl}/openapi.json`)).json()) as Json;
  const operations = Object.values<object>(paths).reduce(
    (sum, methods) => sum + Object.keys(methods).length,
    0,
  );
  assert.equal(requestsIn(collection), operations);
});

function requestsIn({ item }: Json): number {
  return item === undefined ? 1 : item.reduce((sum: number, each: Json) => sum + requestsIn(each), 0);
}
