import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFieldSchema } from './custom-field-schema.ts';

type Given = Readonly<Record<string, unknown>>;

describe('the schema of a custom metadata field', () => {
  const kept: readonly Given[] = [
    { type: 'Text' },
    { type: 'Text', minLength: 0, maxLength: 0 },
    { type: 'Textarea', isValueRequired: false, minLength: 2, maxLength: 5, defaultValue: 'abc' },
    { type: 'Number', isValueRequired: true, minValue: 1000, maxValue: 3000, defaultValue: 1000 },
    { type: 'Date', minValue: '2020-01-01', maxValue: '2020-12-31T23:59:59Z' },
    { type: 'Boolean', defaultValue: false },
    { type: 'SingleSelect', selectOptions: ['a', 1, true], defaultValue: 1 },
    { type: 'MultiSelect', selectOptions: ['1', 1], isValueRequired: true, defaultValue: [1, '1'] },
  ];
  for (const given of kept) {
    it(`${JSON.stringify(given)} is echoed`, () => {
      assert.deepEqual(readFieldSchema(given), { schema: given });
    });
  }

  it('has its default in the form in which values are kept, and no rule that nobody knows', () => {
    assert.deepEqual(readFieldSchema({ type: 'Date', defaultValue: '2020-01-02', readOnly: true }), {
      schema: { type: 'Date', defaultValue: '2020-01-02T00:00:00.000Z' },
    });
  });

  it('keeps its type when it is changed', () => {
    assert.deepEqual(readFieldSchema({ minValue: 1 }, 'Number'), { schema: { type: 'Number', minValue: 1 } });
    assert.deepEqual(readFieldSchema({ type: 'Text', minValue: 1 }, 'Number'), {
      schema: { type: 'Number', minValue: 1 },
    });
    assert.deepEqual(readFieldSchema({ minValue: 1 }, 'Text'), {
      errors: { minValue: 'not allowed for this type' },
    });
  });

  const FORBIDDEN = 'not allowed for this type';
  const refused: readonly (readonly [Given, Readonly<Record<string, string>>])[] = [
    [{}, { type: 'is required' }],
    [
      { type: 'text' },
      { type: 'should be one of Text, Textarea, Number, Date, Boolean, SingleSelect, MultiSelect' },
    ],
    [
      { type: 'Number', minValue: 'a', maxLength: 3 },
      { minValue: 'should be of type number', maxLength: FORBIDDEN },
    ],
    [{ type: 'Number', minValue: null }, { minValue: 'should be of type number' }],
    [{ type: 'Number', selectOptions: [1] }, { selectOptions: FORBIDDEN }],
    [{ type: 'Number', minValue: 2, maxValue: 1 }, { minValue: 'should be <= maxValue' }],
    [{ type: 'Number', maxValue: 5, defaultValue: 6 }, { defaultValue: 'should be <= 5' }],
    [{ type: 'Number', defaultValue: '6' }, { defaultValue: 'should be of type number' }],
    [
      { type: 'Text', minLength: -1, maxLength: 1.5 },
      {
        minLength: 'should be a whole number >= 0',
        maxLength: 'should be a whole number >= 0',
      },
    ],
    [{ type: 'Text', minLength: 2, maxLength: 1 }, { minLength: 'should be <= maxLength' }],
    [{ type: 'Text', minValue: 1 }, { minValue: FORBIDDEN }],
    [
      { type: 'Text', maxLength: 1, defaultValue: 'ab' },
      { defaultValue: 'should have at most 1 characters' },
    ],
    [{ type: 'Date', minValue: 5 }, { minValue: 'should be an ISO 8601 date' }],
    [{ type: 'Date', minValue: '2020-01-02', maxValue: '2020-01-01' }, { minValue: 'should be <= maxValue' }],
    [{ type: 'Boolean', isValueRequired: 'true' }, { isValueRequired: 'should be of type boolean' }],
    [
      { type: 'Boolean', isValueRequired: true },
      { defaultValue: 'is required when isValueRequired is true' },
    ],
    [{ type: 'SingleSelect' }, { selectOptions: 'is required' }],
    [{ type: 'SingleSelect', selectOptions: [] }, { selectOptions: 'should be an array that is not empty' }],
    [{ type: 'MultiSelect', selectOptions: 'a' }, { selectOptions: 'should be an array that is not empty' }],
    [
      { type: 'MultiSelect', selectOptions: [null] },
      { selectOptions: 'should contain strings, numbers and booleans only' },
    ],
    [
      { type: 'MultiSelect', selectOptions: ['a', 'a'] },
      { selectOptions: 'should not contain a value twice' },
    ],
    [
      { type: 'SingleSelect', selectOptions: ['a'], defaultValue: 'b' },
      { defaultValue: 'should be one of the allowed values' },
    ],
    [
      { type: 'MultiSelect', selectOptions: ['a'], defaultValue: 'a' },
      { defaultValue: 'should be an array' },
    ],
    [
      { type: 'MultiSelect', selectOptions: ['a'], defaultValue: [] },
      { defaultValue: 'should not be empty' },
    ],
  ];
  for (const [given, errors] of refused) {
    it(`${JSON.stringify(given)} is refused`, () => {
      assert.deepEqual(readFieldSchema(given), { errors });
    });
  }
});
