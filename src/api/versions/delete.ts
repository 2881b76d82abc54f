import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import type { Route } from '../route.ts';
import { versionOf, versionParams } from './version-id.ts';

export function deleteVersion({ library }: { readonly library: Pick<Library, 'removeVersion'> }): Route {
  return {
    method: 'DELETE',
    paths: ['/v1/files/:fileId/versions/:versionId'],
    summary: 'Delete a version that is not the current one.',
    access: 'read-write',
    schema: { params: versionParams, response: { 204: Type.Null() } },
    handler: async (request, reply) => {
      await library.removeVersion(versionOf(request));
      return reply.code(204).send();
    },
  };
}
