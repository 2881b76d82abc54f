/** Values of custom metadata: what a field admits, and how it is written down (rest-api.md 2.13). Pure. */
import { isStorable } from './names.ts';

export const FIELD_TYPES = [
  'Text',
  'Textarea',
  'Number',
  'Date',
  'Boolean',
  'SingleSelect',
  'MultiSelect',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export type Scalar = string | number | boolean;
/** A date is ISO 8601 in UTC with milliseconds; the value of a MultiSelect is a list. */
export type CustomValue = Scalar | readonly Scalar[];
/** By the names of the fields. */
export type CustomMetadata = Readonly<Record<string, CustomValue>>;

/** What a field admits. Only what was said is there. */
export type FieldSchema = {
  readonly type: FieldType;
  readonly selectOptions?: readonly Scalar[];
  readonly defaultValue?: CustomValue;
  readonly isValueRequired?: boolean;
  /** A number, or a date as text. */
  readonly minValue?: number | string;
  readonly maxValue?: number | string;
  /** In characters. */
  readonly minLength?: number;
  readonly maxLength?: number;
};

export type CustomField = {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly schema: FieldSchema;
  readonly description: string | null;
};

/** What is wrong, in words, by the name of the field. */
export type FieldErrors = Readonly<Record<string, string>>;

/** Nobody reads more, and a body of a megabyte could ask for ten. */
const MAX_ERRORS = 100;

export type Validated = { readonly values: CustomMetadata } | { readonly errors: FieldErrors };

/** `set`: `given` is the full set, as at upload. `merge`: it changes `current`, and null takes a value away. */
export type ValidationMode =
  | { readonly mode: 'set' }
  | { readonly mode: 'merge'; readonly current: CustomMetadata };

/**
 * The values a version has afterwards, in the order of the fields. Missing ones get their default: in a set all of
 * them, in a merge the required ones. What `current` holds is not checked again, since rules may have changed since.
 */
export function validateCustomMetadata(
  fields: readonly CustomField[],
  given: Readonly<Record<string, unknown>>,
  options: ValidationMode,
): Validated {
  const errors: [string, string][] = [];
  const names = new Set(fields.map(({ name }) => name));
  for (const name of Object.keys(given)) {
    if (!names.has(name)) errors.push([name, 'no such custom metadata field exists']);
  }
  const values: [string, CustomValue][] = [];
  for (const { name, schema } of fields) {
    const sent = own(given, name);
    const isGiven = sent !== undefined && sent !== null;
    const checked = isGiven ? checkValue(schema, sent) : { value: unsent(schema, name, sent, options) };
    if ('error' in checked) {
      errors.push([name, checked.error]);
      continue;
    }
    // An empty list takes the value away, as null does.
    const value = checked.value ?? (schema.isValueRequired ? schema.defaultValue : undefined);
    if (value !== undefined) values.push([name, value]);
    else if (schema.isValueRequired) errors.push([name, 'is required']);
  }
  return errors.length > 0
    ? { errors: Object.fromEntries(errors.slice(0, MAX_ERRORS)) }
    : { values: Object.fromEntries(values) };
}

function unsent(schema: FieldSchema, name: string, sent: unknown, options: ValidationMode) {
  if (options.mode === 'set') return schema.defaultValue;
  return sent === undefined ? (own(options.current, name) as CustomValue | undefined) : undefined;
}

/** A field may be called `constructor`. */
function own(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The value as it is kept, undefined for an empty list, or what is wrong with it. */
export type Checked = { readonly value: CustomValue | undefined } | { readonly error: string };

export function checkValue(schema: FieldSchema, given: unknown): Checked {
  switch (schema.type) {
    case 'Text':
    case 'Textarea':
      return checkText(schema, given);
    case 'Number':
      return checkNumber(schema, given);
    case 'Date':
      return checkDate(schema, given);
    case 'Boolean':
      return typeof given === 'boolean' ? { value: given } : { error: 'should be of type boolean' };
    case 'SingleSelect':
      return isOption(schema, given) ? { value: given } : { error: NO_OPTION };
    case 'MultiSelect':
      return checkList(schema, given);
  }
}

const NO_OPTION = 'should be one of the allowed values';

function checkText(
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: FieldSchema,
  given: unknown,
): Checked {
  if (typeof given !== 'string') return { error: 'should be a string' };
  if (!isStorable(given)) return { error: 'should be valid text without the character NUL' };
  if (given.length < minLength) return { error: `should have at least ${minLength} characters` };
  if (given.length > maxLength) return { error: `should have at most ${maxLength} characters` };
  return { value: given };
}

function checkNumber({ minValue, maxValue }: FieldSchema, given: unknown): Checked {
  if (typeof given !== 'number' || !Number.isFinite(given)) return { error: 'should be of type number' };
  if (minValue !== undefined && given < Number(minValue)) return { error: `should be >= ${minValue}` };
  if (maxValue !== undefined && given > Number(maxValue)) return { error: `should be <= ${maxValue}` };
  return { value: given };
}

function checkDate({ minValue, maxValue }: FieldSchema, given: unknown): Checked {
  const value = normalDate(given);
  if (value === undefined) return { error: 'should be an ISO 8601 date' };
  const time = Date.parse(value);
  if (minValue !== undefined && time < timeOf(minValue)) return { error: `should be >= ${minValue}` };
  if (maxValue !== undefined && time > timeOf(maxValue)) return { error: `should be <= ${maxValue}` };
  return { value };
}

/** Of a bound as it was written: without a time zone it is UTC, wherever the server stands. */
function timeOf(bound: number | string): number {
  return Date.parse(normalDate(bound) ?? '');
}

function checkList(schema: FieldSchema, given: unknown): Checked {
  if (!Array.isArray(given)) return { error: 'should be an array' };
  const options = new Set<unknown>(schema.selectOptions);
  if (!given.every((item) => options.has(item))) return { error: NO_OPTION };
  if (new Set(given).size < given.length) return { error: 'should not contain a value twice' };
  return { value: given.length > 0 ? given : undefined };
}

/** Strict: the text "1" is not the number 1. */
function isOption({ selectOptions = [] }: FieldSchema, given: unknown): given is Scalar {
  return selectOptions.includes(given as Scalar);
}

const ISO_DATE = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d)?)?$/;

/** `2010-11-05`, `2010-11-05T05:06:07`, with fractions and a time zone or without (then UTC), in full and in UTC. */
export function normalDate(given: unknown): string | undefined {
  const [, day, time = '00:00:00', zone = 'Z'] = (typeof given === 'string' && ISO_DATE.exec(given)) || [];
  if (day === undefined) return undefined;
  const date = new Date(`${day}T${time}${zone}`);
  if (Number.isNaN(date.getTime())) return undefined;
  // JavaScript takes the 30th of February for the 2nd of March.
  const isRealDay = new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  const text = date.toISOString();
  return isRealDay && text.length === 24 ? text : undefined;
}
