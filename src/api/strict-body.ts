/** Bodies in which every key must be known (rest-api.md 1.6: origins and URL endpoints). */
import { errors } from './errors.ts';
import type { JsonBody } from './json-body.ts';
import { isStorableText } from './text-list.ts';

/** What a message shows of names that somebody sent. */
const SHOWN_NAMES = 10;
const SHOWN_CHARACTERS = 100;

/** Errors: `unknownParameters`, which names them. */
export function refuseUnknownKeys(body: object, known: readonly string[], inside = ''): void {
  const unknown = Object.keys(body).filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  const shown = unknown.slice(0, SHOWN_NAMES).map((key) => (inside + key).slice(0, SHOWN_CHARACTERS));
  throw errors.unknownParameters(shown.join(', '));
}

export function isObject(value: unknown): value is JsonBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it is text that a database keeps, of so many characters. */
export function isTextOf(value: unknown, { min, max }: { min: number; max: number }): value is string {
  if (typeof value !== 'string' || !isStorableText(value)) return false;
  const length = characters(value);
  return min <= length && length <= max;
}

/** Unicode characters, as JSON Schema counts them. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
