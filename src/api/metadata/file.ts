import type { Library } from '../../library/index.ts';
import { fileIdOf, fileIdParams } from '../files/file-id.ts';
import { metadataJson, metadataSchema } from '../files/metadata-json.ts';
import type { Route } from '../route.ts';

export function fileMetadata({ library }: { readonly library: Pick<Library, 'describe'> }): Route {
  return {
    method: 'GET',
    paths: ['/v1/files/:fileId/metadata'],
    summary: 'What the bytes of a file say of themselves: EXIF, density, perceptual hash, duration, codecs.',
    access: 'read',
    schema: { params: fileIdParams, response: { 200: metadataSchema } },
    handler: async (request) => metadataJson(await library.describe(fileIdOf(request))),
  };
}
