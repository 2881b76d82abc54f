/** The answer to an upload (rest-api.md 2.2, "Upload response"). */
import { Type } from 'typebox';
import type { IngestedFile } from '../../library/index.ts';
import { extensionStatusSchema } from '../extensions/schemas.ts';
import { versionInfo } from '../files/file-json.ts';
import { aiTagSchema, fileTypeOf, listOrNull, mediaJson, mediaProperties } from '../files/media-json.ts';
import { metadataJson, metadataSchema } from '../files/metadata-json.ts';
import type { AssetUrls } from '../urls.ts';
import type { ResponseField } from './params.ts';

const onRequest = 'Only when named in `responseFields`.';

export const uploadSchema = Type.Object(
  {
    fileId: Type.String({ pattern: '^[0-9a-f]{24}$' }),
    name: Type.String(),
    size: Type.Integer({ description: 'Bytes.' }),
    versionInfo: Type.Object({ id: Type.String(), name: Type.String() }),
    filePath: Type.String(),
    url: Type.String(),
    fileType: Type.Union([Type.Literal('image'), Type.Literal('non-image')]),
    AITags: Type.Union([Type.Array(aiTagSchema), Type.Null()]),
    orientation: Type.Optional(Type.Integer({ minimum: 1, maximum: 8, description: 'EXIF; images.' })),
    thumbnailUrl: Type.Optional(Type.String({ description: 'Images.' })),
    ...mediaProperties,
    tags: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()], { description: onRequest })),
    customCoordinates: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: onRequest })),
    isPrivateFile: Type.Optional(Type.Boolean({ description: onRequest })),
    isPublished: Type.Optional(Type.Boolean({ description: onRequest })),
    customMetadata: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: onRequest })),
    embeddedMetadata: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: onRequest })),
    metadata: Type.Optional(metadataSchema),
    extensionStatus: Type.Optional(extensionStatusSchema),
  },
  { $id: 'UploadedFile' },
);

/** `selectedFieldsSchema` belongs to the path policy, which is never on: it may be asked for and is never there. */
export function uploadJson(ingested: IngestedFile, asked: ReadonlySet<ResponseField>, urls: AssetUrls) {
  const { file } = ingested;
  const fileType = fileTypeOf(file.mime);
  return {
    fileId: file.assetId,
    name: file.name,
    size: file.size,
    versionInfo: versionInfo(file),
    filePath: file.path,
    url: urls.url(file.path),
    fileType,
    ...mediaJson(file),
    ...(fileType === 'image' && {
      orientation: file.orientation ?? 1,
      thumbnailUrl: urls.thumbnailUrl(file.path),
    }),
    AITags: listOrNull(file.aiTags),
    ...(asked.has('tags') && { tags: listOrNull(file.tags) }),
    ...(asked.has('customCoordinates') && { customCoordinates: file.customCoordinates }),
    ...(asked.has('isPrivateFile') && { isPrivateFile: file.isPrivate }),
    ...(asked.has('isPublished') && { isPublished: file.isPublished }),
    ...(asked.has('customMetadata') && { customMetadata: file.customMetadata }),
    ...(asked.has('embeddedMetadata') && file.embedded && { embeddedMetadata: file.embedded }),
    ...(asked.has('metadata') && metadataMember(ingested)),
    ...(ingested.extensionStatus && { extensionStatus: ingested.extensionStatus }),
  };
}

/** Absent for what has none. */
function metadataMember(ingested: IngestedFile) {
  const metadata = metadataJson(ingested);
  return metadata && { metadata };
}
