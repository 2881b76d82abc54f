/** Saved extensions as the API shows them (rest-api.md 2.15). */
import { Type } from 'typebox';
import type { SavedExtension } from '../../accounts/index.ts';
import { configSchema } from '../extensions/schemas.ts';

export const MAX_NAME_LENGTH = 200;
export const MAX_DESCRIPTION_LENGTH = 2_000;

export const savedProperties = {
  name: Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH, description: 'What people call it.' }),
  description: Type.String({
    minLength: 1,
    maxLength: MAX_DESCRIPTION_LENGTH,
    description: 'What it does, for people.',
  }),
  config: configSchema,
};

const time = Type.String({ format: 'date-time', description: 'ISO 8601 in UTC, with milliseconds.' });

export const savedSchema = Type.Object(
  {
    id: Type.String({ description: 'To ask for it by `{"name":"saved-extension","id":"…"}`.' }),
    ...savedProperties,
    createdAt: time,
    updatedAt: time,
  },
  { $id: 'SavedExtension' },
);

export function savedJson({ createdAt, updatedAt, ...saved }: SavedExtension) {
  return {
    id: saved.id,
    name: saved.name,
    description: saved.description,
    config: saved.config,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
