import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { createAccounts, type GivenOrigin } from './index.ts';
import { fillUp } from './limits.testing.ts';
import { MAX_ORIGINS } from './origins.ts';
import { MAX_URL_ENDPOINTS } from './url-endpoints.ts';

const unitsUrl = new URL('./limits.testing.ts', import.meta.url);
const proxy: GivenOrigin = { type: 'WEB_PROXY', values: { name: 'Web', includeCanonicalHeader: false } };
const endpoint = { description: 'd', urlPrefix: 'last', origins: [], urlRewriter: undefined };

onEachDatabase(({ open }) => {
  test('origins and URL endpoints are so many at most; those that are there can be changed', async () => {
    const database = await open(unitsUrl);
    const { origins, urlEndpoints } = createAccounts({
      database,
      secret: Buffer.alloc(32, 1),
      clock: () => 0,
    });
    await database.write(fillUp, Math.max(MAX_ORIGINS, MAX_URL_ENDPOINTS) - 1);
    const last = await origins.create(proxy);
    const message = `You can create a maximum of ${MAX_ORIGINS} origins.`;
    await assert.rejects(origins.create(proxy), { status: 400, message });
    await origins.replace(last.id, proxy);

    const made = await urlEndpoints.create(endpoint);
    await assert.rejects(urlEndpoints.create({ ...endpoint, urlPrefix: 'more' }), {
      status: 400,
      message: `You can create a maximum of ${MAX_URL_ENDPOINTS} URL-endpoints.`,
    });
    await urlEndpoints.replace(made.id, { ...endpoint, urlPrefix: 'other' });
    assert.equal((await urlEndpoints.list())[0]?.id, 'default');
  });
});
