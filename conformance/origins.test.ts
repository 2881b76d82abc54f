import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { client, failure } from './support.ts';

const { origins, urlEndpoints } = client.accounts;
type NewOrigin = Parameters<typeof origins.create>[0];

const made: string[] = [];
async function create(body: NewOrigin) {
  const origin = await origins.create(body);
  made.push(origin.id);
  return origin;
}
async function refused(call: Promise<unknown>, status: number, message: string): Promise<void> {
  const error = await failure(call);
  assert.equal(error.status, status);
  assert.ok(error.message.includes(message), error.message);
}
after(async () => {
  for (const id of made) await origins.delete(id).catch(() => {});
});

const name = 'Conformance origin';
const SECRET = 'conformance-secret';
const ORIGINS: readonly (readonly [given: NewOrigin, answer: object])[] = [
  [
    { type: 'S3', name, bucket: 'test-bucket', prefix: 'images', accessKey: SECRET, secretKey: SECRET },
    { type: 'S3', bucket: 'test-bucket', prefix: 'images', useIAMRole: false },
  ],
  [
    { type: 'S3', name, bucket: 'b', useIAMRole: true, accessKey: '', secretKey: '' },
    { type: 'S3', bucket: 'b', prefix: '', useIAMRole: true },
  ],
  [
    {
      type: 'S3_COMPATIBLE',
      name,
      bucket: 'b',
      accessKey: SECRET,
      secretKey: SECRET,
      endpoint: 'https://s3.example.com',
      s3ForcePathStyle: true,
    },
    {
      type: 'S3_COMPATIBLE',
      bucket: 'b',
      prefix: '',
      endpoint: 'https://s3.example.com',
      s3ForcePathStyle: true,
    },
  ],
  [
    { type: 'CLOUDINARY_BACKUP', name, bucket: 'b', accessKey: SECRET, secretKey: SECRET },
    { type: 'CLOUDINARY_BACKUP', bucket: 'b', prefix: '', useIAMRole: false },
  ],
  [
    { type: 'WEB_FOLDER', name, baseUrl: 'https://images.example.com/assets' },
    {
      type: 'WEB_FOLDER',
      baseUrl: 'https://images.example.com/assets',
      forwardHostHeaderToOrigin: false,
    },
  ],
  [{ type: 'WEB_PROXY', name }, { type: 'WEB_PROXY' }],
  [
    { type: 'GCS', name, bucket: 'b', clientEmail: 'me@project.iam.gserviceaccount.com', privateKey: SECRET },
    { type: 'GCS', bucket: 'b', prefix: '', clientEmail: 'me@project.iam.gserviceaccount.com' },
  ],
  [
    { type: 'AZURE_BLOB', name, container: 'c', accountName: 'account123', sasToken: SECRET },
    { type: 'AZURE_BLOB', container: 'c', prefix: '', accountName: 'account123' },
  ],
  [
    {
      type: 'AKENEO_PIM',
      name,
      baseUrl: 'https://akeneo.example.com',
      clientId: SECRET,
      clientSecret: SECRET,
      username: SECRET,
      password: SECRET,
    },
    { type: 'AKENEO_PIM', baseUrl: 'https://akeneo.example.com' },
  ],
];

describe('an origin', () => {
  for (const [given, answer] of ORIGINS) {
    test(`${given.type}: created, shown, listed and replaced without its secrets`, async () => {
      const origin = await create(given);
      const expected = { id: origin.id, name, includeCanonicalHeader: false, ...answer };
      assert.deepEqual(origin, expected);
      assert.deepEqual(await origins.get(origin.id), expected);
      const list = await origins.list();
      assert.deepEqual(
        list.find(({ id }) => id === origin.id),
        expected,
      );
      assert.ok(!JSON.stringify(list).includes(SECRET));
      const canonical = {
        includeCanonicalHeader: true,
        baseUrlForCanonicalHeader: 'https://cdn.example.com',
      };
      assert.deepEqual(await origins.update(origin.id, { ...given, ...canonical }), {
        ...expected,
        ...canonical,
      });
    });
  }

  test('that is replaced may become another type', async () => {
    const { id } = await create({ type: 'WEB_PROXY', name });
    const baseUrl = 'https://images.example.com/assets';
    assert.deepEqual(await origins.update(id, { type: 'WEB_FOLDER', name: 'Web', baseUrl }), {
      id,
      type: 'WEB_FOLDER',
      name: 'Web',
      includeCanonicalHeader: false,
      baseUrl,
      forwardHostHeaderToOrigin: false,
    });
  });

  test('is refused in the words of the documentation', async () => {
    const wrong = (body: object) => origins.create(body as NewOrigin);
    await refused(
      wrong({ name, type: 'FTP' }),
      400,
      'Invalid origin type. Must be one of S3, S3_COMPATIBLE, CLOUDINARY_BACKUP, WEB_FOLDER, WEB_PROXY, GCS, AZURE_BLOB, AKENEO_PIM.',
    );
    await refused(
      wrong({ type: 'S3', bucket: 'b', accessKey: 'a', secretKey: 's' }),
      400,
      'name is required and must be a string',
    );
    await refused(
      wrong({ type: 'S3', name, accessKey: 'a', secretKey: 's' }),
      400,
      'bucket is required and must be a string',
    );
    await refused(wrong({ type: 'WEB_PROXY', name, bucket: 'b' }), 400, 'bucket');
    await refused(origins.get('nothing'), 404, 'Origin not found.');
    await refused(origins.update('nothing', { type: 'WEB_PROXY', name }), 404, 'Origin not found.');
    await refused(origins.delete('nothing'), 404, 'Origin not found.');
  });

  test('is deleted when no URL endpoint uses it any more', async () => {
    const { id } = await create({ type: 'WEB_PROXY', name });
    const urlPrefix = `conformance-${Date.now().toString(36)}-in-use`;
    const endpoint = await urlEndpoints.create({ description: 'd', urlPrefix, origins: [id] });
    await refused(origins.delete(id), 400, 'Origin is in use by a URL-endpoint and cannot be deleted.');
    await urlEndpoints.delete(endpoint.id);
    await origins.delete(id);
    await refused(origins.get(id), 404, 'Origin not found.');
  });
});
