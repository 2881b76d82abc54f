import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { client, failure } from './support.ts';

const { origins, urlEndpoints } = client.accounts;
type NewEndpoint = Parameters<typeof urlEndpoints.create>[0];

const prefix = `conformance-${Date.now().toString(36)}`;
const made: string[] = [];
let originId: string;

async function create(body: NewEndpoint) {
  const endpoint = await urlEndpoints.create(body);
  made.push(endpoint.id);
  return endpoint;
}
async function refused(call: Promise<unknown>, status: number, message: string): Promise<void> {
  const error = await failure(call);
  assert.equal(error.status, status);
  assert.ok(error.message.includes(message), error.message);
}
before(async () => {
  originId = (await origins.create({ type: 'WEB_PROXY', name: 'Conformance proxy' })).id;
});
after(async () => {
  for (const id of made) await urlEndpoints.delete(id).catch(() => {});
  await origins.delete(originId);
});

describe('a URL endpoint', () => {
  test('the default one is always there, first, and never deleted', async () => {
    const [first] = await urlEndpoints.list();
    assert.deepEqual([first?.id, first?.urlPrefix], ['default', '']);
    assert.deepEqual(await urlEndpoints.get('default'), first);
    await refused(urlEndpoints.delete('default'), 400, 'Default URL-endpoint cannot be deleted.');
  });

  test('is created, shown, listed, replaced and deleted', async () => {
    const given = {
      description: 'Product images',
      urlPrefix: prefix,
      origins: [originId],
      urlRewriter: { type: 'CLOUDINARY' as const },
    };
    const endpoint = await create(given);
    const { id } = endpoint;
    const rewriter = { type: 'CLOUDINARY', preserveAssetDeliveryTypes: false };
    const expected = { ...given, id, urlRewriter: rewriter };
    assert.deepEqual(endpoint, expected);
    assert.deepEqual(await urlEndpoints.get(id), expected);
    assert.deepEqual(
      (await urlEndpoints.list()).find((one) => one.id === id),
      expected,
    );
    for (const type of ['IMGIX', 'AKAMAI'] as const) {
      const next = { description: 'Products', urlPrefix: prefix, urlRewriter: { type } };
      assert.deepEqual(await urlEndpoints.update(id, next), { ...next, id, origins: [] });
    }
    await urlEndpoints.delete(id);
    await refused(urlEndpoints.get(id), 404, 'URL-endpoint not found.');
    await refused(urlEndpoints.delete(id), 404, 'URL-endpoint not found.');
    await refused(urlEndpoints.update(id, given), 404, 'URL-endpoint not found.');
  });

  test('is refused in the words of the documentation', async () => {
    const wrong = (body: object) => urlEndpoints.create(body as NewEndpoint);
    const reserved =
      'urlPrefix cannot be empty string. This is reserved for the default URL-endpoint created by ImageKit.';
    const urlPrefix = `${prefix}-x`;
    await refused(wrong({ urlPrefix }), 400, 'description is required');
    await refused(wrong({ description: 'd', urlPrefix: 1 }), 400, 'urlPrefix must be a string');
    await refused(wrong({ description: 'd', urlPrefix: '' }), 400, reserved);
    await refused(wrong({ description: 'd' }), 400, reserved);
    await refused(
      wrong({ description: 'd', urlPrefix, origins: ['nope'] }),
      400,
      'Origin does not exists. Please create origin before using it in URL-endpoint.',
    );
    await refused(wrong({ description: 'd', urlPrefix, unknown: 1 }), 400, 'unknown');
    await create({ description: 'd', urlPrefix });
    await refused(wrong({ description: 'd', urlPrefix }), 400, 'urlPrefix is already in use.');
  });
});
