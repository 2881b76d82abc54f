import type { Library } from '../../library/index.ts';
import type { Route } from '../route.ts';
import type { AssetUrls } from '../urls.ts';
import { fileIdOf, fileIdParams } from './file-id.ts';
import { fileJson, fileSchema } from './file-json.ts';

export type FileDetailsDeps = { readonly library: Pick<Library, 'get'>; readonly urls: AssetUrls };

export function fileDetails({ library, urls }: FileDetailsDeps): Route {
  return {
    method: 'GET',
    paths: ['/v1/files/:fileId/details'],
    summary: 'The current version of a file.',
    access: 'read',
    schema: { params: fileIdParams, response: { 200: fileSchema } },
    handler: async (request) => fileJson(await library.get(fileIdOf(request)), urls),
  };
}
