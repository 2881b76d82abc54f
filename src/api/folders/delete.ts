import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { textOf } from './folder-body.ts';

export function deleteFolder({ library }: { readonly library: Pick<Library, 'deleteFolder'> }): Route {
  return {
    method: 'DELETE',
    paths: ['/v1/folder'],
    summary: 'Delete a folder with everything in it, at most 100,000 files, folders and versions.',
    access: 'read-write',
    once: true,
    schema: {
      body: Type.Object({ folderPath: Type.String({ description: '`/a/b`.' }) }),
      response: { 204: Type.Null() },
    },
    handler: async (request, reply) => {
      await library.deleteFolder(textOf(jsonBody(request), 'folderPath'));
      return reply.code(204).send();
    },
  };
}
