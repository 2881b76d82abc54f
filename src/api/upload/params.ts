/** From the text fields of an upload to what the library takes (rest-api.md 1.9, 2.3). */
import { type IngestRequest, sanitizeFileName, sanitizeFolderPath } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { isStorableText, textList } from '../text-list.ts';
import { type FormFields, lastValue, type UploadField, values } from './fields.ts';

/** Length of all tags of a file together, in characters. */
const MAX_TAGS_LENGTH = 500;
const MAX_DESCRIPTION_LENGTH = 1_000;

export const RESPONSE_FIELDS = [
  'tags',
  'customCoordinates',
  'isPrivateFile',
  'embeddedMetadata',
  'isPublished',
  'customMetadata',
  'metadata',
  'selectedFieldsSchema',
] as const;
export type ResponseField = (typeof RESPONSE_FIELDS)[number];

/** Parts of the API that are known and not built: asking for them is refused by name, never silently dropped. */
const NOT_AVAILABLE = ['extensions', 'webhookUrl', 'customMetadata', 'transformation', 'checks'] as const;
const NOT_AVAILABLE_IN_RESPONSE: readonly ResponseField[] = ['embeddedMetadata', 'metadata'];

export type UploadParams = {
  readonly ingest: IngestRequest;
  readonly responseFields: ReadonlySet<ResponseField>;
};

/** Errors: 400 naming the field. */
export function readUploadParams(fields: FormFields): UploadParams {
  const fileName = lastValue(fields, 'fileName');
  if (fileName === undefined || fileName === '') throw errors.missingParameter('fileName');
  for (const name of NOT_AVAILABLE) {
    if (!asksForNothing(lastValue(fields, name))) throw errors.notAvailable(name);
  }
  // Without custom metadata there is nothing to keep, so either answer is right; only nonsense is refused.
  flag(fields, 'overwriteCustomMetadata', true);
  return {
    ingest: {
      fileName: sanitizeFileName(fileName),
      folder: sanitizeFolderPath(lastValue(fields, 'folder') ?? '/'),
      useUniqueFileName: flag(fields, 'useUniqueFileName', true),
      overwriteFile: flag(fields, 'overwriteFile', true),
      overwriteTags: flag(fields, 'overwriteTags', true),
      overwriteAITags: flag(fields, 'overwriteAITags', true),
      isPrivateFile: flag(fields, 'isPrivateFile', false),
      isPublished: flag(fields, 'isPublished', true),
      tags: tags(values(fields, 'tags')),
      customCoordinates: customCoordinates(lastValue(fields, 'customCoordinates')),
      description: description(lastValue(fields, 'description')),
    },
    responseFields: responseFields(values(fields, 'responseFields')),
  };
}

function flag(fields: FormFields, name: UploadField, absent: boolean): boolean {
  const value = lastValue(fields, name);
  if (value === undefined) return absent;
  if (value !== 'true' && value !== 'false') throw errors.invalidFlag(name);
  return value === 'true';
}

function tags(given: readonly string[]): readonly string[] | undefined {
  if (given.length === 0) return undefined;
  const found = textList(given);
  if (found?.every((tag) => isStorableText(tag) && !tag.includes('%')) !== true) {
    throw errors.invalidTags();
  }
  if (found.reduce((sum, tag) => sum + tag.length, 0) > MAX_TAGS_LENGTH) throw errors.tooManyTags();
  return found;
}

function customCoordinates(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (!/^\d{1,9},\d{1,9},0*[1-9]\d{0,8},0*[1-9]\d{0,8}$/.test(value)) {
    throw errors.invalidCustomCoordinates();
  }
  return value;
}

function description(value: string | undefined): string | undefined {
  if (value !== undefined && (value.length > MAX_DESCRIPTION_LENGTH || !isStorableText(value))) {
    throw errors.invalidDescription();
  }
  return value;
}

function responseFields(given: readonly string[]): ReadonlySet<ResponseField> {
  const names = textList(given);
  const known = names?.every((name): name is ResponseField =>
    RESPONSE_FIELDS.some((field) => field === name),
  );
  if (names === undefined || known !== true) throw errors.invalidResponseFields();
  const fields = new Set(names as readonly ResponseField[]);
  const missing = NOT_AVAILABLE_IN_RESPONSE.find((name) => fields.has(name));
  if (missing !== undefined) throw errors.valueNotAvailable('responseFields', missing);
  return fields;
}

/** An empty value, list or object. */
function asksForNothing(value: string | undefined): boolean {
  return value === undefined || /^\s*(|\[\s*\]|\{\s*\})\s*$/.test(value);
}
