import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { jobAnswer, moveFolderProperties, readMoveFolder } from './folder-body.ts';

/** @param method PUT is what some clients send (rest-api.md 1.10) */
export function moveFolder(
  { library }: { readonly library: Pick<Library, 'moveFolder'> },
  method: 'POST' | 'PUT',
): Route {
  return {
    method,
    paths: ['/v1/bulkJobs/moveFolder'],
    summary: 'Begin to move a folder into another one. Where its name is taken the two become one.',
    access: 'read-write',
    once: true,
    schema: { body: Type.Object(moveFolderProperties), response: { 200: jobAnswer } },
    handler: async (request) => ({ jobId: await library.moveFolder(readMoveFolder(jsonBody(request))) }),
  };
}
