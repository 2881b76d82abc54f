/** How a value of each type is read: from a quoted text or a bare word to what is compared. */
import type { Value, ValueType } from '../ast.ts';
import type { Token } from '../lexer.ts';
import { readDate } from './dates.ts';
import { readNumber, readQuantity, UNIT_TAIL } from './quantities.ts';

export { formatOf, mediaTypesOf } from './formats.ts';
export {
  haversineOf,
  isInside,
  latitudesOf,
  RADIANS,
  readRegion,
  sidesOf,
} from './geo.ts';

export type Reading = {
  /** For error messages. */
  readonly expected: string;
  /** A word after a bare word that belongs to it. */
  readonly tail?: RegExp;
  /** Undefined where the token is no such value. */
  readonly read: (token: Token, now: number) => Value | undefined;
};

const KINDS = ['file', 'file-version', 'folder'];

const text: Reading = { expected: 'a text', read: (token) => token.text };

export const readings: Readonly<Record<Exclude<ValueType, 'region'>, Reading>> = {
  text,
  name: { ...text, read: (token) => token.text.normalize('NFC') },
  path: {
    expected: 'the path of a folder',
    read: (token) => `/${token.text.normalize('NFC').split('/').filter(Boolean).join('/')}`,
  },
  folder: { ...text, read: (token) => token.text.normalize('NFC').replace(/^\/+|\/+$/g, '') },
  kind: {
    expected: '"file", "file-version" or "folder"',
    read: ({ text }) => (KINDS.includes(text) ? text : undefined),
  },
  format: {
    expected: 'a format such as "jpg"',
    read: ({ text }) => (text.toLowerCase() === 'jpeg' ? 'jpg' : text.toLowerCase()),
  },
  number: { expected: 'a number', read: ({ text }) => readNumber(text) },
  size: {
    expected: 'a size such as 500 or "1mb"',
    tail: UNIT_TAIL.size,
    read: ({ text }) => readQuantity(text, 'size'),
  },
  duration: {
    expected: 'a duration such as 30 or "1.5min"',
    tail: UNIT_TAIL.duration,
    read: ({ text }) => readQuantity(text, 'duration'),
  },
  date: {
    expected: 'a date such as "2026-01-31", "2026-01-31T12:00:00" or "7d"',
    tail: /^\d\d:\d\d/,
    read: ({ text }, now) => readDate(text, now),
  },
  boolean: { expected: 'true or false', read: ({ text }) => readBoolean(text) },
  option: {
    expected: 'a text, a number, true or false',
    read: ({ text, quoted }) => (quoted ? text : (readNumber(text) ?? readBoolean(text) ?? text)),
  },
};

function readBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}
