/** What copying and moving a file have in common (rest-api.md 2.6). */
import { Type } from 'typebox';
import type { MoveRequest } from '../../library/index.ts';
import { errors } from '../errors.ts';
import type { JsonBody } from '../json-body.ts';

export const moveProperties = {
  sourceFilePath: Type.String({ description: 'The file: `/a/b/name.jpg`.' }),
  destinationPath: Type.String({ description: 'The folder; made when it is not there.' }),
};

/** Errors: 400. */
export function readMove({ sourceFilePath, destinationPath }: JsonBody): MoveRequest {
  if (!isFilled(sourceFilePath) || !isFilled(destinationPath)) throw errors.badParameters();
  return { sourceFilePath, destinationPath };
}

export function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
