import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { flagOf, jobAnswer, moveFolderProperties, readMoveFolder } from './folder-body.ts';

/** @param method PUT is what some clients send (rest-api.md 1.10) */
export function copyFolder(
  { library }: { readonly library: Pick<Library, 'copyFolder'> },
  method: 'POST' | 'PUT',
): Route {
  return {
    method,
    paths: ['/v1/bulkJobs/copyFolder'],
    summary: 'Begin to copy a folder into another one. Where its name is taken the two become one.',
    access: 'read-write',
    once: true,
    schema: {
      body: Type.Object({
        ...moveFolderProperties,
        includeVersions: Type.Optional(
          Type.Boolean({ description: 'Whether older versions come along; `false` by default.' }),
        ),
      }),
      response: { 200: jobAnswer },
    },
    handler: async (request) => {
      const body = jsonBody(request);
      const move = readMoveFolder(body);
      // Older clients call it otherwise.
      const name = body.includeVersions === undefined ? 'includeFileVersions' : 'includeVersions';
      return { jobId: await library.copyFolder({ ...move, includeVersions: flagOf(body, name) }) };
    },
  };
}
