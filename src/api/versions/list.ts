import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { fileIdOf, fileIdParams } from '../files/file-id.ts';
import { fileJson, fileSchema } from '../files/file-json.ts';
import type { Route } from '../route.ts';
import type { AssetUrls } from '../urls.ts';

export type ListVersionsDeps = { readonly library: Pick<Library, 'versions'>; readonly urls: AssetUrls };

export function listVersions({ library, urls }: ListVersionsDeps): Route {
  return {
    method: 'GET',
    paths: ['/v1/files/:fileId/versions'],
    summary: 'All versions of a file: the current one, then the others from the newest to the oldest.',
    access: 'read',
    schema: { params: fileIdParams, response: { 200: Type.Array(fileSchema) } },
    handler: async (request) => {
      const versions = await library.versions(fileIdOf(request));
      return versions.map((version) => fileJson(version, urls));
    },
  };
}
