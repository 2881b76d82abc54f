import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, failure } from './support.ts';

/** SDK 7.11 has no call for it. */
const ask = (body: object) =>
  client.post<{ searchQuery: string; fileType: string; isVersionIncludedInSearch: boolean }>(
    '/v1/ai-filter-search',
    { body },
  );

test('words become a query that the list takes', async () => {
  const prompt = 'red dresses tagged summer uploaded last month';
  const answer = await ask({ prompt, currentFolder: '/products', timezone: 'Asia/Kolkata' });
  assert.equal(answer.isVersionIncludedInSearch, false);
  assert.ok(['', 'images', 'videos', 'cssJs', 'others'].includes(answer.fileType));
  assert.ok(answer.searchQuery.includes('tags IN ["summer"]'), answer.searchQuery);
  assert.deepEqual(await client.assets.list({ searchQuery: answer.searchQuery }), []);
});

test('no words are refused', async () => {
  const error = await failure(ask({ timezone: 'UTC' }));
  assert.equal(error.status, 400);
});
