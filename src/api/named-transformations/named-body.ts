/** From the body of a request to a named transformation (rest-api.md 2.16). */
import type { NamedChange } from '../../accounts/index.ts';
import { errors } from '../errors.ts';
import { booleanOf, type JsonBody } from '../json-body.ts';

/** Errors: 400 naming the key; what the texts may say, the accounts know. */
export function readNewNamed({ name, transformation, enabled }: JsonBody) {
  return {
    name: readRequired('name', name),
    transformation: readRequired('transformation', transformation),
    enabled: enabled === undefined ? true : readEnabled(enabled),
  };
}

/** What is not there stays. Errors: 400 naming the key. */
export function readNamedChange({ name, transformation, enabled }: JsonBody): NamedChange {
  return {
    name: name === undefined ? undefined : readText('name', name),
    transformation: transformation === undefined ? undefined : readText('transformation', transformation),
    enabled: enabled === undefined ? undefined : readEnabled(enabled),
  };
}

function readRequired(key: string, value: unknown): string {
  if (value === undefined || value === null || value === '') throw errors.missingParameter(key);
  return readText(key, value);
}

function readText(key: string, value: unknown): string {
  if (typeof value !== 'string') throw errors.invalidParameter(key);
  return value;
}

function readEnabled(value: unknown): boolean {
  const enabled = booleanOf(value);
  if (enabled === undefined) throw errors.invalidFlag('enabled');
  return enabled;
}
