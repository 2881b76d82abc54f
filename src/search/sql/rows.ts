/**
 * Conditions on the rows of other tables that a version or an asset has. Each is used in two ways: to find the assets
 * that have such a row (`leads.ts`), by an index on its values; and to ask whether one asset has such a row, when that
 * index must stay out of it (`isProbe`) and the few rows of the version are looked through.
 */
import { sql } from 'kysely';
import type { Test } from '../ast.ts';
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

/** As many characters of a text are in its index. */
const INDEXED_CHARACTERS = 60;

/** `rows.name` of `tags`. */
export function tagRows(test: Test, isProbe: boolean): Condition {
  return test.op === 'exists' ? ALWAYS : isText(column('name', isProbe), test);
}

/** Rows of `name_terms` or `search_terms` with a word; the last word of a query is the beginning of one. */
export function termRows(word: string, isLast: boolean): Condition {
  return isLast ? startsWith(sql`rows.term`, word) : sql`rows.term = ${text(word)}`;
}

/** Rows of `custom_values` of a field. */
export function customRows(fieldId: string, test: Test, isProbe: boolean): Condition {
  return and([sql`rows.field_id = ${text(fieldId)}`, typedRows(test, isProbe, sql`rows.type`)]);
}

/** Rows of `embedded_values` of a name. */
export function embeddedRows(name: string, test: Test, isProbe: boolean): Condition {
  return and([sql`rows.name = ${text(name)}`, typedRows(test, isProbe, undefined)]);
}

function column(name: string, isProbe: boolean): Sql {
  return isProbe ? hidden(`rows.${name}`) : sql.ref(`rows.${name}`);
}

/**
 * A text, a number, a date or a boolean: equal only to one of its own type.
 * @param type the column that tells booleans from numbers, where there are any
 */
function typedRows(test: Test, isProbe: boolean, type: Sql | undefined): Condition {
  const number = column('number_value', isProbe);
  const isNumeric: Condition = type === undefined ? ALWAYS : sql`${type} <> 'boolean'`;
  if (test.op === 'exists') return ALWAYS;
  if (test.op === 'prefix') return textRows(test, isProbe);
  if (isOrder(test)) return and([isReal(number, test), isNumeric]);
  if (test.op !== 'in') return NEVER;
  const texts = test.values.filter((value) => typeof value === 'string');
  const booleans = test.values.filter((value) => typeof value === 'boolean');
  const numbers = test.values.filter((value) => typeof value === 'number' || typeof value === 'object');
  const isBoolean = (value: boolean) =>
    and([sql`${number} = ${real(value ? 1 : 0)}`, sql`${type} = 'boolean'`]);
  return or([
    ...(texts.length > 0 ? [textRows({ op: 'in', values: texts }, isProbe)] : []),
    ...(numbers.length > 0 ? [and([isReal(number, { op: 'in', values: numbers }), isNumeric])] : []),
    ...(type === undefined ? [] : booleans.map(isBoolean)),
  ]);
}

/** Long texts are indexed by their beginnings, which equal texts have in common. */
function textRows(test: Test, isProbe: boolean): Condition {
  const whole = isText(column('text_value', isProbe), test);
  if (isProbe) return whole;
  return and([
    isText(sql`substr(rows.text_value, 1, ${sql.lit(INDEXED_CHARACTERS)})`, beginningsOf(test)),
    whole,
  ]);
}

function beginningsOf(test: Test): Test {
  const beginning = (text: string) => Array.from(text).slice(0, INDEXED_CHARACTERS).join('');
  if (test.op === 'prefix') return { op: 'prefix', value: beginning(test.value) };
  if (test.op !== 'in') return test;
  return { op: 'in', values: [...new Set(test.values.map((value) => beginning(String(value))))] };
}
