/** All versions behind the paths that begin with a text. */
import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../database/index.ts';
import { folderId } from './folders.ts';
import { isStorable, MAX_DEPTH } from './names.ts';

/**
 * Their ids, old versions too: of files whose path begins with the text, wherever in a name that ends, and of a file
 * that stands where the text has a folder, since a URL may go on behind a file.
 *
 * @param beginning of a path, with a slash at its start: `/a`, `/folder/`, `/folder/na`
 * @returns undefined where there are more than `limit`
 */
export async function versionsBelow(
  db: Reader,
  beginning: string,
  limit: number,
): Promise<readonly string[] | undefined> {
  const folders = beginning.normalize('NFC').split('/').slice(1);
  const start = folders.pop() ?? '';
  if (!isStorable(beginning) || folders.length > MAX_DEPTH) return [];
  const parent = folderId(folders);
  const begun = db
    .selectFrom('assets')
    .select('id')
    .where('kind', '=', 'folder')
    .where('parent_id', '=', parent)
    .where(beginsWith('name', start));
  const below = db.selectFrom('folder_closure').select('descendant_id').where('ancestor_id', 'in', begun);
  const files = db.selectFrom('assets').select('id').where('kind', '=', 'file');
  const found = files
    .where('parent_id', '=', parent)
    .where(beginsWith('name', start))
    .unionAll(files.where('parent_id', 'in', below))
    .unionAll(
      files.where('parent_id', '=', folderId(folders.slice(0, -1))).where('name', '=', folders.at(-1) ?? ''),
    );
  const rows = await db
    .selectFrom('versions')
    .select('id')
    .where('asset_id', 'in', found)
    .limit(limit + 1)
    .execute();
  return rows.length > limit ? undefined : rows.map(({ id }) => id);
}

/** Compared as text: in a pattern some characters would be wildcards. */
function beginsWith(column: string, start: string): RawBuilder<boolean> {
  return sql<boolean>`substr(${sql.ref(column)}, 1, ${sql.lit([...start].length)}) = ${start}`;
}
