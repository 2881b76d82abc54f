import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Check } from 'typebox/value';
import { BASIC, HELP, suiteApi } from '../api.testing.ts';
import { fieldSchema } from './field-json.ts';

const PATH = '/v1/customMetadataFields';
const UNKNOWN = 'ffffffffffffffffffffffff';

describe('custom metadata fields', () => {
  const api = suiteApi();
  const json = (method: string, path: string, body?: unknown) =>
    api().json(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { authorization: BASIC, 'content-type': 'application/json' },
    });
  const create = (body: unknown) => json('POST', PATH, body);
  const number = (name: string) => ({ name, label: `Label of ${name}`, schema: { type: 'Number' } });

  it('are created, listed, changed and deleted', async () => {
    const schema = { type: 'Number', minValue: 1000, maxValue: 3000 };
    const given = { name: 'price', label: 'Price', description: 'List price', schema, unknown: 1 };
    const { status, body } = await create(given);
    const { id } = body;
    const field = { id, name: 'price', label: 'Price', schema, description: 'List price' };
    assert.deepEqual([status, body], [201, field]);
    assert.ok(Check(fieldSchema, body));
    assert.deepEqual((await api().json(`${PATH}?includeDeleted=false&folderPath=%2Fx`)).body, [field]);

    const change = { schema: { minValue: 500, maxValue: 2500 }, description: '' };
    const changed = { id, name: 'price', label: 'Price', schema: { type: 'Number', ...change.schema } };
    assert.deepEqual(await json('PATCH', `${PATH}/${id}`, change), { status: 200, body: changed });
    assert.deepEqual((await api().json(PATH)).body, [changed]);

    const deleted = await api().fetch(`${PATH}/${id}`, { method: 'DELETE' });
    assert.deepEqual([deleted.status, await deleted.text()], [204, '']);
    assert.deepEqual((await api().json(PATH)).body, []);
    assert.deepEqual((await api().json(`${PATH}?includeDeleted=true`)).body, [changed]);
    assert.deepEqual(await json('DELETE', `${PATH}/${id}`), {
      status: 404,
      body: { message: 'No such custom metadata field exists.', help: HELP },
    });
    const dead = await json('PATCH', `${PATH}/${id}`, { label: 'x' });
    assert.deepEqual(
      [dead.status, dead.body.message],
      [400, 'Cannot update a deleted custom metadata fields.'],
    );
  });

  it('say rule by rule what is wrong with a schema', async () => {
    const schema = { type: 'Number', minValue: 'a', maxLength: 3 };
    assert.deepEqual(await create({ name: 'x', label: 'x', schema }), {
      status: 400,
      body: {
        message: 'Invalid field object',
        help: HELP,
        errors: { minValue: 'should be of type number', maxLength: 'not allowed for this type' },
      },
    });
    const { body } = await create(number('rules'));
    assert.deepEqual(await json('PATCH', `${PATH}/${body.id}`, { schema: { minLength: 1 } }), {
      status: 400,
      body: {
        message: 'Invalid schema object.',
        help: HELP,
        errors: { minLength: 'not allowed for this type' },
      },
    });
  });

  const missing = (name: string) => `Your request is missing ${name} parameter.`;
  const invalid = (name: string) => `Your request contains invalid ${name} parameter.`;
  const refused: readonly (readonly [what: string, body: unknown, message: string])[] = [
    ['nothing', {}, missing('name')],
    ['no label', { name: 'n', schema: {} }, missing('label')],
    ['no schema', { name: 'n', label: 'n' }, missing('schema')],
    ['a name with a space', { ...number('a b') }, invalid('name')],
    ['a name that is too long', { ...number('n'.repeat(101)) }, invalid('name')],
    ['a name that is a number', { ...number('n'), name: 5 }, invalid('name')],
    ['a label that is too long', { ...number('n'), label: 'l'.repeat(101) }, invalid('label')],
    ['a label with NUL', { ...number('n'), label: 'l\0' }, invalid('label')],
    ['a schema that is a list', { ...number('n'), schema: [] }, invalid('schema')],
    [
      'a description that is too long',
      { ...number('n'), description: 'd'.repeat(501) },
      invalid('description'),
    ],
    ['a body that is a list', [], 'Your request contains invalid JSON.'],
  ];
  for (const [what, body, message] of refused) {
    it(`are not made of ${what}`, async () => {
      const answer = await create(body);
      assert.deepEqual([answer.status, answer.body.message], [400, message]);
    });
  }

  it('refuse a name and a label that are taken', async () => {
    await create(number('taken'));
    const name = await create({ ...number('taken'), label: 'other' });
    assert.deepEqual(
      [name.status, name.body.message],
      [400, 'A custom metadata field with this name already exists.'],
    );
    const label = await create({ ...number('other'), label: 'Label of taken' });
    assert.deepEqual(
      [label.status, label.body.message],
      [400, 'A custom metadata field with this label already exists.'],
    );
  });

  it('refuse a change of nothing, of the name, and of no field', async () => {
    const { body } = await create(number('changed'));
    const table: readonly (readonly [path: string, change: unknown, status: number, message: string])[] = [
      [`/${body.id}`, {}, 400, 'Either label or schema should be provided.'],
      [`/${body.id}`, { name: 'x', label: 'x' }, 400, 'Name cannot be updated.'],
      [`/${body.id}`, { label: '' }, 400, invalid('label')],
      [`/${body.id}`, { schema: null }, 400, invalid('schema')],
      ['/', { label: 'x' }, 400, 'Missing id parameter.'],
      ['/xyz', { label: 'x' }, 400, 'Your request contains invalid ID parameter.'],
      [`/${UNKNOWN}`, { label: 'x' }, 404, 'No such custom metadata field exists.'],
    ];
    for (const [path, change, status, message] of table) {
      const answer = await json('PATCH', PATH + path, change);
      assert.deepEqual([answer.status, answer.body.message], [status, message]);
    }
    const onlyText = await json('PATCH', `${PATH}/${body.id}`, { description: 'enough' });
    assert.deepEqual([onlyText.status, onlyText.body.description], [200, 'enough']);
    assert.equal((await json('DELETE', PATH)).body.message, 'Missing id parameter.');
    assert.equal((await api().json(`${PATH}?includeDeleted=perhaps`)).status, 400);
  });
});
