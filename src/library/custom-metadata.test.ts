import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type CustomField,
  type CustomMetadata,
  checkValue,
  type FieldSchema,
  normalDate,
  validateCustomMetadata,
} from './custom-metadata.ts';

describe('a value of custom metadata', () => {
  const single: FieldSchema = { type: 'SingleSelect', selectOptions: ['a', 1, true] };
  const many: FieldSchema = { type: 'MultiSelect', selectOptions: ['a', 1, true] };
  const table: readonly (readonly [schema: FieldSchema, given: unknown, kept: unknown])[] = [
    [{ type: 'Text' }, 'größe', 'größe'],
    [{ type: 'Text' }, '', ''],
    [{ type: 'Textarea', minLength: 2, maxLength: 2 }, 'ab', 'ab'],
    [{ type: 'Number' }, 0, 0],
    [{ type: 'Number', minValue: -1.5, maxValue: -1.5 }, -1.5, -1.5],
    [{ type: 'Boolean' }, false, false],
    [{ type: 'Date' }, '2010-11-05', '2010-11-05T00:00:00.000Z'],
    [{ type: 'Date' }, '2010-11-05T05:06:07', '2010-11-05T05:06:07.000Z'],
    [{ type: 'Date' }, '2010-11-05T05:06:07.5Z', '2010-11-05T05:06:07.500Z'],
    [{ type: 'Date' }, '2010-11-05T05:06:07.123Z', '2010-11-05T05:06:07.123Z'],
    [{ type: 'Date' }, '2010-11-05T00:30:00+01:00', '2010-11-04T23:30:00.000Z'],
    [
      { type: 'Date', minValue: '2010-01-01', maxValue: '2010-12-31' },
      '2010-12-31',
      '2010-12-31T00:00:00.000Z',
    ],
    [single, 'a', 'a'],
    [single, 1, 1],
    [single, true, true],
    [many, [true, 'a'], [true, 'a']],
    [many, [], undefined],
  ];
  for (const [schema, given, value] of table) {
    it(`${JSON.stringify(given)} is kept by ${JSON.stringify(schema)}`, () => {
      assert.deepEqual(checkValue(schema, given), { value });
    });
  }

  const refused: readonly (readonly [schema: FieldSchema, given: unknown, error: string])[] = [
    [{ type: 'Text' }, 5, 'should be a string'],
    [{ type: 'Text' }, ['a'], 'should be a string'],
    [{ type: 'Text' }, 'a\0', 'should be valid text without the character NUL'],
    [{ type: 'Text' }, '\ud800', 'should be valid text without the character NUL'],
    [{ type: 'Text', minLength: 3 }, 'ab', 'should have at least 3 characters'],
    [{ type: 'Textarea', maxLength: 1 }, 'ab', 'should have at most 1 characters'],
    [{ type: 'Number' }, '5', 'should be of type number'],
    [{ type: 'Number' }, Number.POSITIVE_INFINITY, 'should be of type number'],
    [{ type: 'Number', minValue: 1000 }, 999.9, 'should be >= 1000'],
    [{ type: 'Number', maxValue: 3000 }, 3001, 'should be <= 3000'],
    [{ type: 'Boolean' }, 'true', 'should be of type boolean'],
    [{ type: 'Boolean' }, 1, 'should be of type boolean'],
    ...[
      20101105,
      '5.11.2010',
      '2010-13-01',
      '2010-02-30',
      '2010-11-05T25:00:00',
      '2010-11-05T05:06',
      'now',
      '',
    ].map((given) => [{ type: 'Date' } as const, given, 'should be an ISO 8601 date'] as const),
    [{ type: 'Date', minValue: '2010-01-02' }, '2010-01-01', 'should be >= 2010-01-02'],
    [{ type: 'Date', maxValue: '2010-01-01' }, '2010-01-01T00:00:01', 'should be <= 2010-01-01'],
    [single, '1', 'should be one of the allowed values'],
    [single, 'true', 'should be one of the allowed values'],
    [single, ['a'], 'should be one of the allowed values'],
    [many, 'a', 'should be an array'],
    [many, ['a', 'b'], 'should be one of the allowed values'],
    [many, ['a', 'a'], 'should not contain a value twice'],
  ];
  for (const [schema, given, error] of refused) {
    it(`${JSON.stringify(given)} is refused by ${JSON.stringify(schema)}`, () => {
      assert.deepEqual(checkValue(schema, given), { error });
    });
  }

  it('that is a date is compared in UTC, wherever the server stands', (t) => {
    const { TZ } = process.env;
    t.after(() => {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    });
    const bounds = {
      type: 'Date',
      minValue: '2010-01-01T12:00:00',
      maxValue: '2010-01-01T13:00:00',
    } as const;
    for (const zone of ['America/New_York', 'Asia/Tokyo', 'UTC']) {
      process.env.TZ = zone;
      assert.deepEqual(checkValue(bounds, '2010-01-01T11:59:59'), {
        error: `should be >= ${bounds.minValue}`,
      });
      assert.deepEqual(checkValue(bounds, '2010-01-01T12:30:00'), { value: '2010-01-01T12:30:00.000Z' });
      assert.deepEqual(checkValue(bounds, '2010-01-01T13:00:01Z'), {
        error: `should be <= ${bounds.maxValue}`,
      });
    }
  });

  it('that is a date has one of the shapes of ISO 8601', () => {
    assert.equal(normalDate('2024-02-29'), '2024-02-29T00:00:00.000Z');
    assert.equal(normalDate('2023-02-29'), undefined);
    assert.equal(normalDate('0000-01-01T00:00:00+14:00'), undefined, 'before the year 0');
  });
});

