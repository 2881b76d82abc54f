import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { booleanOf, jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { moveProperties, readMove } from './move-body.ts';

/** @param method PUT is what some clients send (rest-api.md 1.10) */
export function copyFile(
  { library }: { readonly library: Pick<Library, 'copy'> },
  method: 'POST' | 'PUT',
): Route {
  return {
    method,
    paths: ['/v1/files/copy'],
    summary: 'Copy a file into a folder. A file of its name there gets the copy as its next version.',
    access: 'read-write',
    once: true,
    schema: {
      body: Type.Object({
        ...moveProperties,
        includeFileVersions: Type.Optional(
          Type.Boolean({ description: 'Whether older versions come along; `false` by default.' }),
        ),
      }),
      response: { 204: Type.Null() },
    },
    handler: async (request, reply) => {
      const body = jsonBody(request);
      const move = readMove(body);
      const includeVersions = booleanOf(body.includeFileVersions ?? body.includeVersions ?? false);
      if (includeVersions === undefined) throw errors.badParameters();
      await library.copy({ ...move, includeVersions });
      return reply.code(204).send();
    },
  };
}
