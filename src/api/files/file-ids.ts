/** The `fileIds` of bulk operations (rest-api.md 2.5, 2.8). */
import { Type } from 'typebox';
import type { HalftoneError } from '../../kernel/index.ts';
import { errors } from '../errors.ts';
import { isTextList, type JsonBody } from '../json-body.ts';

export function fileIdsSchema(maxItems: number) {
  return Type.Array(Type.String(), { minItems: 1, maxItems, description: 'Ids of files.' });
}

/** Errors: 400; `tooMany` above `max`. What is text but no id names no file: that is for the library to say. */
export function readFileIds(body: JsonBody, max: number, tooMany: () => HalftoneError): readonly string[] {
  const { fileIds } = body;
  if (fileIds === undefined || fileIds === null) throw errors.missingFileIds();
  if (!Array.isArray(fileIds)) throw errors.fileIdsNotAnArray();
  if (fileIds.length === 0) throw errors.noFileIds();
  if (fileIds.length > max) throw tooMany();
  if (!isTextList(fileIds)) throw errors.invalidParameter('fileIds');
  return fileIds;
}
