/** From the body of a request to what the library takes as a field (rest-api.md 2.12). */
import type { FieldChange, NewField } from '../../library/index.ts';
import { errors } from '../errors.ts';
import type { JsonBody } from '../json-body.ts';
import { isStorableText } from '../text-list.ts';

const NAME = /^[A-Za-z0-9_-]{1,100}$/;
const MAX_LABEL_LENGTH = 100;
const MAX_DESCRIPTION_LENGTH = 500;

/** Errors: 400 naming the key. */
export function readNewField({ name, label, schema, description }: JsonBody): NewField {
  const given = { name, label, schema };
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === '') throw errors.missingParameter(key);
  }
  if (typeof name !== 'string' || !NAME.test(name)) throw errors.invalidFieldName();
  return {
    name,
    label: checkLabel(label),
    schema: checkSchema(schema),
    description: checkDescription(description) || null,
  };
}

/** Errors: 400. */
export function readFieldChange(body: JsonBody): FieldChange {
  if (body.name !== undefined) throw errors.fieldNameFixed();
  const { label, schema, description } = body;
  if (label === undefined && schema === undefined && description === undefined) throw errors.noFieldChange();
  return {
    label: label === undefined ? undefined : checkLabel(label),
    schema: schema === undefined ? undefined : checkSchema(schema),
    description: checkDescription(description),
  };
}

function checkLabel(value: unknown): string {
  const isLabel = typeof value === 'string' && value.trim() !== '' && value.length <= MAX_LABEL_LENGTH;
  if (!isLabel || !isStorableText(value)) throw errors.invalidParameter('label');
  return value;
}

function checkSchema(value: unknown): JsonBody {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw errors.invalidParameter('schema');
  return value as JsonBody;
}

/** Null is as good as an empty text. */
function checkDescription(value: unknown): string | undefined {
  const text = value === null ? '' : value;
  if (text === undefined) return undefined;
  const isDescription = typeof text === 'string' && text.length <= MAX_DESCRIPTION_LENGTH;
  if (!isDescription || !isStorableText(text)) throw errors.invalidFieldDescription();
  return text;
}
