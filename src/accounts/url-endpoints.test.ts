import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { createAccounts, type GivenOrigin, type GivenUrlEndpoint } from './index.ts';

const unitsUrl = new URL('./units.ts', import.meta.url);
const start = Date.parse('2026-01-01T00:00:00Z');

function startOn(database: Database, time = { now: start }) {
  return createAccounts({ database, secret: Buffer.alloc(32, 1), clock: () => time.now });
}

const given: GivenUrlEndpoint = {
  description: 'Product images',
  urlPrefix: 'product-images',
  origins: [],
  urlRewriter: { type: 'CLOUDINARY', preserveAssetDeliveryTypes: true },
};
const theDefault = {
  id: 'default',
  description: 'Default URL-endpoint',
  urlPrefix: '',
  origins: [],
  urlRewriter: undefined,
};
const proxy: GivenOrigin = { type: 'WEB_PROXY', values: { name: 'Web', includeCanonicalHeader: false } };
const notFound = { status: 404, message: 'URL-endpoint not found.' };
const taken = { status: 400, message: 'urlPrefix is already in use.' };
const reserved = { status: 400, message: /^urlPrefix cannot be empty string\. This is reserved/ };
const missing = {
  status: 400,
  message: 'Origin does not exists. Please create origin before using it in URL-endpoint.',
};

onEachDatabase(({ open }) => {
  describe('the default URL endpoint', () => {
    test('is always there and always first', async () => {
      // Made in 1969, it is older than the default one.
      const { urlEndpoints } = startOn(await open(unitsUrl), { now: -1 });
      assert.deepEqual(await urlEndpoints.list(), [theDefault]);
      assert.deepEqual(await urlEndpoints.get('default'), theDefault);
      const made = await urlEndpoints.create(given);
      assert.deepEqual(await urlEndpoints.list(), [theDefault, made]);
    });

    test('is changed but for its prefix, and never removed', async () => {
      const { urlEndpoints, origins } = startOn(await open(unitsUrl));
      const { id: origin } = await origins.create(proxy);
      const change: GivenUrlEndpoint = {
        description: 'Mine',
        urlPrefix: '',
        origins: [origin],
        urlRewriter: { type: 'IMGIX' },
      };
      assert.deepEqual(await urlEndpoints.replace('default', change), { id: 'default', ...change });
      assert.deepEqual(await urlEndpoints.get('default'), { id: 'default', ...change });
      await assert.rejects(urlEndpoints.replace('default', { ...change, urlPrefix: 'x' }), { status: 400 });
      const message = 'Default URL-endpoint cannot be deleted.';
      await assert.rejects(urlEndpoints.remove('default'), { status: 400, message });
      assert.equal((await urlEndpoints.list()).length, 1);
    });
  });

  describe('a URL endpoint', () => {
    test('is created, replaced whole and removed', async () => {
      const { urlEndpoints, origins } = startOn(await open(unitsUrl));
      const ids = [];
      for (let count = 0; count < 3; count++) ids.push((await origins.create(proxy)).id);
      const made = await urlEndpoints.create({ ...given, origins: ids.toReversed() });
      assert.match(made.id, /^[\w-]{9}$/);
      assert.deepEqual(made, { ...given, id: made.id, origins: ids.toReversed() });
      assert.deepEqual(await urlEndpoints.get(made.id), made);

      const next = { description: 'x', urlPrefix: 'other', origins: ids, urlRewriter: undefined };
      assert.deepEqual(await urlEndpoints.replace(made.id, next), { ...next, id: made.id });
      assert.deepEqual(await urlEndpoints.list(), [theDefault, { ...next, id: made.id }]);
      // Its own prefix is no one else's.
      await urlEndpoints.replace(made.id, { ...next, origins: [] });

      await urlEndpoints.remove(made.id);
      assert.deepEqual(await urlEndpoints.list(), [theDefault]);
      await assert.rejects(urlEndpoints.remove(made.id), notFound);
    });

    test('has a prefix of its own, also when many ask for it at once', async () => {
      const database = await open(unitsUrl);
      const { urlEndpoints } = startOn(database);
      const made = await Promise.allSettled(
        Array.from({ length: 5 }, () => startOn(database).urlEndpoints.create(given)),
      );
      assert.equal(made.filter((one) => one.status === 'fulfilled').length, 1);
      for (const one of made) if (one.status === 'rejected') assert.equal(one.reason.message, taken.message);
      const other = await urlEndpoints.create({ ...given, urlPrefix: 'Product-images' });
      await assert.rejects(urlEndpoints.replace(other.id, given), taken);
      await assert.rejects(urlEndpoints.create({ ...given, urlPrefix: '' }), reserved);
      await assert.rejects(urlEndpoints.replace(other.id, { ...given, urlPrefix: '' }), reserved);
    });

    test('takes only origins that are there, and changes nothing otherwise', async () => {
      const { urlEndpoints, origins } = startOn(await open(unitsUrl));
      const { id } = await origins.create(proxy);
      for (const origin of ['nope', '', '\0', 'é', 'x'.repeat(1000)]) {
        await assert.rejects(urlEndpoints.create({ ...given, origins: [id, origin] }), missing);
        await assert.rejects(urlEndpoints.replace('default', { ...theDefault, origins: [origin] }), missing);
      }
      assert.deepEqual(await urlEndpoints.list(), [theDefault]);
    });

    test('that is not there is 404, whatever its id looks like', async () => {
      const { urlEndpoints } = startOn(await open(unitsUrl));
      for (const id of ['123456789', '', 'a b', '\0', 'é', 'x'.repeat(1000)]) {
        await assert.rejects(urlEndpoints.get(id), notFound);
        await assert.rejects(urlEndpoints.replace(id, given), notFound);
        await assert.rejects(urlEndpoints.remove(id), notFound);
      }
    });
  });
});
