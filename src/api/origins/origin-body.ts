/** From the body of a request to an origin, checked by the table of types (rest-api.md 6.3). */
import {
  fieldsOf,
  type GivenOrigin,
  ORIGIN_TYPES,
  type OriginField,
  type OriginType,
} from '../../accounts/index.ts';
import { isWebUrl } from '../../net/index.ts';
import { errors } from '../errors.ts';
import { booleanOf, type JsonBody } from '../json-body.ts';
import { isTextOf, refuseUnknownKeys } from '../strict-body.ts';

/** What may be left out gets its default. Errors: 400 naming the key. */
export function readOrigin(body: JsonBody): GivenOrigin {
  const type = ORIGIN_TYPES.find((known) => known === body.type);
  if (type === undefined) throw errors.invalidOriginType(ORIGIN_TYPES.join(', '));
  const fields = fieldsOf(type);
  refuseUnknownKeys(body, ['type', ...Object.keys(fields)]);
  const values: Record<string, string | boolean> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = readField(name, field, body[name]);
    if (value !== undefined) values[name] = value;
  }
  checkKeys(type, values);
  return { type, values };
}

function readField(name: string, field: OriginField, value: unknown): string | boolean | undefined {
  switch (field.kind) {
    case 'flag':
      return readFlag(name, value);
    case 'url':
      return readUrl(name, field, value);
    case 'text':
      return readText(name, field, value);
  }
}

function readFlag(name: string, value: unknown): boolean {
  const flag = value === undefined ? false : booleanOf(value);
  if (flag === undefined) throw errors.mustBe(name, 'true or false');
  return flag;
}

function readUrl(
  name: string,
  { optional }: OriginField & { readonly kind: 'url' },
  value: unknown,
): string | undefined {
  if (value === undefined && optional) return undefined;
  if (!optional && (typeof value !== 'string' || value === '')) throw errors.requiredText(name);
  if (!isWebUrl(value))
    throw errors.mustBe(name, 'an absolute http or https URL without user name and fragment');
  return value;
}

function readText(name: string, field: OriginField & { readonly kind: 'text' }, value: unknown): string {
  const { min, max, fallback, pattern, admits } = field;
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value !== 'string' && fallback !== undefined) throw errors.mustBe(name, 'a string');
  if (typeof value !== 'string' || (value === '' && min > 0)) throw errors.requiredText(name);
  if (!isTextOf(value, { min, max })) throw errors.mustBe(name, `valid text of at most ${max} characters`);
  if (pattern !== undefined && !pattern.test(value)) throw errors.mustBe(name, admits ?? 'valid');
  return value;
}

/** Keys are empty where a role takes their place, and nowhere else. */
function checkKeys(type: OriginType, values: GivenOrigin['values']): void {
  if (!('useIAMRole' in fieldsOf(type)) || values.useIAMRole === true) return;
  for (const name of ['accessKey', 'secretKey']) {
    if (values[name] === '') throw errors.requiredText(name);
  }
}
