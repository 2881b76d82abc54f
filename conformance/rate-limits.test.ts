/** Rate limits, as far as they can be seen without reaching them (rest-api.md 1.5). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from './support.ts';

test('an answer says how many requests are taken in which time, and that nobody has to wait', async () => {
  const { response } = await client.assets.list({ limit: 1 }).withResponse();
  const header = (name: string) => Number(response.headers.get(`x-ratelimit-${name}`) ?? Number.NaN);
  assert.ok(Number.isInteger(header('limit')) && header('limit') > 0);
  assert.ok(Number.isInteger(header('interval')) && header('interval') > 0);
  assert.equal(header('reset'), 0);
});
