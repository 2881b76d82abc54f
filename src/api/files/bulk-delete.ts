import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { fileIdsSchema, readFileIds } from './file-ids.ts';

const MAX_FILES = 100;

/** All in one transaction: there is no partial success to tell of, and so never a 207. */
export function deleteFiles({ library }: { readonly library: Pick<Library, 'removeMany'> }): Route {
  return {
    method: 'POST',
    paths: ['/v1/files/batch/deleteByFileIds'],
    summary: 'Delete up to 100 files with all their versions: all of them, or none when one does not exist.',
    access: 'read-write',
    schema: {
      body: Type.Object({ fileIds: fileIdsSchema(MAX_FILES) }),
      response: { 200: Type.Object({ successfullyDeletedFileIds: Type.Array(Type.String()) }) },
    },
    handler: async (request) => {
      const fileIds = readFileIds(jsonBody(request), MAX_FILES, errors.tooManyFilesToDelete);
      return { successfullyDeletedFileIds: await library.removeMany(fileIds) };
    },
  };
}
