/** The schema of a custom metadata field as a client sends it, checked rule by rule (rest-api.md 2.12). Pure. */
import {
  type CustomValue,
  checkValue,
  FIELD_TYPES,
  type FieldErrors,
  type FieldSchema,
  type FieldType,
  normalDate,
  type Scalar,
} from './custom-metadata.ts';
import { isStorable } from './names.ts';

const FORBIDDEN = 'not allowed for this type';

type Given = Readonly<Record<string, unknown>>;
type Rule = Exclude<keyof FieldSchema, 'type'>;

/** Which types know which rule; every type knows `isValueRequired` and `defaultValue`. */
const KNOWN_BY: Readonly<Partial<Record<Rule, readonly FieldType[]>>> = {
  selectOptions: ['SingleSelect', 'MultiSelect'],
  minValue: ['Number', 'Date'],
  maxValue: ['Number', 'Date'],
  minLength: ['Text', 'Textarea'],
  maxLength: ['Text', 'Textarea'],
};
const RULES: readonly Rule[] = [
  'selectOptions',
  'isValueRequired',
  'minValue',
  'maxValue',
  'minLength',
  'maxLength',
  'defaultValue',
];

/** @param fixedType the type of a field that exists: whatever `given` says of it is ignored. */
export function readFieldSchema(
  given: Given,
  fixedType?: FieldType,
): { readonly schema: FieldSchema } | { readonly errors: FieldErrors } {
  const type = fixedType ?? FIELD_TYPES.find((name) => name === given.type);
  if (type === undefined) {
    const error = given.type === undefined ? 'is required' : `should be one of ${FIELD_TYPES.join(', ')}`;
    return { errors: { type: error } };
  }
  const found: Partial<Record<Rule, string>> = {};
  for (const rule of RULES) {
    const error = given[rule] === undefined ? undefined : wrongWith(rule, given[rule], type);
    if (error !== undefined) found[rule] = error;
  }
  if (type.endsWith('Select') && given.selectOptions === undefined) found.selectOptions = 'is required';
  if (given.isValueRequired === true && given.defaultValue === undefined) {
    found.defaultValue = 'is required when isValueRequired is true';
  }
  if (Object.keys(found).length > 0) return { errors: found };

  const sent = RULES.filter((rule) => given[rule] !== undefined).map((rule) => [rule, given[rule]]);
  const schema = { type, ...Object.fromEntries(sent) } as FieldSchema;
  return wrongOrder(schema) ?? withDefault(schema);
}

function wrongWith(rule: Rule, value: unknown, type: FieldType): string | undefined {
  if (KNOWN_BY[rule]?.includes(type) === false) return FORBIDDEN;
  switch (rule) {
    case 'isValueRequired':
      return typeof value === 'boolean' ? undefined : 'should be of type boolean';
    case 'minLength':
    case 'maxLength':
      return Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : 'should be a whole number >= 0';
    case 'minValue':
    case 'maxValue':
      return wrongBound(value, type);
    case 'selectOptions':
      return wrongOptions(value);
    case 'defaultValue':
      return undefined; // What it may be depends on the other rules, once they are known to be right.
  }
}

function wrongBound(value: unknown, type: FieldType): string | undefined {
  if (type === 'Date') return normalDate(value) === undefined ? 'should be an ISO 8601 date' : undefined;
  return Number.isFinite(value) ? undefined : 'should be of type number';
}

function wrongOptions(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return 'should be an array that is not empty';
  if (!value.every(isScalar)) return 'should contain strings, numbers and booleans only';
  return new Set(value).size < value.length ? 'should not contain a value twice' : undefined;
}

function isScalar(value: unknown): value is Scalar {
  if (typeof value === 'string') return isStorable(value);
  return typeof value === 'boolean' || Number.isFinite(value);
}

function wrongOrder(schema: FieldSchema): { readonly errors: FieldErrors } | undefined {
  const { minValue, maxValue, minLength, maxLength } = schema;
  if (isAbove(minValue, maxValue)) return { errors: { minValue: 'should be <= maxValue' } };
  if (isAbove(minLength, maxLength)) return { errors: { minLength: 'should be <= maxLength' } };
  return undefined;
}

function isAbove(low: number | string | undefined, high: number | string | undefined): boolean {
  if (low === undefined || high === undefined) return false;
  return asNumber(low) > asNumber(high);
}

function asNumber(bound: number | string): number {
  return typeof bound === 'number' ? bound : Date.parse(normalDate(bound) ?? '');
}

function withDefault(
  schema: FieldSchema,
): { readonly schema: FieldSchema } | { readonly errors: FieldErrors } {
  if (schema.defaultValue === undefined) return { schema };
  const checked = checkValue(schema, schema.defaultValue);
  if ('error' in checked) return { errors: { defaultValue: checked.error } };
  if (checked.value === undefined) return { errors: { defaultValue: 'should not be empty' } };
  const defaultValue: CustomValue = checked.value;
  return { schema: { ...schema, defaultValue } };
}
