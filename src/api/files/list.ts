import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import type { Route } from '../route.ts';
import type { AssetUrls } from '../urls.ts';
import { fileJson, fileSchema, folderJson, folderSchema } from './file-json.ts';
import { readListQuery } from './list-query.ts';

export type ListFilesDeps = { readonly library: Pick<Library, 'list'>; readonly urls: AssetUrls };

export function listFiles({ library, urls }: ListFilesDeps): Route {
  return {
    method: 'GET',
    paths: ['/v1/files'],
    summary: 'List files and folders, a page at a time.',
    access: 'read',
    schema: {
      querystring: Type.Object({
        type: Type.Optional(
          Type.String({ description: '`file` (default), `file-version`, `folder`, `all`.' }),
        ),
        sort: Type.Optional(Type.String({ description: '`ASC_CREATED` by default.' })),
        path: Type.Optional(Type.String({ description: 'Exactly this folder, one level.' })),
        fileType: Type.Optional(Type.String({ description: '`all` (default), `image`, `non-image`.' })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
        skip: Type.Optional(Type.Integer({ minimum: 0 })),
        tags: Type.Optional(Type.String({ description: 'Comma-separated; files with any of them.' })),
        name: Type.Optional(Type.String({ description: 'The exact name.' })),
      }),
      response: { 200: Type.Array(Type.Union([fileSchema, folderSchema])) },
    },
    handler: async (request) => {
      const records = await library.list(readListQuery(request.query as URLSearchParams));
      return records.map((record) => (record.kind === 'file' ? fileJson(record, urls) : folderJson(record)));
    },
  };
}
