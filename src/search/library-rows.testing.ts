/** A generated library as rows of the database. */
import { ORIGINAL_DATE_FIELD_ID, ROOT_FOLDER_ID, textStart } from '../database/index.ts';
import { FIELDS, id, type Plain } from './library.testing.ts';
import type { Filling } from './units.testing.ts';

/** For `fill`. */
export function toRows(assets: readonly Plain[]): Filling {
  const folders = assets.filter((asset) => asset.kind === 'folder');
  const files = assets.filter((asset) => asset.file !== undefined);
  const pathOf = ({ folder, name }: Plain) => (folder === '/' ? `/${name}` : `${folder}/${name}`);
  const folderIds = new Map([
    ['/', ROOT_FOLDER_ID],
    ...folders.map((folder) => [pathOf(folder), folder.rowId] as const),
  ]);
  const above = (path: string): string[] =>
    path === '/' ? ['/'] : [path, ...above(path.slice(0, path.lastIndexOf('/')) || '/')];
  const flag = (value: boolean) => (value ? 1 : 0);
  const owner = (asset: Plain) => ({
    version_id: asset.versionId ?? '',
    asset_id: asset.assetId,
    is_current: flag(asset.kind === 'file'),
  });
  const times = new Map(
    files.filter((file) => file.kind === 'file').map((file) => [file.assetId, file.createdAt]),
  );
  const dated = (asset: Plain) => ({ ...owner(asset), created_at: times.get(asset.assetId) ?? 0 });
  return {
    blobs: [{ id: id(1), hash: 'h', object_key: 'h/1', size: 1, state: 'live', touched_at: 0 }],
    assets: [
      ...folders.map((folder) => ({ ...folder, versionId: null, kind: 'folder' as const })),
      ...files.filter((file) => file.kind === 'file').map((file) => ({ ...file, kind: 'file' as const })),
    ].map((asset) => ({
      id: asset.rowId,
      folder_id: asset.rowId === asset.assetId ? null : asset.assetId,
      kind: asset.kind,
      parent_id: folderIds.get(asset.folder) ?? '',
      name: asset.name,
      version_id: asset.versionId ?? null,
      version_counter: 0,
      created_at: asset.createdAt,
      updated_at: asset.updatedAt,
    })),
    folder_closure: folders.flatMap((folder) =>
      above(pathOf(folder)).map((path, depth) => ({
        ancestor_id: folderIds.get(path) ?? '',
        descendant_id: folder.rowId,
        depth,
      })),
    ),
    versions: files.map((asset, number) => {
      const file = asset.file as NonNullable<Plain['file']>;
      return {
        id: asset.versionId ?? '',
        asset_id: asset.assetId,
        number,
        blob_id: id(1),
        is_current: flag(asset.kind === 'file'),
        mime: file.mime,
        size: file.size,
        width: file.width,
        height: file.height,
        orientation: null,
        has_alpha: flag(file.hasAlpha),
        pages: 1,
        bit_rate: null,
        duration: file.duration,
        audio_codec: null,
        video_codec: null,
        is_private: flag(file.isPrivate),
        is_published: flag(file.isPublished),
        custom_coordinates: null,
        description: null,
        token: 't',
        created_at: asset.createdAt,
        updated_at: asset.updatedAt,
        embedded: null,
        metadata: null,
        phash: null,
        latitude: file.place?.[0] ?? null,
        longitude: file.place?.[1] ?? null,
        taken_at: file.takenAt,
      };
    }),
    tags: files.flatMap((asset) =>
      (asset.file?.tags ?? []).map((name, position) => ({
        ...dated(asset),
        position,
        // Found tags are tags.
        source: position % 2 === 0 ? '' : 'google-auto-tagging',
        name,
        confidence: null,
      })),
    ),
    custom_fields: FIELDS.filter((field) => field.id !== ORIGINAL_DATE_FIELD_ID).map((field) => ({
      id: field.id,
      name: field.name,
      label: field.name,
      schema: JSON.stringify({ type: field.type }),
      description: null,
      created_at: 0,
      deleted_at: field.isDeleted ? 1 : null,
    })),
    custom_values: files.flatMap((asset) =>
      FIELDS.flatMap((field) =>
        (asset.file?.custom[field.id] ?? []).map((value, position) => ({
          ...dated(asset),
          field_id: field.id,
          position,
          type: field.type === 'Date' ? ('date' as const) : typeOf(value),
          ...columns(value),
          text_start: typeof value === 'string' ? textStart(value) : null,
        })),
      ),
    ),
    embedded_values: files.flatMap((asset) =>
      Object.entries(asset.file?.embedded ?? {}).flatMap(([name, values]) =>
        values.map((value, position) => ({ ...owner(asset), name, position, ...columns(value) })),
      ),
    ),
  };
}

function typeOf(value: string | number | boolean): 'text' | 'number' | 'boolean' {
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean';
}

function columns(value: string | number | boolean) {
  return {
    text_value: typeof value === 'string' ? value : null,
    number_value: typeof value === 'string' ? null : Number(value),
  };
}
