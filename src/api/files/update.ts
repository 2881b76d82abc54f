import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import type { AssetUrls } from '../urls.ts';
import { fileIdOf, fileIdParams } from './file-id.ts';
import { fileJson, fileSchema } from './file-json.ts';
import { readFileChanges } from './update-body.ts';

export type UpdateFileDeps = { readonly library: Pick<Library, 'update'>; readonly urls: AssetUrls };

export function updateFile({ library, urls }: UpdateFileDeps): Route {
  return {
    method: 'PATCH',
    paths: ['/v1/files/:fileId/details'],
    summary: 'Change the current version of a file.',
    access: 'read-write',
    schema: {
      params: fileIdParams,
      body: Type.Object({
        tags: Type.Optional(
          Type.Union([Type.Array(Type.String()), Type.Null()], {
            description: 'Replaces all; at most 500 characters together.',
          }),
        ),
        customCoordinates: Type.Optional(
          Type.Union([Type.String({ description: '`x,y,width,height`' }), Type.Null()]),
        ),
        description: Type.Optional(Type.Union([Type.String({ maxLength: 1000 }), Type.Null()])),
        removeAITags: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Literal('all')])),
        customMetadata: Type.Optional(
          Type.Record(Type.String(), Type.Unknown(), { description: 'Merged; null takes a value away.' }),
        ),
        publish: Type.Optional(
          Type.Object({
            isPublished: Type.Boolean(),
            includeFileVersions: Type.Optional(Type.Boolean({ description: '`false` by default.' })),
          }),
        ),
      }),
      response: { 200: fileSchema },
    },
    handler: async (request) => {
      const changes = readFileChanges(jsonBody(request));
      return fileJson(await library.update(fileIdOf(request), changes), urls);
    },
  };
}
