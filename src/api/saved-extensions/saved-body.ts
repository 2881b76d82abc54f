/** From the body of a request to what the accounts keep as a saved extension (rest-api.md 2.15). */
import type { ExtensionChange, GivenExtension } from '../../accounts/index.ts';
import { type Lookups, parseConfiguration } from '../../extensions/index.ts';
import { errors } from '../errors.ts';
import type { JsonBody } from '../json-body.ts';
import { isStorableText } from '../text-list.ts';
import { MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from './saved-json.ts';

/** Errors: 400 naming the key. */
export function readNewSaved(body: JsonBody, lookups: Pick<Lookups, 'field'>): GivenExtension {
  for (const key of ['name', 'description']) {
    const value = body[key];
    if (value === undefined || value === null || value === '') throw errors.missingParameter(key);
  }
  return {
    name: readName(body.name),
    description: readDescription(body.description),
    config: parseConfiguration(body.config, lookups),
  };
}

/** Errors: 400 naming the key. */
export function readSavedChange(body: JsonBody, lookups: Pick<Lookups, 'field'>): ExtensionChange {
  return {
    name: body.name === undefined ? undefined : readName(body.name),
    description: body.description === undefined ? undefined : readDescription(body.description),
    config: body.config === undefined ? undefined : parseConfiguration(body.config, lookups),
  };
}

function readName(value: unknown): string {
  return readText('name', value, MAX_NAME_LENGTH);
}

function readDescription(value: unknown): string {
  return readText('description', value, MAX_DESCRIPTION_LENGTH);
}

function readText(key: string, value: unknown, maxLength: number): string {
  const isText = typeof value === 'string' && value.length >= 1 && value.length <= maxLength;
  if (!isText || !isStorableText(value)) throw errors.invalidParameter(key);
  return value;
}
