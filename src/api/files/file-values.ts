/** Values that an upload and an update of a file take alike (rest-api.md 1.9). */
import { lengthOfTags, MAX_TAGS_LENGTH } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { isStorableText } from '../text-list.ts';

const MAX_DESCRIPTION_LENGTH = 1_000;

/** Trimmed, without empty ones and duplicates. Errors: 400 for what no tag can be, and for too many. */
export function checkTags(given: readonly string[]): readonly string[] {
  const tags = [...new Set(given.map((tag) => tag.trim()))].filter((tag) => tag !== '');
  if (!tags.every((tag) => isStorableText(tag) && !tag.includes('%'))) throw errors.invalidTags();
  if (lengthOfTags(tags) > MAX_TAGS_LENGTH) throw errors.tooManyTags();
  return tags;
}

/** `x,y,width,height`. Errors: 400. */
export function checkCustomCoordinates(value: string): string {
  if (!/^\d{1,9},\d{1,9},0*[1-9]\d{0,8},0*[1-9]\d{0,8}$/.test(value)) throw errors.invalidCustomCoordinates();
  return value;
}

/** Errors: 400. */
export function checkDescription(value: string): string {
  if (value.length > MAX_DESCRIPTION_LENGTH || !isStorableText(value)) throw errors.invalidDescription();
  return value;
}
