/** One file by its id, the most frequent question of the API: one statement in place of the four that read a list. */
import { type RawBuilder, sql } from 'kysely';
import { type Database, type Reader, statement } from '../database/index.ts';
import { checkFileId } from './change-files.ts';
import { toMetadata, type ValueRow } from './custom-values.ts';
import { errors } from './errors.ts';
import { type FolderAlong, pathAlong } from './folders.ts';
import type { Library } from './library.ts';
import { fileOf, type Row, selectAssets } from './rows.ts';
import { type TagRow, toTags } from './tags.ts';

/** Lists as JSON: SQLite gives the text, PostgreSQL what it says. */
type FileRow = Row & {
  readonly folders: Json<FolderAlong>;
  readonly tag_rows: Json<TagRow>;
  readonly value_rows: Json<ValueRow>;
};

type Json<T> = string | readonly T[] | null;

/** See `Library.get`. */
export function createFileReader({ reader, dialect }: Pick<Database, 'reader' | 'dialect'>): Library['get'] {
  const read = statement<FileRow>(reader, () => fileQuery(reader, dialect));
  return async (fileId) => {
    checkFileId(fileId);
    const [row] = await read(fileId, 'file');
    // In a folder that nothing reaches, it is being made or cleared away.
    const folderPath = row && pathAlong(listOf(row.folders));
    const file =
      row &&
      folderPath !== undefined &&
      fileOf(row, folderPath, {
        ...toTags(listOf(row.tag_rows)),
        customMetadata: toMetadata(listOf(row.value_rows)),
      });
    if (!file) throw errors.fileNotFound();
    return file;
  };
}

function fileQuery(reader: Reader, dialect: Database['dialect']) {
  const list = DIALECTS[dialect];
  return selectAssets(reader)
    .select([
      sql`(select ${list(['along', 'along.id'], ['name', 'along.name'])} order by depth desc)
        from folder_closure join assets as along on along.id = ancestor_id
        where descendant_id = assets.parent_id)`.as('folders'),
      sql`(select ${list(['source', 'tags.source'], ['name', 'tags.name'], ['confidence', 'tags.confidence'])}
        order by tags.source, tags.position)
        from tags where tags.version_id = versions.id)`.as('tag_rows'),
      sql`(select ${list(
        ['field_id', 'v.field_id'],
        ['name', 'f.name'],
        ['schema', 'f.schema'],
        ['type', 'v.type'],
        ['text_value', 'v.text_value'],
        ['number_value', 'v.number_value'],
      )} order by f.created_at, v.field_id, v.position)
        from custom_values as v join custom_fields as f on f.id = v.field_id
        where v.version_id = versions.id and f.deleted_at is null)`.as('value_rows'),
    ])
    .where('assets.id', '=', '')
    .where('assets.kind', '=', 'file');
}

type Member = readonly [name: string, column: string];

/** The beginning of an aggregate that makes a list of objects; the order and the closing bracket follow. */
const DIALECTS = {
  sqlite: listBy('json_group_array', 'json_object'),
  postgres: listBy('json_agg', 'json_build_object'),
} as const satisfies Readonly<Record<Database['dialect'], unknown>>;

function listBy(array: string, object: string) {
  return (...members: readonly Member[]): RawBuilder<unknown> =>
    sql.raw(`${array}(${object}(${members.map(([name, column]) => `'${name}', ${column}`).join(', ')})`);
}

function listOf<T>(json: Json<T>): readonly T[] {
  return typeof json === 'string' ? (JSON.parse(json) as readonly T[]) : (json ?? []);
}
