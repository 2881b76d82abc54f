import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ORIGINAL_DATE_FIELD_ID } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import type { NewField } from './index.ts';
import { openTestLibrary } from './library.testing.ts';

const UNKNOWN = 'ffffffffffffffffffffffff';

function price(more: Partial<NewField> = {}): NewField {
  return {
    name: 'price',
    label: 'Price',
    schema: { type: 'Number', minValue: 1 },
    description: null,
    ...more,
  };
}

onEachDatabase(({ open }) => {
  it('fields are listed in the order in which they were made, deleted ones when asked for', async (t) => {
    const { library, time } = await openTestLibrary(t, open);
    const made = [];
    for (const name of ['c', 'a', 'b']) {
      time.now += 1;
      made.push(await library.customFields.create(price({ name, label: name, description: `of ${name}` })));
    }
    assert.deepEqual(made[0], {
      id: made[0]?.id,
      name: 'c',
      label: 'c',
      schema: { type: 'Number', minValue: 1 },
      description: 'of c',
    });
    assert.match(made[0]?.id ?? '', /^[0-9a-f]{24}$/);
    assert.deepEqual(await library.customFields.list({ includeDeleted: false }), made);
    await library.customFields.remove(made[1]?.id ?? '');
    assert.deepEqual(await library.customFields.list({ includeDeleted: false }), [made[0], made[2]]);
    assert.deepEqual(await library.customFields.list({ includeDeleted: true }), made);
  });

  it('a name is never given twice, a label not while it is in use', async (t) => {
    const { library } = await openTestLibrary(t, open);
    const { customFields } = library;
    const { id } = await customFields.create(price());
    await assert.rejects(customFields.create(price({ label: 'Other' })), {
      status: 400,
      message: 'A custom metadata field with this name already exists.',
    });
    const taken = { status: 400, message: 'A custom metadata field with this label already exists.' };
    await assert.rejects(customFields.create(price({ name: 'other' })), taken);
    const other = await customFields.create(price({ name: 'other', label: 'Other' }));
    await assert.rejects(customFields.update(other.id, { label: 'Price' }), taken);
    await customFields.remove(id);
    await assert.rejects(customFields.create(price({ label: 'New' })), { message: /with this name/ });
    assert.equal((await customFields.update(other.id, { label: 'Price' })).label, 'Price');
    await assert.rejects(
      customFields.create(price({ name: '_internal_original_created_datetime', label: 'x' })),
      {
        message: /with this name/,
      },
    );
  });

  it('of many who make one field at once, one does', async (t) => {
    const { library } = await openTestLibrary(t, open);
    const makers = Array.from({ length: 10 }, () => library.customFields.create(price()));
    const outcomes = await Promise.allSettled(makers);
    assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') assert.equal(outcome.reason.status, 400, String(outcome.reason));
    }
  });

  it('a change replaces the rules but not the type, and an empty description goes', async (t) => {
    const { library } = await openTestLibrary(t, open);
    const { customFields } = library;
    const { id } = await customFields.create(price({ description: 'List price' }));
    const schema = { type: 'Text', maxValue: 5 };
    const changed = { id, name: 'price', label: 'Price', schema: { type: 'Number', maxValue: 5 } };
    assert.deepEqual(await customFields.update(id, { schema }), { ...changed, description: 'List price' });
    assert.deepEqual(await customFields.update(id, { description: '' }), { ...changed, description: null });
    assert.deepEqual(await customFields.update(id, { label: 'Price' }), { ...changed, description: null });
    await assert.rejects(customFields.update(id, { schema: { minLength: 1 } }), {
      status: 400,
      message: 'Invalid schema object.',
      details: { errors: { minLength: 'not allowed for this type' } },
    });
  });

  it('what is wrong with a new schema is said rule by rule', async (t) => {
    const { library } = await openTestLibrary(t, open);
    await assert.rejects(
      library.customFields.create(price({ schema: { type: 'Number', minValue: 'a', maxLength: 3 } })),
      {
        status: 400,
        message: 'Invalid field object',
        details: { errors: { minValue: 'should be of type number', maxLength: 'not allowed for this type' } },
      },
    );
    assert.deepEqual(await library.customFields.list({ includeDeleted: true }), []);
  });

  it('a field that is not there, or no more, or nobody may touch', async (t) => {
    const { library } = await openTestLibrary(t, open);
    const { customFields } = library;
    const { id } = await customFields.create(price());
    await customFields.remove(id);
    const notFound = { status: 404, message: 'No such custom metadata field exists.' };
    await assert.rejects(customFields.remove(id), notFound);
    await assert.rejects(customFields.update(id, { label: 'x' }), {
      status: 400,
      message: 'Cannot update a deleted custom metadata fields.',
    });
    for (const stranger of [UNKNOWN, ORIGINAL_DATE_FIELD_ID]) {
      await assert.rejects(customFields.remove(stranger), notFound);
      await assert.rejects(customFields.update(stranger, { label: 'x' }), notFound);
    }
    const invalid = { status: 400, message: 'Your request contains invalid ID parameter.' };
    for (const malformed of ['', 'x', UNKNOWN.toUpperCase(), `${UNKNOWN}0`]) {
      await assert.rejects(customFields.remove(malformed), invalid);
      await assert.rejects(customFields.update(malformed, { label: 'x' }), invalid);
    }
  });
});
