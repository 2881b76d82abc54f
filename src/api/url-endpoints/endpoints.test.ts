import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Check } from 'typebox/value';
import { BASIC, HELP, openTestApi, suiteApi } from '../api.testing.ts';
import { isFlag, isText, wrongValues } from '../wrong-types.testing.ts';
import { endpointSchema } from './endpoint-json.ts';

const PATH = '/v1/accounts/url-endpoints';
const theDefault = { id: 'default', description: 'Default URL-endpoint', urlPrefix: '', origins: [] };
const RESERVED =
  'urlPrefix cannot be empty string. This is reserved for the default URL-endpoint created by ImageKit.';
const UNKNOWN_ORIGIN = 'Origin does not exists. Please create origin before using it in URL-endpoint.';

describe('URL endpoints', () => {
  const api = suiteApi();
  const json = (method: string, path: string, body?: unknown) =>
    api().json(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { authorization: BASIC, 'content-type': 'application/json' },
    });
  const create = (body: unknown) => json('POST', PATH, body);
  const proxy = async () =>
    (await json('POST', '/v1/accounts/origins', { name: 'Proxy', type: 'WEB_PROXY' })).body.id;
  const refusal = async (body: unknown, path = PATH, method = 'POST') => {
    const answer = await json(method, path, body);
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    return answer.body.message;
  };

  it('have the default one from the start, which is changed and never deleted', async () => {
    assert.deepEqual(await json('GET', PATH), { status: 200, body: [theDefault] });
    assert.deepEqual(await json('GET', `${PATH}/default`), { status: 200, body: theDefault });
    const origin = await proxy();
    const change = { description: 'Mine', origins: [origin], urlRewriter: { type: 'AKAMAI' } };
    const changed = { id: 'default', urlPrefix: '', ...change };
    assert.deepEqual(await json('PUT', `${PATH}/default`, change), { status: 200, body: changed });
    assert.deepEqual(await json('GET', `${PATH}/default`), { status: 200, body: changed });
    assert.deepEqual(await json('DELETE', `${PATH}/default`), {
      status: 400,
      body: { message: 'Default URL-endpoint cannot be deleted.', help: HELP },
    });
    const prefixed = await refusal({ ...change, urlPrefix: 'x' }, `${PATH}/default`, 'PUT');
    assert.equal(prefixed, 'urlPrefix of the default URL-endpoint cannot be changed.');
    const { id: _, ...first } = theDefault;
    assert.deepEqual((await json('PUT', `${PATH}/default`, first)).body, theDefault);
  });

  it('are created, shown, replaced and deleted', async () => {
    const origins = [await proxy(), await proxy()];
    const given = {
      description: 'Product images',
      urlPrefix: 'product-images',
      origins,
      urlRewriter: { type: 'CLOUDINARY' },
    };
    const { status, body } = await create(given);
    const { id } = body;
    const rewriter = { type: 'CLOUDINARY', preserveAssetDeliveryTypes: false };
    const made = { ...given, id, urlRewriter: rewriter };
    assert.deepEqual([status, body], [201, made]);
    assert.ok(Check(endpointSchema, body));
    assert.deepEqual(await json('GET', `${PATH}/${id}`), { status: 200, body: made });
    assert.deepEqual((await json('GET', PATH)).body, [theDefault, made]);

    const next = { description: 'Products', urlPrefix: 'products' };
    const replaced = { id, ...next, origins: [] };
    assert.deepEqual(await json('PUT', `${PATH}/${id}`, next), { status: 200, body: replaced });
    const preserving = { ...next, urlRewriter: { type: 'CLOUDINARY', preserveAssetDeliveryTypes: true } };
    assert.deepEqual((await json('PUT', `${PATH}/${id}`, preserving)).body, { ...replaced, ...preserving });

    const deleted = await api().fetch(`${PATH}/${id}`, { method: 'DELETE' });
    assert.deepEqual([deleted.status, await deleted.text()], [204, '']);
    const gone = { status: 404, body: { message: 'URL-endpoint not found.', help: HELP } };
    assert.deepEqual(await json('GET', `${PATH}/${id}`), gone);
    assert.deepEqual(await json('PUT', `${PATH}/${id}`, next), gone);
    assert.deepEqual(await json('DELETE', `${PATH}/${id}`), gone);
    assert.deepEqual(await json('GET', `${PATH}/%00`), gone);
  });

  const base = { description: 'd', urlPrefix: 'p' };
  const refused: readonly (readonly [what: string, body: unknown, message: string])[] = [
    ['nothing', {}, 'description is required'],
    ['no description', { urlPrefix: 'p' }, 'description is required'],
    ['an empty description', { ...base, description: '' }, 'description is required'],
    [
      'a long description',
      { ...base, description: 'd'.repeat(1001) },
      'description must be a string of at most 1000 characters',
    ],
    ['no prefix', { description: 'd' }, RESERVED],
    ['an empty prefix', { ...base, urlPrefix: '' }, RESERVED],
    ['a prefix that is a number', { ...base, urlPrefix: 5 }, 'urlPrefix must be a string'],
    [
      'a prefix with a slash',
      { ...base, urlPrefix: 'a/b' },
      'urlPrefix must be of letters, digits and hyphens',
    ],
    [
      'a prefix with an umlaut',
      { ...base, urlPrefix: 'ä' },
      'urlPrefix must be of letters, digits and hyphens',
    ],
    [
      'a long prefix',
      { ...base, urlPrefix: 'p'.repeat(101) },
      'urlPrefix must be a string of at most 100 characters',
    ],
    ['a prefix of delivery', { ...base, urlPrefix: 'ik-seo' }, 'urlPrefix must be another word than ik-seo'],
    ['origins that are not there', { ...base, origins: ['nope'] }, UNKNOWN_ORIGIN],
    ['origins that nobody can have', { ...base, origins: ['a\0b'] }, UNKNOWN_ORIGIN],
    ['eleven origins', { ...base, origins: Array(11).fill('x') }, 'origins cannot have more than 10 items.'],
    [
      'an unknown rewriter',
      { ...base, urlRewriter: { type: 'cloudinary' } },
      'urlRewriter.type must be one of CLOUDINARY, IMGIX, AKAMAI',
    ],
    [
      'a rewriter with keys of another',
      { ...base, urlRewriter: { type: 'IMGIX', preserveAssetDeliveryTypes: true } },
      'Your request contains unknown parameters: urlRewriter.preserveAssetDeliveryTypes.',
    ],
    ['unknown keys', { ...base, id: 'x', name: 1 }, 'Your request contains unknown parameters: id, name.'],
    ['a list', [], 'Your request contains invalid JSON.'],
  ];
  for (const [what, body, message] of refused) {
    it(`are not made of ${what}`, async () => {
      assert.equal(await refusal(body), message);
      const standing = await create({ description: 'd', urlPrefix: 'standing' });
      assert.equal(await refusal(body, `${PATH}/${standing.body.id}`, 'PUT'), message);
      await api().fetch(`${PATH}/${standing.body.id}`, { method: 'DELETE' });
    });
  }

  it('take no wrong values', async () => {
    const fields: readonly (readonly [name: string, fits: (value: unknown) => boolean])[] = [
      ['description', isText],
      ['urlPrefix', isText],
      ['origins', (value) => Array.isArray(value) && (value.length === 0 || value[0] === 'x')],
      ['urlRewriter', () => false],
      ['urlRewriter.type', () => false],
      ['urlRewriter.preserveAssetDeliveryTypes', isFlag],
    ];
    for (const [name, fits] of fields) {
      const inner = name.split('.')[1];
      for (const value of wrongValues(fits)) {
        const more = inner ? { urlRewriter: { type: 'CLOUDINARY', [inner]: value } } : { [name]: value };
        const message = await refusal({ ...base, ...more });
        assert.ok(message.startsWith(`${name} `) || message.startsWith(`${name}.`), `${name}: ${message}`);
      }
    }
  });

  it('have each prefix once', async () => {
    const { body } = await create({ description: 'd', urlPrefix: 'once' });
    assert.equal(await refusal({ description: 'd', urlPrefix: 'once' }), 'urlPrefix is already in use.');
    assert.equal(await refusal({ description: 'd' }, `${PATH}/${body.id}`, 'PUT'), RESERVED);
    const other = await create({ description: 'd', urlPrefix: 'Once' });
    assert.equal(other.status, 201);
    const taken = await refusal({ description: 'd', urlPrefix: 'once' }, `${PATH}/${other.body.id}`, 'PUT');
    assert.equal(taken, 'urlPrefix is already in use.');
  });
});

it('URL endpoints are for standard keys only', async (t) => {
  const api = await openTestApi(t, { key: { permission: 'read-write', expiresAt: null } });
  assert.equal((await api.fetch(PATH)).status, 403);
});
