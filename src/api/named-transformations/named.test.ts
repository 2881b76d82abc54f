import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Check } from 'typebox/value';
import { BASIC, HELP, openTestApi, suiteApi } from '../api.testing.ts';
import { isFlag, isText, shown, wrongValues } from '../wrong-types.testing.ts';
import { namedSchema } from './named-json.ts';

const PATH = '/v1/named-transformations';
const invalid = (name: string) => `Your request contains invalid ${name} parameter.`;
const missing = (name: string) => `Your request is missing ${name} parameter.`;
const asJson = { authorization: BASIC, 'content-type': 'application/json' };

describe('named transformations', () => {
  const api = suiteApi({ clock: () => Date.parse('2026-02-03T06:10:00Z') });
  const json = (method: string, path: string, body?: unknown) =>
    api().json(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: asJson,
    });
  const create = (body: unknown) => json('POST', PATH, body);

  it('are created, shown, changed and deleted', async () => {
    const given = { name: 'small_thumbnail', transformation: 'w-150,h-150,fo-center,cm-pad_resize' };
    const { status, body } = await create(given);
    const { id } = body;
    assert.match(id, /^[\w-]{9}$/);
    const made = { id, ...given, enabled: true, createdAt: '2026-02-03T06:10:00.000Z' };
    assert.deepEqual([status, body], [201, made]);
    assert.ok(Check(namedSchema, body));
    assert.deepEqual(await json('GET', PATH), { status: 200, body: [made] });
    assert.deepEqual(await json('GET', `${PATH}/${id}`), { status: 200, body: made });

    const transformation = 'tr:w-200,h-200';
    const changed = { ...made, transformation };
    assert.deepEqual(await json('PATCH', `${PATH}/${id}`, { transformation }), {
      status: 200,
      body: changed,
    });
    const off = { ...changed, name: 'other', enabled: false };
    const more = { name: 'other', enabled: false, unknown: 1 };
    assert.deepEqual(await json('PATCH', `${PATH}/${id}`, more), { status: 200, body: off });
    assert.deepEqual(await json('PATCH', `${PATH}/${id}`, {}), { status: 200, body: off });

    const deleted = await api().fetch(`${PATH}/${id}`, { method: 'DELETE' });
    assert.deepEqual([deleted.status, await deleted.text()], [204, '']);
    const message = 'The requested named transformation does not exist.';
    const gone = { status: 404, body: { message, help: HELP } };
    assert.deepEqual(await json('GET', `${PATH}/${id}`), gone);
    assert.deepEqual(await json('PATCH', `${PATH}/${id}`, { enabled: true }), gone);
    assert.deepEqual(await json('DELETE', `${PATH}/${id}`), gone);
    assert.deepEqual(await json('GET', `${PATH}/%00`), gone);
    assert.deepEqual(await json('GET', PATH), { status: 200, body: [] });
  });

  it('that uploads use are kept, and the client is told not to try again', async () => {
    const { body } = await create({ name: 'used', transformation: 'w-1' });
    const transformation = { pre: 'l-image,i-a.png,n-used,l-end' };
    const settings = { defaultUpload: { transformation } };
    assert.equal((await json('PATCH', '/_halftone/v1/settings', settings)).status, 200);
    for (const [method, change] of [
      ['PATCH', { enabled: false }],
      ['PATCH', { name: 'renamed' }],
      ['DELETE', undefined],
    ] as const) {
      const answer = await api().fetch(`${PATH}/${body.id}`, {
        method,
        headers: asJson,
        ...(change && { body: JSON.stringify(change) }),
      });
      const { message } = (await answer.json()) as { message: string };
      assert.equal(message, 'This named transformation is in use by upload transformation settings.');
      assert.deepEqual([answer.status, answer.headers.get('x-should-retry')], [409, 'false']);
    }
    assert.equal((await json('PATCH', `${PATH}/${body.id}`, { transformation: 'w-2' })).status, 200);
  });

  it('may use others, which are kept then under the name of the one that uses them', async () => {
    const { body: inner } = await create({ name: 'inner', transformation: 'w-1' });
    const outer = await create({ name: 'outer', transformation: 'h-2:n-inner' });
    assert.equal(outer.status, 201);
    for (const [method, change] of [
      ['PATCH', { enabled: false }],
      ['PATCH', { name: 'renamed' }],
      ['DELETE', undefined],
    ] as const) {
      const { status, body } = await json(method, `${PATH}/${inner.id}`, change);
      assert.equal(status, 409);
      assert.match(body.message, /\bouter\b/);
    }
    const loop = await json('PATCH', `${PATH}/${inner.id}`, { transformation: 'n-outer' });
    assert.deepEqual([loop.status, loop.body.message], [400, invalid('transformation')]);
    await json('PATCH', `${PATH}/${outer.body.id}`, { enabled: false });
    assert.equal((await json('PATCH', `${PATH}/${inner.id}`, { enabled: false })).status, 200);
  });

  const good = { name: 'good', transformation: 'w-1' };
  const refused: readonly (readonly [what: string, body: unknown, message: string])[] = [
    ['nothing', {}, missing('name')],
    ['no transformation', { name: 'x' }, missing('transformation')],
    ['a name with a hyphen', { ...good, name: 'a-b' }, invalid('name')],
    ['a name that every account has', { ...good, name: 'media_library_thumbnail' }, invalid('name')],
    ['what the language refuses', { ...good, transformation: 'wdith-1' }, invalid('transformation')],
    [
      'what uses another that is not there',
      { ...good, transformation: 'n-thumb' },
      invalid('transformation'),
    ],
    ['a list', [], 'Your request contains invalid JSON.'],
  ];
  for (const [what, body, message] of refused) {
    it(`are not made of ${what}`, async () => {
      const answer = await create(body);
      assert.deepEqual([answer.status, answer.body.message], [400, message]);
    });
  }

  it('have each name once', async () => {
    await create({ ...good, name: 'twice' });
    const again = await create({ ...good, name: 'twice', enabled: false });
    assert.deepEqual(
      [again.status, again.body.message],
      [400, 'A named transformation with this name already exists.'],
    );
  });

  it('take no wrong values', async () => {
    const { body } = await create({ ...good, name: 'wrong' });
    const fields: readonly (readonly [name: string, fits: (value: unknown) => boolean])[] = [
      ['name', (value) => isText(value) && value !== ''],
      ['transformation', () => false],
      ['enabled', isFlag],
    ];
    for (const [name, fits] of fields) {
      for (const value of wrongValues(fits)) {
        const what = `${name} = ${shown(value)}`;
        const changed = await json('PATCH', `${PATH}/${body.id}`, { [name]: value });
        assert.deepEqual([changed.status, changed.body.message], [400, invalid(name)], what);
        const made = await create({ ...good, [name]: value });
        assert.equal(made.status, 400, what);
        assert.ok([invalid(name), missing(name)].includes(made.body.message), what);
      }
    }
  });
});

it('named transformations are read with a read key, and changed with none', async (t) => {
  const api = await openTestApi(t, { key: { permission: 'read', expiresAt: null } });
  assert.equal((await api.fetch(PATH)).status, 200);
  assert.equal((await api.fetch(`${PATH}/x`)).status, 404);
  for (const [method, path] of [
    ['POST', PATH],
    ['PATCH', `${PATH}/x`],
    ['DELETE', `${PATH}/x`],
  ] as const)
    assert.equal((await api.fetch(path, { method })).status, 403);
});