function field(name: string, schema: FieldSchema): CustomField {
  return { id: name, name, label: name, schema, description: null };
}

describe('a set of custom metadata', () => {
  const fields = [
    field('price', { type: 'Number', minValue: 0 }),
    field('discount', { type: 'Number', defaultValue: 10 }),
    field('brand', { type: 'Text', isValueRequired: true, defaultValue: 'none' }),
    field('constructor', { type: 'Text' }),
    field('__proto__', { type: 'Text' }),
  ];
  const set = (given: string) => validateCustomMetadata(fields, JSON.parse(given), { mode: 'set' });
  const merge = (given: string, current: CustomMetadata) =>
    validateCustomMetadata(fields, JSON.parse(given), { mode: 'merge', current });

  const sets: readonly (readonly [given: string, values: string])[] = [
    ['{}', '{"discount":10,"brand":"none"}'],
    ['{"brand":"Nike","price":5,"discount":0}', '{"price":5,"discount":0,"brand":"Nike"}'],
    ['{"brand":null,"discount":null,"price":null}', '{"discount":10,"brand":"none"}'],
    [
      '{"constructor":"a","__proto__":"b"}',
      '{"discount":10,"brand":"none","constructor":"a","__proto__":"b"}',
    ],
  ];
  for (const [given, values] of sets) {
    it(`of ${given} is filled with defaults`, () => {
      assert.deepEqual(set(given), { values: JSON.parse(values) });
    });
  }

  const merges: readonly (readonly [current: CustomMetadata, given: string, values: object])[] = [
    [{ brand: 'Nike', price: 5 }, '{}', { brand: 'Nike', price: 5 }],
    [{ brand: 'Nike', price: 5 }, '{"price":6}', { brand: 'Nike', price: 6 }],
    [{ brand: 'Nike', price: 5 }, '{"brand":null,"price":null}', { brand: 'none' }],
    [{}, '{"price":1}', { brand: 'none', price: 1 }],
    [{ brand: 'Nike', price: -5 }, '{"discount":1}', { brand: 'Nike', price: -5, discount: 1 }],
  ];
  for (const [current, given, values] of merges) {
    it(`of ${JSON.stringify(current)} changed by ${given} keeps the rest`, () => {
      assert.deepEqual(merge(given, current), { values });
    });
  }

  it('has the default of a required list where an empty one is sent, and nothing of another', () => {
    const list = { type: 'MultiSelect', selectOptions: ['s', 'm'], defaultValue: ['m'] } as const;
    const sizes = [field('sizes', { ...list, isValueRequired: true }), field('others', list)];
    const given = { sizes: [], others: [] };
    const values = { sizes: ['m'] };
    const current = { sizes: ['s'], others: ['s'] };
    assert.deepEqual(validateCustomMetadata(sizes, given, { mode: 'set' }), { values });
    assert.deepEqual(validateCustomMetadata(sizes, given, { mode: 'merge', current }), { values });
  });

  it('is refused with all that is wrong, by name', () => {
    assert.deepEqual(set('{"price":"cheap","color":"red","brand":5,"toString":1}'), {
      errors: {
        color: 'no such custom metadata field exists',
        toString: 'no such custom metadata field exists',
        price: 'should be of type number',
        brand: 'should be a string',
      },
    });
    const many = Array.from({ length: 1_000 }, (_, index) => [`f${index}`, 1]);
    const answer = validateCustomMetadata(fields, Object.fromEntries(many), { mode: 'set' });
    assert.equal('errors' in answer && Object.keys(answer.errors).length, 100, 'of very many, the first');
    const strict = [field('a', { type: 'Text', isValueRequired: true })];
    assert.deepEqual(validateCustomMetadata(strict, {}, { mode: 'set' }), { errors: { a: 'is required' } });
  });
});
