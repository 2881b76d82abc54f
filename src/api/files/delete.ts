import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import type { Route } from '../route.ts';
import { fileIdOf, fileIdParams } from './file-id.ts';

export function deleteFile({ library }: { readonly library: Pick<Library, 'remove'> }): Route {
  return {
    method: 'DELETE',
    paths: ['/v1/files/:fileId'],
    summary: 'Delete a file with all its versions.',
    access: 'read-write',
    schema: { params: fileIdParams, response: { 204: Type.Null() } },
    handler: async (request, reply) => {
      await library.remove(fileIdOf(request));
      return reply.code(204).send();
    },
  };
}
