import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BASIC, suiteApi } from '../api.testing.ts';

const api = suiteApi();

const send = (method: string, path: string, body?: unknown) =>
  api().json(path, {
    method,
    headers: { authorization: BASIC, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const config = {
  name: 'ai-tasks',
  tasks: [
    { type: 'select_tags', instruction: 'What is it?', vocabulary: ['sedan', 'suv'], max_selections: 1 },
  ],
};
const given = { name: 'Car check', description: 'Type and condition', config };

const create = async () => (await send('POST', '/v1/saved-extensions', given)).body;

describe('saved extensions', () => {
  it('are made, listed, shown, changed and deleted', async () => {
    const made = await send('POST', '/v1/saved-extensions', given);
    assert.equal(made.status, 201);
    const { id, createdAt, updatedAt, ...rest } = made.body;
    assert.match(id, /^ext_[A-Za-z0-9]{12}$/);
    assert.deepEqual(rest, given);
    assert.equal(createdAt, updatedAt);
    assert.equal(new Date(createdAt).toISOString(), createdAt);

    assert.deepEqual((await api().json('/v1/saved-extensions')).body, [made.body]);
    assert.deepEqual((await api().json(`/v1/saved-extensions/${id}`)).body, made.body);

    const changed = await send('PATCH', `/v1/saved-extensions/${id}`, { name: 'Vehicle check' });
    assert.equal(changed.status, 200);
    assert.deepEqual(
      { ...changed.body, updatedAt: '' },
      { ...made.body, name: 'Vehicle check', updatedAt: '' },
    );
    const unchanged = await send('PATCH', `/v1/saved-extensions/${id}`, {});
    assert.deepEqual([unchanged.status, unchanged.body], [200, changed.body]);

    const deleted = await api().fetch(`/v1/saved-extensions/${id}`, { method: 'DELETE' });
    assert.deepEqual([deleted.status, await deleted.text()], [204, '']);
    assert.deepEqual((await api().json('/v1/saved-extensions')).body, []);
  });

  const configurationText = 'Invalid extension configuration.';
  const missing = (name: string) => `Your request is missing ${name} parameter.`;
  const invalid = (name: string) => `Your request contains invalid ${name} parameter.`;

  const never: readonly (readonly [unknown, string])[] = [
    [{}, missing('name')],
    [{ ...given, name: '' }, missing('name')],
    [{ ...given, description: null }, missing('description')],
    [{ ...given, config: undefined }, configurationText],
  ];
  for (const [body, message] of never) {
    it(`are not made of ${JSON.stringify(body).slice(0, 60)}`, async () => {
      const answer = await send('POST', '/v1/saved-extensions', body);
      assert.deepEqual([answer.status, answer.body.message], [400, message]);
    });
  }

  const wrong: readonly (readonly [object, string])[] = [
    [{ name: 5 }, invalid('name')],
    [{ name: 'x'.repeat(201) }, invalid('name')],
    [{ name: '\0' }, invalid('name')],
    [{ description: [] }, invalid('description')],
    [{ description: 'x'.repeat(2001) }, invalid('description')],
    [{ config: null }, configurationText],
    [{ config: [config] }, configurationText],
    [{ config: { name: 'saved-extension', id: 'x' } }, configurationText],
    [{ config: { name: 'ai-tasks', tasks: [] } }, configurationText],
    [
      { config: { name: 'ai-tasks', tasks: [{ type: 'select_metadata', instruction: 'x', field: 'no' }] } },
      configurationText,
    ],
  ];
  for (const [change, message] of wrong) {
    it(`are neither made nor changed with ${JSON.stringify(change).slice(0, 60)}`, async () => {
      const made = await create();
      for (const answer of [
        await send('POST', '/v1/saved-extensions', { ...given, ...change }),
        await send('PATCH', `/v1/saved-extensions/${made.id}`, change),
      ]) {
        assert.deepEqual([answer.status, answer.body.message], [400, message]);
      }
      assert.deepEqual((await api().json(`/v1/saved-extensions/${made.id}`)).body, made);
    });
  }

  it('say where a configuration is wrong', async () => {
    const { body } = await send('POST', '/v1/saved-extensions', {
      ...given,
      config: { name: 'aws-auto-tagging', maxTags: 31 },
    });
    assert.equal(body.help, 'config.maxTags: a whole number from 0 to 30 is expected.');
  });

  it('that are not there are not found; what is no id is refused', async () => {
    for (const [id, status, message] of [
      ['ext_a1B2c3D4e5F6', 404, 'The requested saved extension does not exist.'],
      ['a%20b', 400, 'Invalid saved extension ID.'],
      ['x'.repeat(65), 400, 'Invalid saved extension ID.'],
    ] as const) {
      for (const [method, body] of [['GET'], ['PATCH', { name: 'x' }], ['DELETE']] as const) {
        const answer = await send(method, `/v1/saved-extensions/${id}`, body);
        assert.deepEqual([answer.status, answer.body.message], [status, message], `${method} ${id}`);
      }
    }
  });
});
