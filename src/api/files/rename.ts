import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { booleanOf, jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { isFilled } from './move-body.ts';

/** @param method POST is a tolerance (rest-api.md 1.10) */
export function renameFile(
  { library }: { readonly library: Pick<Library, 'rename'> },
  method: 'PUT' | 'POST',
): Route {
  return {
    method,
    paths: ['/v1/files/rename'],
    summary: 'Give a file, with all its versions, another name in its folder.',
    access: 'read-write',
    schema: {
      body: Type.Object({
        filePath: Type.String({ description: '`/a/b/name.jpg`' }),
        newFileName: Type.String({ description: 'What a name may not contain becomes `_`.' }),
        purgeCache: Type.Optional(Type.Boolean({ description: '`false` by default.' })),
      }),
      response: { 200: Type.Object({ purgeRequestId: Type.Optional(Type.String()) }) },
    },
    handler: async (request) => {
      const { filePath, newFileName, purgeCache = false } = jsonBody(request);
      if (!isFilled(filePath) || !isFilled(newFileName)) throw errors.badParameters();
      const purge = booleanOf(purgeCache);
      if (purge === undefined) throw errors.invalidRenameParameter('purgeCache');
      const { purgeId } = await library.rename({ filePath, newFileName, purge });
      return purgeId === undefined ? {} : { purgeRequestId: purgeId };
    },
  };
}
