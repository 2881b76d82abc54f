import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import type { Route } from '../route.ts';

export function purgeStatus({ library }: { readonly library: Pick<Library, 'isPurged'> }): Route {
  return {
    method: 'GET',
    paths: ['/v1/files/purge/:requestId'],
    summary: 'Whether a purge is over, that of a rename too. Records are kept for a month.',
    access: 'read',
    schema: {
      params: Type.Object({ requestId: Type.String({ pattern: '^[0-9a-f]{24}$' }) }),
      response: {
        200: Type.Object({ status: Type.Union([Type.Literal('Pending'), Type.Literal('Completed')]) }),
      },
    },
    handler: async (request) => {
      const { requestId } = request.params as { readonly requestId: string };
      return { status: (await library.isPurged(requestId)) ? 'Completed' : 'Pending' };
    },
  };
}
