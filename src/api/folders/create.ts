import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { textOf } from './folder-body.ts';

export function createFolder({ library }: { readonly library: Pick<Library, 'createFolder'> }): Route {
  return {
    method: 'POST',
    paths: ['/v1/folder'],
    summary: 'Make a folder, and those above it. One that is there is left as it is.',
    access: 'read-write',
    schema: {
      body: Type.Object({
        folderName: Type.String({ description: 'What a name may not contain becomes `_`.' }),
        parentFolderPath: Type.String({ description: '`/`, or `/a/b`.' }),
      }),
      response: { 201: Type.Object({}) },
    },
    handler: async (request, reply) => {
      const body = jsonBody(request);
      await library.createFolder({
        folderName: textOf(body, 'folderName'),
        parentFolderPath: textOf(body, 'parentFolderPath'),
      });
      // Not empty: SDKs parse whatever says that it is JSON.
      return reply.code(201).send({});
    },
  };
}
