import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { createAccounts, fieldsOf, type GivenOrigin, ORIGIN_TYPES } from './index.ts';

const unitsUrl = new URL('./units.ts', import.meta.url);
const secret = randomBytes(32);
const start = Date.parse('2026-01-01T00:00:00Z');

function startOn(database: Database, time = { now: start }, sealedWith: Uint8Array = secret) {
  return createAccounts({ database, secret: sealedWith, clock: () => time.now });
}

const shown = { name: 'My S3', includeCanonicalHeader: false, bucket: 'b', prefix: '', useIAMRole: false };
const hidden = { accessKey: 'AKIA-secret-one', secretKey: 'secret-two-\u00fc' };
const s3: GivenOrigin = { type: 'S3', values: { ...shown, ...hidden } };
const web: GivenOrigin = {
  type: 'WEB_FOLDER',
  values: {
    name: 'Web',
    includeCanonicalHeader: false,
    baseUrl: 'https://a.test',
    forwardHostHeaderToOrigin: true,
  },
};
const notFound = { status: 404, message: 'Origin not found.' };
const inUse = { status: 400, message: 'Origin is in use by a URL-endpoint and cannot be deleted.' };

onEachDatabase(({ open }) => {
  describe('an origin', () => {
    test('is shown without its secrets, which open for this origin and nothing else', async () => {
      const database = await open(unitsUrl);
      const { origins } = startOn(database);
      const made = await origins.create(s3);
      assert.match(made.id, /^[\w-]{9}$/);
      assert.deepEqual(made, { id: made.id, type: 'S3', values: shown });
      assert.deepEqual(await origins.get(made.id), made);
      assert.deepEqual(await origins.list(), [made]);
      assert.deepEqual(await origins.secrets(made.id), hidden);

      const row = await database.reader.selectFrom('origins').selectAll().executeTakeFirstOrThrow();
      for (const text of Object.values(hidden)) {
        assert.ok(!JSON.stringify(row).includes(text));
        assert.ok(!Buffer.from(row.secrets, 'base64').includes(text));
      }
      await assert.rejects(startOn(database, undefined, randomBytes(32)).origins.secrets(made.id), {
        code: 'ESECRET',
      });
    });

    test('is replaced whole, its type and secrets too, and keeps its id and its place', async () => {
      const time = { now: start };
      const { origins } = startOn(await open(unitsUrl), time);
      const first = await origins.create(s3);
      time.now += 1;
      const second = await origins.create(web);
      assert.deepEqual(await origins.replace(first.id, web), { ...web, id: first.id });
      assert.deepEqual(await origins.secrets(first.id), {});
      assert.deepEqual(
        (await origins.list()).map(({ id }) => id),
        [first.id, second.id],
      );
    });

    test('that is not there is 404, whatever its id looks like', async () => {
      const { origins } = startOn(await open(unitsUrl));
      for (const id of ['123456789', '', 'a b', '\0', 'é', 'x'.repeat(1000)]) {
        await assert.rejects(origins.get(id), notFound);
        await assert.rejects(origins.secrets(id), notFound);
        await assert.rejects(origins.replace(id, web), notFound);
        await assert.rejects(origins.remove(id), notFound);
      }
    });

    test('is removed once no URL endpoint uses it', async () => {
      const { origins, urlEndpoints } = startOn(await open(unitsUrl));
      const { id } = await origins.create(s3);
      const endpoint = { description: 'd', urlPrefix: 'p', origins: [id], urlRewriter: undefined };
      const made = await urlEndpoints.create(endpoint);
      await assert.rejects(origins.remove(id), inUse);
      await urlEndpoints.replace(made.id, { ...endpoint, origins: [] });
      await origins.remove(id);
      assert.deepEqual(await origins.list(), []);
      await assert.rejects(origins.remove(id), notFound);
    });

    test('never leaves an endpoint with an origin that is not there', async () => {
      const database = await open(unitsUrl);
      const { origins, urlEndpoints } = startOn(database);
      for (let round = 0; round < 10; round++) {
        const { id } = await origins.create(web);
        const using = { description: 'd', urlPrefix: `p${round}`, origins: [id], urlRewriter: undefined };
        const [removed, made] = await Promise.allSettled([
          startOn(database).origins.remove(id),
          startOn(database).urlEndpoints.create(using),
        ]);
        const isThere = (await origins.list()).some((origin) => origin.id === id);
        const isUsed = (await urlEndpoints.list()).some((endpoint) => endpoint.origins.includes(id));
        assert.equal(isUsed, isThere);
        assert.equal(made.status === 'fulfilled', isThere);
        assert.equal(removed.status === 'rejected', isThere);
        const refusal = [removed, made].find((one) => one.status === 'rejected')?.reason;
        assert.equal(refusal.status, 400);
      }
    });
  });
});

describe('the types of origins', () => {
  const secrets = Object.fromEntries(
    ORIGIN_TYPES.map((type) => [
      type,
      Object.entries(fieldsOf(type)).flatMap(([name, field]) =>
        field.kind === 'text' && field.secret ? [name] : [],
      ),
    ]),
  );
  test('keep the secrets that are documented as never returned', () => {
    assert.deepEqual(secrets, {
      S3: ['accessKey', 'secretKey'],
      S3_COMPATIBLE: ['accessKey', 'secretKey'],
      CLOUDINARY_BACKUP: ['accessKey', 'secretKey'],
      WEB_FOLDER: [],
      WEB_PROXY: [],
      GCS: ['privateKey'],
      AZURE_BLOB: ['sasToken'],
      AKENEO_PIM: ['clientId', 'clientSecret', 'username', 'password'],
    });
  });
});
