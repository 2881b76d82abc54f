import type { Library } from '../../library/index.ts';
import { fileJson, fileSchema } from '../files/file-json.ts';
import type { Route } from '../route.ts';
import type { AssetUrls } from '../urls.ts';
import { versionOf, versionParams } from './version-id.ts';

export type RestoreVersionDeps = {
  readonly library: Pick<Library, 'restoreVersion'>;
  readonly urls: AssetUrls;
};

export function restoreVersion({ library, urls }: RestoreVersionDeps): Route {
  return {
    method: 'PUT',
    paths: ['/v1/files/:fileId/versions/:versionId/restore'],
    summary: 'Make a version the current one; the one that was becomes an older version.',
    access: 'read-write',
    schema: { params: versionParams, response: { 200: fileSchema } },
    handler: async (request) => fileJson(await library.restoreVersion(versionOf(request)), urls),
  };
}
