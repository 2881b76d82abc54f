import type { Library } from '../../library/index.ts';
import { fileJson, fileSchema } from '../files/file-json.ts';
import type { Route } from '../route.ts';
import type { AssetUrls } from '../urls.ts';
import { versionOf, versionParams } from './version-id.ts';

export type VersionDetailsDeps = { readonly library: Pick<Library, 'version'>; readonly urls: AssetUrls };

export function versionDetails({ library, urls }: VersionDetailsDeps): Route {
  return {
    method: 'GET',
    paths: ['/v1/files/:fileId/versions/:versionId'],
    summary: 'One version of a file.',
    access: 'read',
    schema: { params: versionParams, response: { 200: fileSchema } },
    handler: async (request) => fileJson(await library.version(versionOf(request)), urls),
  };
}
