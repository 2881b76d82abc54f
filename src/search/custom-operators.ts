/** Custom metadata as fields of a query: what its types allow (rest-api.md 2.3, 3.3.1). */
import type { Operator, Order, ValueType } from './ast.ts';

export type CustomType = 'Text' | 'Textarea' | 'Number' | 'Date' | 'Boolean' | 'SingleSelect' | 'MultiSelect';

/** A field of custom metadata, as far as a query has to know it. */
export type CustomField = {
  readonly id: string;
  readonly name: string;
  readonly type: CustomType;
  readonly isDeleted: boolean;
};

export const EQUALITY: readonly Operator[] = ['=', 'NOT ='];
export const LISTS: readonly Operator[] = ['IN', 'NOT IN'];
export const ORDER: readonly Order[] = ['<', '<=', '>', '>='];
export const EXISTENCE: readonly Operator[] = ['EXISTS', 'NOT EXISTS'];

const TYPES: Readonly<Record<CustomType, readonly [ValueType, readonly Operator[]]>> = {
  Text: ['text', [...EQUALITY, ':', ...LISTS, 'HAS']],
  Textarea: ['text', [...EQUALITY, ':', ...LISTS, 'HAS']],
  Number: ['number', [...EQUALITY, ...ORDER, ...LISTS]],
  Date: ['date', [...EQUALITY, ...ORDER, ...LISTS]],
  Boolean: ['boolean', EQUALITY],
  SingleSelect: ['option', [...EQUALITY, ':', ...LISTS, ...ORDER]],
  MultiSelect: ['option', LISTS],
};

/** Type and operators of a field; `checks` know neither `HAS` nor `EXISTS`. */
export function customOperators(type: CustomType, use: 'search' | 'checks'): [ValueType, Operator[]] {
  const [valueType, operators] = TYPES[type];
  if (use === 'search') return [valueType, [...operators, ...EXISTENCE]];
  return [valueType, operators.filter((operator) => operator !== 'HAS')];
}
