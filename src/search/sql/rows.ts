/**
 * Conditions on the rows of other tables that a version or an asset has. Each is used in two ways: to find the assets
 * that have such a row (`leads.ts`), by an index on its values; and to ask whether one asset has such a row, when that
 * index must stay out of it (`isProbe`) and the few rows of the version are looked through.
 */
import { sql } from 'kysely';
import { TEXT_START_CHARACTERS, textStart } from '../../database/index.ts';
import type { Test, ValueType } from '../ast.ts';
import {
  ALWAYS,
  and,
  type Condition,
  hidden,
  isOrder,
  isReal,
  isText,
  NEVER,
  or,
  real,
  type Sql,
  startsWith,
  text,
} from './values.ts';

/** `rows.name` of `tags`. */
export function tagRows(test: Test, isProbe: boolean): Condition {
  return test.op === 'exists' ? ALWAYS : isText(column('name', isProbe), test);
}

/**
 * Rows of `name_terms` or `search_terms` with a word; the last word of a query is the beginning of one. A probe is only of
 * `name_terms`: a name has few words, while those of a version are many and have an index of their own.
 */
export function termRows(word: string, isLast: boolean, isProbe: boolean): Condition {
  return isLast ? startsWith(column('term', isProbe), word) : sql`rows.term = ${text(word)}`;
}

/** Rows of `custom_values` of a field. @param type of the field: those of options may be of any type */
export function customRows(fieldId: string, type: ValueType, test: Test, isProbe: boolean): Condition {
  const numbers = type === 'option' ? 'told' : type === 'boolean' ? 'booleans' : 'numbers';
  return and([
    sql`rows.field_id = ${text(fieldId)}`,
    typedRows(test, isProbe, { numbers, start: customStart }),
  ]);
}

/** Rows of `embedded_values` of a name. */
export function embeddedRows(name: string, test: Test, isProbe: boolean): Condition {
  return and([
    sql`rows.name = ${text(name)}`,
    typedRows(test, isProbe, { numbers: 'numbers', start: embeddedStart }),
  ]);
}

function column(name: string, isProbe: boolean): Sql {
  return isProbe ? hidden(`rows.${name}`) : sql.ref(`rows.${name}`);
}

type Stored = {
  /** What `number_value` is, or that the column `type` tells. */
  readonly numbers: 'numbers' | 'booleans' | 'told';
  /** The text, as far as it is in the index. */
  readonly start: Sql;
};

/** A text, a number, a date or a boolean: equal only to one of its own type. */
function typedRows(test: Test, isProbe: boolean, { numbers: stored, start }: Stored): Condition {
  const number = column('number_value', isProbe);
  const isNumeric: Condition = {
    numbers: ALWAYS,
    booleans: NEVER,
    told: sql<boolean>`rows.type <> 'boolean'`,
  }[stored];
  const isLogical: Condition = {
    numbers: NEVER,
    booleans: ALWAYS,
    told: sql<boolean>`rows.type = 'boolean'`,
  }[stored];
  if (test.op === 'exists') return ALWAYS;
  if (test.op === 'prefix') return textRows(test, isProbe, start);
  if (isOrder(test)) return and([isReal(number, test), isNumeric]);
  if (test.op !== 'in') return NEVER;
  const texts = test.values.filter((value) => typeof value === 'string');
  const booleans = test.values.filter((value) => typeof value === 'boolean');
  const numbers = test.values.filter((value) => typeof value === 'number' || typeof value === 'object');
  const isBoolean = (value: boolean) => and([sql`${number} = ${real(value ? 1 : 0)}`, isLogical]);
  return or([
    ...(texts.length > 0 ? [textRows({ op: 'in', values: texts }, isProbe, start)] : []),
    ...(numbers.length > 0 ? [and([isReal(number, { op: 'in', values: numbers }), isNumeric])] : []),
    ...booleans.map(isBoolean),
  ]);
}

/** Texts as far as they are in the indexes. */
export const customStart: Sql = sql`rows.text_start`;
export const embeddedStart: Sql = sql`substr(rows.text_value, 1, ${sql.lit(TEXT_START_CHARACTERS)})`;

/** Long texts are indexed by their beginnings, which equal texts have in common. Of short ones that is all. */
function textRows(test: Test, isProbe: boolean, start: Sql): Condition {
  const whole = isText(column('text_value', isProbe), test);
  if (isProbe) return whole;
  const beginning = isText(start, beginningsOf(test));
  return isShort(test) ? beginning : and([beginning, whole]);
}

function isShort(test: Test): boolean {
  if (test.op === 'prefix') return lengthOf(test.value) <= TEXT_START_CHARACTERS;
  return test.op === 'in' && test.values.every((value) => lengthOf(String(value)) < TEXT_START_CHARACTERS);
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

function beginningsOf(test: Test): Test {
  const beginning = textStart;
  if (test.op === 'prefix') return { op: 'prefix', value: beginning(test.value) };
  if (test.op !== 'in') return test;
  return { op: 'in', values: [...new Set(test.values.map((value) => beginning(String(value))))] };
}
