import { isWebUrl, MAX_WEB_URL_LENGTH } from '../net/index.ts';
import type { RemoveBg } from './config.ts';
import { ExtensionProblem } from './errors.ts';
import { booleanAt, type Json, objectAt, optional, present, textAt } from './values.ts';

const HEX = /^([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const COLOR_NAME = /^[a-z]{3,30}$/i;

/** Options that are not known are ignored: ImageKit's own samples misspell one (rest-api.md 2.14). */
export function readRemoveBg(given: Json, where: string): RemoveBg {
  const options = optional(given, 'options', where, readOptions);
  return { name: 'remove-bg', ...(options && { options }) };
}

function readOptions(value: unknown, where: string): NonNullable<RemoveBg['options']> {
  const given = objectAt(value, where);
  const options = {
    add_shadow: optional(given, 'add_shadow', where, booleanAt),
    semitransparency: optional(given, 'semitransparency', where, booleanAt),
    // An empty text is as good as none.
    bg_color: optional(given, 'bg_color', where, readColor) || undefined,
    bg_image_url: optional(given, 'bg_image_url', where, readImageUrl) || undefined,
  };
  if (options.bg_color !== undefined && options.bg_image_url !== undefined)
    throw new ExtensionProblem(where, 'bg_color and bg_image_url exclude each other');
  return present(options) as NonNullable<RemoveBg['options']>;
}

function readColor(value: unknown, where: string): string {
  const text = textAt(value, where, { min: 0, max: 30 });
  if (text === '' || HEX.test(text) || COLOR_NAME.test(text)) return text;
  throw new ExtensionProblem(where, 'a colour is expected: hex digits without #, or a name');
}

function readImageUrl(value: unknown, where: string): string {
  const text = textAt(value, where, { min: 0, max: MAX_WEB_URL_LENGTH });
  if (text === '' || isWebUrl(text)) return text;
  throw new ExtensionProblem(
    where,
    'an absolute http or https URL without user name and fragment is expected',
  );
}
