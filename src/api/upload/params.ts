/** From the text fields of an upload to what the library takes (rest-api.md 1.9, 2.3). */
import { parseExtensionsText } from '../../extensions/index.ts';
import { parseJson } from '../../kernel/index.ts';
import { type IngestRequest, sanitizeFileName, sanitizeFolderPath } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { checkWebhookUrl } from '../extensions/read.ts';
import { checkCustomCoordinates, checkDescription, checkTags } from '../files/file-values.ts';
import { textList } from '../text-list.ts';
import { type FormFields, lastValue, type UploadField, values } from './fields.ts';
import { readUploadTransformation, type UploadTransformation } from './transformation.ts';

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

export type UploadParams = {
  readonly ingest: IngestRequest;
  readonly responseFields: ReadonlySet<ResponseField>;
  /** An expression that the upload must fulfil, as sent. */
  readonly checks: string | undefined;
  readonly transformation: UploadTransformation | undefined;
  /** JSON that is still to be read, since it may name what the account has saved. */
  readonly extensions: unknown;
  readonly webhookUrl: string | undefined;
};

/** Errors: 400 naming the field. */
export function readUploadParams(fields: FormFields): UploadParams {
  const fileName = lastValue(fields, 'fileName');
  if (fileName === undefined || fileName === '') throw errors.missingParameter('fileName');
  return {
    ingest: {
      fileName: sanitizeFileName(fileName),
      folder: sanitizeFolderPath(lastValue(fields, 'folder') ?? '/'),
      useUniqueFileName: flag(fields, 'useUniqueFileName', true),
      overwriteFile: flag(fields, 'overwriteFile', true),
      overwriteTags: flag(fields, 'overwriteTags', true),
      overwriteAITags: flag(fields, 'overwriteAITags', true),
      overwriteCustomMetadata: flag(fields, 'overwriteCustomMetadata', true),
      isPrivateFile: flag(fields, 'isPrivateFile', false),
      isPublished: flag(fields, 'isPublished', true),
      tags: tags(values(fields, 'tags')),
      customCoordinates: customCoordinates(lastValue(fields, 'customCoordinates')),
      description: description(lastValue(fields, 'description')),
      customMetadata: customMetadata(lastValue(fields, 'customMetadata')),
    },
    responseFields: responseFields(values(fields, 'responseFields')),
    checks: lastValue(fields, 'checks')?.trim() || undefined,
    transformation: readUploadTransformation(lastValue(fields, 'transformation')),
    extensions: extensions(lastValue(fields, 'extensions')),
    webhookUrl: checkWebhookUrl(lastValue(fields, 'webhookUrl')),
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
  if (found === undefined) throw errors.invalidTags();
  return checkTags(found);
}

function customCoordinates(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : checkCustomCoordinates(value);
}

function description(value: string | undefined): string | undefined {
  return value === undefined ? undefined : checkDescription(value);
}

/** An empty value is as good as none; an empty object is a set without values. */
function customMetadata(value: string | undefined): IngestRequest['customMetadata'] {
  if (value === undefined || value.trim() === '') return undefined;
  let parsed: unknown;
  try {
    parsed = parseJson(value);
  } catch (cause) {
    throw errors.invalidCustomMetadataParameter().because(cause);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw errors.invalidCustomMetadataParameter();
  }
  return parsed as Readonly<Record<string, unknown>>;
}

function responseFields(given: readonly string[]): ReadonlySet<ResponseField> {
  const names = textList(given);
  const known = names?.every((name): name is ResponseField =>
    RESPONSE_FIELDS.some((field) => field === name),
  );
  if (names === undefined || known !== true) throw errors.invalidResponseFields();
  return new Set(names as readonly ResponseField[]);
}

function extensions(value: string | undefined): unknown {
  return value === undefined || value.trim() === '' ? undefined : parseExtensionsText(value);
}
