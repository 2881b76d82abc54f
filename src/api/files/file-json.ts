/** Our records as ImageKit's File, FileVersion and Folder objects (rest-api.md 2.2). */
import { Type } from 'typebox';
import type { FileRecord, FolderRecord } from '../../library/index.ts';
import { type AssetUrls, THUMBNAIL } from '../urls.ts';
import { aiTagSchema, fileTypeOf, listOrNull, mediaJson, mediaProperties } from './media-json.ts';

const time = Type.String({ description: 'ISO 8601 in UTC, with milliseconds.' });

export const fileSchema = Type.Object(
  {
    type: Type.Union([Type.Literal('file'), Type.Literal('file-version')]),
    fileId: Type.String({ pattern: '^[0-9a-f]{24}$', description: 'The same for all versions of a file.' }),
    name: Type.String(),
    filePath: Type.String(),
    tags: Type.Union([Type.Array(Type.String()), Type.Null()]),
    AITags: Type.Union([Type.Array(aiTagSchema), Type.Null()]),
    versionInfo: Type.Object({ id: Type.String(), name: Type.String() }),
    embeddedMetadata: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'EXIF, IPTC and XMP in one; images.' }),
    ),
    isPublished: Type.Boolean(),
    isPrivateFile: Type.Boolean(),
    customCoordinates: Type.Union([Type.String(), Type.Null()]),
    customMetadata: Type.Record(Type.String(), Type.Unknown()),
    url: Type.String(),
    thumbnail: Type.String(),
    fileType: Type.Union([Type.Literal('image'), Type.Literal('non-image')]),
    mime: Type.String(),
    size: Type.Integer({ description: 'Bytes.' }),
    hasAlpha: Type.Boolean(),
    createdAt: time,
    updatedAt: time,
    ...mediaProperties,
  },
  { $id: 'File' },
);

export const folderSchema = Type.Object(
  {
    type: Type.Literal('folder'),
    folderId: Type.String({ pattern: '^[0-9a-f]{24}$' }),
    name: Type.String(),
    folderPath: Type.String(),
    customMetadata: Type.Record(Type.String(), Type.Unknown()),
    createdAt: time,
    updatedAt: time,
  },
  { $id: 'Folder' },
);

export type FileJson = Type.Static<typeof fileSchema>;
export type FolderJson = Type.Static<typeof folderSchema>;

export function fileJson(file: FileRecord, urls: AssetUrls) {
  const version = file.isCurrent ? '' : `ik-obj-version=${file.token}&`;
  const query = `${version}updatedAt=${file.updatedAt}`;
  return {
    type: file.isCurrent ? 'file' : 'file-version',
    name: file.name,
    createdAt: isoTime(file.createdAt),
    updatedAt: isoTime(file.updatedAt),
    fileId: file.assetId,
    tags: listOrNull(file.tags),
    AITags: listOrNull(file.aiTags),
    versionInfo: versionInfo(file),
    ...(file.embedded && { embeddedMetadata: file.embedded }),
    isPublished: file.isPublished,
    customCoordinates: file.customCoordinates,
    customMetadata: file.customMetadata,
    isPrivateFile: file.isPrivate,
    url: urls.url(file.path, query),
    thumbnail: urls.url(file.path, `${query}&tr=${THUMBNAIL}`),
    fileType: fileTypeOf(file.mime),
    filePath: file.path,
    mime: file.mime,
    size: file.size,
    hasAlpha: file.hasAlpha,
    ...mediaJson(file),
  } as const;
}

export function folderJson(folder: FolderRecord) {
  return {
    type: 'folder',
    folderId: folder.assetId,
    name: folder.name,
    folderPath: folder.path,
    customMetadata: {},
    createdAt: isoTime(folder.createdAt),
    updatedAt: isoTime(folder.updatedAt),
  } as const;
}

export function versionInfo(file: FileRecord) {
  return { id: file.versionId, name: `Version ${file.versionNumber}` };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
