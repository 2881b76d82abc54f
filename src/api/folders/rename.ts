import { Type } from 'typebox';
import { HalftoneError, toPlain } from '../../kernel/index.ts';
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
      const jobId = await rename(jsonBody(request)).catch(throwWithoutReason);
      return reply.code(202).send({ jobId });
    },
  };

  async function rename(body: JsonBody): Promise<string> {
    return library.renameFolder({
      folderPath: nameOf(body, 'folderPath'),
      newFolderName: nameOf(body, 'newFolderName'),
      purge: flagOf(body, 'purgeCache'),
    });
  }
}

/** Of all requests about folders this one alone has none (rest-api.md 1.7). */
function throwWithoutReason(error: unknown): never {
  throw error instanceof HalftoneError
    ? new HalftoneError({ ...toPlain(error), reason: undefined }, { cause: error.cause })
    : error;
}

/** This request has words of its own for what is missing. */
function nameOf(body: JsonBody, name: string): string {
  if (body[name] === undefined || body[name] === null || body[name] === '')
    throw errors.missingRenameFolderParameter(name);
  return textOf(body, name);
}
