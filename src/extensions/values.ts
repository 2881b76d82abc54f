/** Values of a JSON document with the place they stand at, such as `extensions[0].tasks[2].instruction`. */
import { ExtensionProblem } from './errors.ts';

export type Json = Readonly<Record<string, unknown>>;

export function objectAt(value: unknown, where: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new ExtensionProblem(where, 'an object is expected');
}

export function listAt(
  value: unknown,
  where: string,
  { min = 0, max }: { readonly min?: number; readonly max: number },
): readonly unknown[] {
  if (Array.isArray(value) && value.length >= min && value.length <= max) return value;
  throw new ExtensionProblem(where, `a list of ${min} to ${max} items is expected`);
}

/** Text with `min` to `max` characters that a database can keep. */
export function textAt(
  value: unknown,
  where: string,
  { min = 1, max }: { readonly min?: number; readonly max: number },
): string {
  const isText = typeof value === 'string' && value.length >= min && value.length <= max;
  if (isText && value.isWellFormed() && !value.includes('\0')) return value;
  throw new ExtensionProblem(where, `text of ${min} to ${max} characters is expected`);
}

export function integerAt(
  value: unknown,
  where: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) return Number(value);
  throw new ExtensionProblem(where, `a whole number from ${min} to ${max} is expected`);
}

export function booleanAt(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExtensionProblem(where, 'true or false is expected');
}

/** `read` where there is a value, undefined where there is none: how an optional key is left out of the result. */
export function optional<T>(
  object: Json,
  key: string,
  where: string,
  read: (value: unknown, where: string) => T,
): T | undefined {
  const value = object[key];
  return value === undefined || value === null ? undefined : read(value, `${where}.${key}`);
}

/** Without the keys whose value is undefined. */
export function present<T extends object>(object: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}
