import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { type JsonBody, jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { flagOf, jobAnswer, textOf } from './folder-body.ts';

export function renameFolder({ library }: { readonly library: Pick<Library, 'renameFolder'> }): Route {
  return {
    method: 'POST',
    paths: ['/v1/bulkJobs/renameFolder'],
    summary: 'Begin to give a folder another name.',
    access: 'read-write',
    once: true,
    schema: {
      body: Type.Object({
        folderPath: Type.String({ description: '`/a/b`' }),
        newFolderName: Type.String({ description: 'What a name may not contain becomes `_`.' }),
        purgeCache: Type.Optional(Type.Boolean({ description: '`false` by default.' })),
      }),
      response: { 202: jobAnswer },
    },
    handler: async (request, reply) => {
      const body = jsonBody(request);
      const jobId = await library.renameFolder({
        folderPath: nameOf(body, 'folderPath'),
        newFolderName: nameOf(body, 'newFolderName'),
        purge: flagOf(body, 'purgeCache'),
      });
      return reply.code(202).send({ jobId });
    },
  };
}

/** This request has words of its own for what is missing. */
function nameOf(body: JsonBody, name: string): string {
  if (body[name] === undefined || body[name] === '') throw errors.missingRenameFolderParameter(name);
  return textOf(body, name);
}
