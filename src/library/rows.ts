/** From rows of the database to records: the only place that knows both. */
import type { Reader, Tables } from '../database/index.ts';
import type { Details } from '../metadata/index.ts';
import { customMetadataOf } from './custom-values.ts';
import { detailColumns } from './embedded.ts';
import { folderPaths } from './folders.ts';
import { childPath } from './names.ts';
import type { FileRecord, FolderRecord } from './record.ts';
import { NO_TAGS, type Tags, tagsOf } from './tags.ts';

const assetColumns = [
  'assets.id as asset_id',
  'assets.kind',
  'assets.name',
  'assets.parent_id',
  'assets.folder_id',
  'assets.created_at as asset_created_at',
  'assets.updated_at as asset_updated_at',
] as const;

const versionColumns = [
  'versions.id as version_id',
  'versions.number',
  'versions.is_current',
  'versions.token',
  'versions.mime',
  'versions.size',
  'versions.width',
  'versions.height',
  'versions.orientation',
  'versions.has_alpha',
  'versions.pages',
  'versions.bit_rate',
  'versions.duration',
  'versions.audio_codec',
  'versions.video_codec',
  'versions.is_private',
  'versions.is_published',
  'versions.custom_coordinates',
  'versions.description',
  'versions.embedded',
  'versions.created_at',
  'versions.updated_at',
] as const;

/** What a record is made of, from `assets` joined to `versions`. */
export const rowColumns = [...assetColumns, ...versionColumns] as const;

/** Files (with their current version) and folders; of a folder, the columns of the version are null. */
export function selectAssets(db: Reader) {
  return db.selectFrom('assets').leftJoin('versions', 'versions.id', 'assets.version_id').select(rowColumns);
}

/** Files with all their versions. */
export function selectVersions(db: Reader) {
  return db.selectFrom('assets').leftJoin('versions', 'versions.asset_id', 'assets.id').select(rowColumns);
}

/** The record of a row whose version is there; undefined for any other. */
export function fileOf(row: Row, folderPath: string, owned: Owned): FileRecord | undefined {
  return isVersionRow(row) ? toFile(row, folderPath, owned) : undefined;
}

export type Row = Awaited<ReturnType<ReturnType<typeof selectAssets>['execute']>>[number];

/**
 * Makes records of rows, in their order, with three more queries however many rows there are: the paths of their
 * folders, their tags and their custom metadata. A row whose folder has been removed since it was read is left out.
 */
export async function toRecords(db: Reader, rows: readonly Row[]): Promise<(FileRecord | FolderRecord)[]> {
  const versionIds = rows.flatMap((row) => row.version_id ?? []);
  const [paths, tags, customMetadata] = await Promise.all([
    folderPaths(
      db,
      rows.flatMap((row) => row.parent_id ?? []),
    ),
    tagsOf(db, versionIds),
    customMetadataOf(db, versionIds),
  ]);
  return rows.flatMap((row): (FileRecord | FolderRecord)[] => {
    const parentPath = row.parent_id === null ? undefined : paths.get(row.parent_id);
    if (parentPath === undefined) return [];
    if (isVersionRow(row)) {
      const owned = {
        ...(tags.get(row.version_id) ?? NO_TAGS),
        customMetadata: customMetadata.get(row.version_id) ?? {},
      };
      return [toFile(row, parentPath, owned)];
    }
    return row.kind === 'folder' ? [toFolder(row, parentPath)] : [];
  });
}

/** The columns of the left-joined version, which are all there when its id is. */
type VersionRow = Row & {
  readonly [Column in
    | 'version_id'
    | 'number'
    | 'is_current'
    | 'token'
    | 'mime'
    | 'size'
    | 'has_alpha'
    | 'pages'
    | 'is_private'
    | 'is_published'
    | 'created_at'
    | 'updated_at']: NonNullable<Row[Column]>;
};

function isVersionRow(row: Row): row is VersionRow {
  return row.version_id !== null;
}

/** What has tables of its own. */
type Owned = Tags & Pick<FileRecord, 'customMetadata'>;

function toFile(row: VersionRow, folderPath: string, owned: Owned): FileRecord {
  return {
    kind: 'file',
    assetId: row.asset_id,
    versionId: row.version_id,
    versionNumber: row.number,
    isCurrent: row.is_current === 1,
    token: row.token,
    name: row.name,
    folderPath,
    path: childPath(folderPath, row.name),
    mime: row.mime,
    size: row.size,
    width: row.width,
    height: row.height,
    orientation: row.orientation,
    hasAlpha: row.has_alpha === 1,
    pages: row.pages,
    bitRate: row.bit_rate,
    duration: row.duration,
    audioCodec: row.audio_codec,
    videoCodec: row.video_codec,
    isPrivate: row.is_private === 1,
    isPublished: row.is_published === 1,
    customCoordinates: row.custom_coordinates,
    description: row.description,
    ...owned,
    embedded: row.embedded === null ? null : JSON.parse(row.embedded),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toFolder(row: Row, parentPath: string): FolderRecord {
  return {
    kind: 'folder',
    assetId: row.folder_id ?? row.asset_id,
    name: row.name,
    path: childPath(parentPath, row.name),
    createdAt: row.asset_created_at,
    updatedAt: row.asset_updated_at,
  };
}

/** The row of a version; its tags and values have tables of their own. */
export function toVersionRow(file: FileRecord, blobId: string, details: Details | null): Tables['versions'] {
  return {
    id: file.versionId,
    asset_id: file.assetId,
    number: file.versionNumber,
    blob_id: blobId,
    is_current: file.isCurrent ? 1 : 0,
    mime: file.mime,
    size: file.size,
    width: file.width,
    height: file.height,
    orientation: file.orientation,
    has_alpha: file.hasAlpha ? 1 : 0,
    pages: file.pages,
    bit_rate: file.bitRate,
    duration: file.duration,
    audio_codec: file.audioCodec,
    video_codec: file.videoCodec,
    is_private: file.isPrivate ? 1 : 0,
    is_published: file.isPublished ? 1 : 0,
    custom_coordinates: file.customCoordinates,
    description: file.description,
    token: file.token,
    created_at: file.createdAt,
    updated_at: file.updatedAt,
    embedded: file.embedded === null ? null : JSON.stringify(file.embedded),
    ...detailColumns(details),
  };
}
