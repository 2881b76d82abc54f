/** What the bodies of requests about folders have in common. */
import { Type } from 'typebox';
import { errors } from '../errors.ts';
import { booleanOf, type JsonBody } from '../json-body.ts';

export const jobAnswer = Type.Object({ jobId: Type.String({ pattern: '^[0-9a-f]{24}$' }) });

export const moveFolderProperties = {
  sourceFolderPath: Type.String({ description: '`/a/b`: slashes at the ends are optional.' }),
  destinationPath: Type.String({
    description: 'The folder into which it is put; made where it is not there.',
  }),
};

/** Errors: 400 with a reason for what is missing, empty or no text. */
export function textOf(body: JsonBody, name: string): string {
  const value = body[name];
  if (value === undefined || value === null || value === '') throw errors.missingFolderParameter(name);
  if (typeof value !== 'string') throw errors.invalidFolderParameter(name);
  return value;
}

/** Errors: 400 with a reason. */
export function flagOf(body: JsonBody, name: string): boolean {
  const value = booleanOf(body[name] ?? false);
  if (value === undefined) throw errors.invalidFolderParameter(name);
  return value;
}

export function readMoveFolder(body: JsonBody) {
  return {
    sourceFolderPath: textOf(body, 'sourceFolderPath'),
    destinationPath: textOf(body, 'destinationPath'),
  };
}
