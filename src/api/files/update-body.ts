/** From the body of an update to what the library takes (rest-api.md 2.5). */
import type { HalftoneError } from '../../kernel/index.ts';
import type { FileChanges, Publication } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { booleanOf, isTextList, type JsonBody } from '../json-body.ts';
import { checkCustomCoordinates, checkDescription, checkTags } from './file-values.ts';

/** All but the extensions, for which the account has to be asked. Errors: 400 naming the key. */
export function readFileChanges(body: JsonBody): FileChanges {
  return {
    tags: tags(body.tags),
    customCoordinates: textOrNull(
      body.customCoordinates,
      checkCustomCoordinates,
      errors.invalidCustomCoordinates,
    ),
    description: description(body.description),
    removeAiTags: removeAiTags(body.removeAITags),
    customMetadata: customMetadata(body.customMetadata),
    publish: publish(body.publish),
  };
}

function tags(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (value === null) return [];
  if (!isTextList(value)) throw errors.invalidTags();
  return checkTags(value);
}

/** An empty text takes it away, as null does. */
function description(value: unknown): string | null | undefined {
  return textOrNull(value === '' ? null : value, checkDescription, errors.invalidDescription);
}

function textOrNull(
  value: unknown,
  check: (text: string) => string,
  invalid: () => HalftoneError,
): string | null | undefined {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'string') throw invalid();
  return check(value);
}

function removeAiTags(value: unknown): readonly string[] | 'all' | undefined {
  if (value === undefined || value === null) return undefined;
  if (value !== 'all' && !isTextList(value)) throw errors.invalidParameter('removeAITags');
  return value;
}

function customMetadata(value: unknown): JsonBody | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw errors.invalidParameter('customMetadata');
  return value as JsonBody;
}

function publish(value: unknown): Publication | undefined {
  if (value === undefined) return undefined;
  const given = (value ?? {}) as JsonBody;
  const isPublished = booleanOf(given.isPublished);
  const includeVersions = booleanOf(given.includeFileVersions ?? false);
  if (isPublished === undefined || includeVersions === undefined) throw errors.invalidParameter('publish');
  return { isPublished, includeVersions };
}
