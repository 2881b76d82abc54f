/**
 * What a setting can be. Each type says what is allowed once, and reads both forms that a value is given in: JSON
 * through the API, text from the environment.
 */
import { settingText } from '../kernel/index.ts';

export type ValueType<T> = {
  /** Completes "must be ...". */
  readonly allowed: string;
  /** The same as JSON Schema, for the documents of the API. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** The value in its normal form; undefined for what is not allowed. */
  readonly read: (json: unknown) => T | undefined;
  /** Throws an `Error` whose message completes "HALFTONE_X ...". */
  readonly parse: (text: string) => T;
};

const MAX_HEADER_LENGTH = 1000;

export const boolean: ValueType<boolean> = {
  allowed: 'true or false',
  schema: { type: 'boolean' },
  read: (json) => (typeof json === 'boolean' ? json : undefined),
  parse: settingText.boolean,
};

export function integer(least: number, most: number): ValueType<number> {
  return {
    allowed: `a whole number from ${least} to ${most}`,
    schema: { type: 'integer', minimum: least, maximum: most },
    read: (json) => readInteger(json, least, most),
    parse: settingText.integer(least, most),
  };
}

/** A size: in JSON a number, in the environment also `500MB` and the like. */
export function bytes(least: number): ValueType<number> {
  return {
    allowed: `a whole number of bytes from ${least}`,
    schema: { type: 'integer', minimum: least, maximum: Number.MAX_SAFE_INTEGER },
    read: (json) => readInteger(json, least, Number.MAX_SAFE_INTEGER),
    parse: settingText.bytes(least),
  };
}

export function oneOf<const Values extends readonly string[]>(...values: Values): ValueType<Values[number]> {
  return {
    allowed: `one of ${values.join(', ')}`,
    schema: { type: 'string', enum: values },
    read: (json) => values.find((value) => value === json),
    parse: settingText.oneOf(...values),
  };
}

export const headerText: ValueType<string> = ofForm(
  `at most ${MAX_HEADER_LENGTH} characters of printable ASCII, as every HTTP header`,
  { type: 'string', maxLength: MAX_HEADER_LENGTH, pattern: '^[\\x20-\\x7e]*$' },
  (json) =>
    typeof json === 'string' && json.length <= MAX_HEADER_LENGTH && /^[\x20-\x7e]*$/.test(json)
      ? json
      : undefined,
  (text) => text,
);

/** At most `most` texts, each in the form that `readItem` gives it, none twice; comma-separated in the environment. */
export function listOf(
  most: number,
  what: string,
  readItem: (text: string) => string | undefined,
): ValueType<readonly string[]> {
  return ofForm(
    `a list of at most ${most} ${what}`,
    { type: 'array', items: { type: 'string' }, maxItems: most },
    (json) => {
      if (!Array.isArray(json) || json.length > most) return undefined;
      const items = json.map((item) => (typeof item === 'string' ? readItem(item) : undefined));
      return items.every((item) => item !== undefined) ? [...new Set(items)] : undefined;
    },
    settingText.list,
  );
}

/** A JSON object, also in the environment; or one of some words. */
export function json<T>(
  allowed: string,
  schema: ValueType<T>['schema'],
  read: (json: unknown) => T | undefined,
  words: readonly string[] = [],
): ValueType<T> {
  return ofForm(allowed, schema, read, (text) => (words.includes(text) ? text : JSON.parse(text)));
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readInteger(value: unknown, least: number, most: number): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
    ? (value as number)
    : undefined;
}

/** A type whose text becomes JSON first. */
function ofForm<T>(
  allowed: string,
  schema: ValueType<T>['schema'],
  read: ValueType<T>['read'],
  fromText: (text: string) => unknown,
): ValueType<T> {
  const parse = (text: string) => {
    const value = read(attempt(() => fromText(text)));
    if (value === undefined) throw new Error(`must be ${allowed}, not ${settingText.quote(text)}`);
    return value;
  };
  return { allowed, schema, read, parse };
}

/** What is no JSON is as good as a value that is not allowed. */
function attempt(make: () => unknown): unknown {
  try {
    return make();
  } catch {
    return undefined;
  }
}
