/** Value grammars: each reads a decoded value, writes it back in one canonical way, and says what it allows. */
import {
  COLOR_GRAMMAR,
  type Expression,
  readColor,
  readExpression,
  readNumber,
  type Scalar,
  type WrittenColor,
  writeColor,
  writeExpression,
} from '../values/index.ts';

/** `read(write(value))` is `value`, always: that is what makes canonical texts canonical. */
export type Grammar<T> = {
  /** What an error message offers: "a whole number from 1 to 100". */
  readonly allowed: string;
  /** The typed value, or undefined when `text` is not allowed. */
  read(text: string): T | undefined;
  write(value: T): string;
};

type Range = { readonly min?: number; readonly max?: number };

/** A number; a leading `N` or `-` only where the range reaches below zero. */
export function number({ min = 0, max }: Range = {}): Grammar<number> {
  const read = readerOf(min);
  return {
    allowed: `a number${describeRange(min, max)}`,
    read: (text) => within(read(text), min, max),
    write: writeSigned,
  };
}

/** A whole number. Decimals are rounded, half up: SDKs send them for pixel values. */
export function integer({ min = 0, max }: Range = {}): Grammar<number> {
  const read = readerOf(min);
  return {
    allowed: `a whole number${describeRange(min, max)}`,
    read: (text) => {
      const value = read(text);
      return value === undefined ? undefined : within(roundHalfUp(value), min, max);
    },
    write: writeSigned,
  };
}

/** A number within a range, or an expression, whose value is checked when it is known. */
export function scalar(range: Range = {}): Grammar<Scalar> {
  return either(number(range), expression);
}

export const expression: Grammar<Expression> = {
  allowed: 'an expression such as iw_div_2',
  read: readExpression,
  write: writeExpression,
};

/** One of some words. */
export function oneOf<const Words extends readonly string[]>(...words: Words): Grammar<Words[number]> {
  return {
    allowed: words.join(', '),
    read: (text) => words.find((word) => word === text),
    write: (word) => word,
  };
}

export const boolean: Grammar<boolean> = {
  allowed: 'true, false',
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  write: String,
};

export const color: Grammar<WrittenColor> = { allowed: COLOR_GRAMMAR, read: readColor, write: writeColor };

/** Any text at all. */
export const anyText: Grammar<string> = { allowed: 'a text', read: (text) => text, write: (text) => text };

/** What matches a pattern, as it is. */
export function word(pattern: RegExp, allowed: string): Grammar<string> {
  return { allowed, read: (text) => (pattern.test(text) ? text : undefined), write: (text) => text };
}

/** The first grammar that reads the text; written by the one that can. Their values must be told apart by type. */
export function either<A, B>(first: Grammar<A>, second: Grammar<B>): Grammar<A | B> {
  return {
    allowed: `${first.allowed}, or ${second.allowed}`,
    read: (text) => first.read(text) ?? second.read(text),
    write: (value) => {
      const text = typeof value === 'object' ? undefined : first.write(value as A);
      return text !== undefined && first.read(text) === value ? text : second.write(value as B);
    },
  };
}

/** Between `min` and `max` values joined by underscores. */
export function list<T>(item: Grammar<T>, { min = 1, max = 32 } = {}): Grammar<readonly T[]> {
  return {
    allowed: `${min === max ? min : `${min} to ${max}`} values joined by _, each ${item.allowed}`,
    read: (text) => {
      const parts = text.split('_', max + 1);
      if (parts.length < min || parts.length > max) return undefined;
      const values = parts.map((part) => item.read(part));
      return values.every((value) => value !== undefined) ? values : undefined;
    },
    write: (values) => values.map((value) => item.write(value)).join('_'),
  };
}

type Fields<T> = { readonly [Key in keyof T]-?: Grammar<T[Key]> };

/**
 * Arguments of an effect: `bl-15_st-40_x-10_y-N5`, in any order, each at most once. Values may contain underscores, so
 * the text is divided only before a known key.
 */
export function record<T extends object>(fields: Fields<T>): Grammar<Partial<T>> {
  const keys = Object.keys(fields) as (keyof T & string)[];
  const divider = new RegExp(`(?:^|_)(${keys.join('|')})-`, 'g');
  return {
    allowed: `${keys.map((key) => `${key}-(${fields[key].allowed})`).join(', ')}, joined by _`,
    read: (text) => {
      const found = [...text.matchAll(divider)];
      if (found[0]?.index !== 0) return undefined;
      const values: Partial<T> = {};
      for (const [index, match] of found.entries()) {
        const key = match[1] as keyof T & string;
        const value = fields[key].read(text.slice(match.index + match[0].length, found[index + 1]?.index));
        if (value === undefined || key in values) return undefined;
        values[key] = value;
      }
      return values;
    },
    write: (values) =>
      keys
        .filter((key) => values[key] !== undefined)
        .map((key) => `${key}-${fields[key].write(values[key] as T[typeof key])}`)
        .join('_'),
  };
}

/** Reads and writes through another shape. */
export function mapped<From, To>(
  grammar: Grammar<From>,
  allowed: string,
  to: (value: From) => To | undefined,
  from: (value: To) => From,
): Grammar<To> {
  return {
    allowed,
    read: (text) => {
      const value = grammar.read(text);
      return value === undefined ? undefined : to(value);
    },
    write: (value) => grammar.write(from(value)),
  };
}

/**
 * Half up, as every documented size of ImageKit is rounded. 0.35 of 90 pixels are 31.5, but in floating point a little
 * less: so little that no part of whole sides is ever truly that near to a half without being one.
 */
export function roundHalfUp(value: number): number {
  return Math.floor(value + 0.5 + ALMOST);
}

const ALMOST = 1e-7;

/** A sign is no part of what cannot be negative, not even before a zero (spec 9, row 61). */
function readerOf(min: number): (text: string) => number | undefined {
  return min < 0 ? readSigned : readNumber;
}

function readSigned(text: string): number | undefined {
  if (!/^[N-]/.test(text)) return readNumber(text);
  const value = readNumber(text.slice(1));
  return value === undefined ? undefined : 0 - value;
}

function writeSigned(value: number): string {
  return value < 0 ? `N${-value}` : `${value}`;
}

function within(value: number | undefined, min: number, max = Number.POSITIVE_INFINITY): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function describeRange(min: number, max: number | undefined): string {
  return max === undefined ? ` of at least ${min}` : ` from ${min} to ${max}`;
}
