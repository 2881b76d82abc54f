import { type RawBuilder, sql } from 'kysely';
import { lock, type Reader, ROOT_FOLDER_ID, type Tx } from '../database/index.ts';
import { errors } from './errors.ts';
import { recordEvent } from './events.ts';
import { MAX_DEPTH, splitPath } from './names.ts';
import { writeNameTerms } from './search-terms.ts';

/**
 * The id of the folder at the end of `names`, as a value inside a query: one look-up in the index of
 * (kind, parent, name) a level. Null where there is none. The levels stand side by side and refer to each other by
 * name, because SQLite takes no expression that is nested 50 deep; of many thousand levels it would overflow its stack
 * and take the process down, so a path that is deeper than any folder is answered without asking.
 */
export function folderId(names: readonly string[]): RawBuilder<string | null> {
  if (names.length > MAX_DEPTH) return sql`null`;
  if (names.length === 0) return sql`${ROOT_FOLDER_ID}`;
  const level = (depth: number) => sql.ref(`level_${depth}`);
  const levels = names.map((name, depth) => {
    const parent = depth === 0 ? sql`${ROOT_FOLDER_ID}` : sql`(select id from ${level(depth - 1)})`;
    return sql`${level(depth)} as (
      select id from assets where kind = 'folder' and parent_id = ${parent} and name = ${name}
    )`;
  });
  return sql`(with ${sql.join(levels)} select id from ${level(names.length - 1)})`;
}

/**
 * The paths of many folders by id, in one query. An id whose folder is gone, or is reached from nowhere, is not in the
 * answer. The closure table has a row for each ancestor, the folder itself and the root (whose name is empty) included.
 */
export async function folderPaths(db: Reader, ids: Iterable<string>): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await db
    .selectFrom('folder_closure')
    .innerJoin('assets', 'assets.id', 'folder_closure.ancestor_id')
    .select(['folder_closure.descendant_id as id', 'assets.id as along', 'assets.name as name'])
    .where('folder_closure.descendant_id', 'in', wanted)
    .orderBy('folder_closure.descendant_id')
    .orderBy('folder_closure.depth', 'desc')
    .execute();
  const paths = Array.from(
    Map.groupBy(rows, (row) => row.id),
    ([id, along]) => [id, pathAlong(along)] as const,
  );
  return new Map(paths.filter((path): path is readonly [string, string] => path[1] !== undefined));
}

export type FolderAlong = { readonly along: string; readonly name: string };

/** @param folders from the root down; undefined where they begin elsewhere */
export function pathAlong(folders: readonly FolderAlong[]): string | undefined {
  if (folders[0]?.along !== ROOT_FOLDER_ID) return undefined;
  return folders.map((folder) => folder.name).join('/') || '/';
}

/**
 * The id of the folder at a normalised path; it and its parents are made where they are missing, with ids from `newIds`
 * (one for each level). Where folders are does not change before the transaction ends: what is put into the folder is
 * at that path.
 */
export async function ensureFolder(
  tx: Tx,
  path: string,
  newIds: readonly string[],
  now: number,
): Promise<string> {
  const names = splitPath(path);
  if (names.length === 0) return ROOT_FOLDER_ID;
  await lock(tx, 'folders', 'shared');
  const { existing } = await tx.selectNoFrom(folderId(names).as('existing')).executeTakeFirstOrThrow();
  if (existing !== null) return existing;
  let parent = ROOT_FOLDER_ID;
  for (const [level, name] of names.entries()) {
    parent = await ensureChild(tx, parent, name, newIds[level] as string, now);
  }
  return parent;
}

/** The id of the folder at a normalised path, or undefined. */
export async function findFolder(tx: Tx, path: string): Promise<string | undefined> {
  const { id } = await tx.selectNoFrom(folderId(splitPath(path)).as('id')).executeTakeFirstOrThrow();
  return id ?? undefined;
}

/** Two uploads may make the same folder at once: the one that comes second waits for the first, then finds its row. */
async function ensureChild(tx: Tx, parent: string, name: string, newId: string, now: number) {
  const made = await tx
    .insertInto('assets')
    .values({
      id: newId,
      kind: 'folder',
      parent_id: parent,
      name,
      version_id: null,
      version_counter: 0,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(['kind', 'parent_id', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made !== undefined) {
    await addToClosure(tx, parent, newId);
    await recordEvent(tx, { type: 'folder.created', data: { assetId: newId, folderId: newId }, now });
    await writeNameTerms(tx, newId, name, 'new');
    return newId;
  }
  const found = await tx
    .selectFrom('assets')
    .select('id')
    .where('kind', '=', 'folder')
    .where('parent_id', '=', parent)
    .where('name', '=', name)
    .executeTakeFirst();
  if (found === undefined) throw errors.contended();
  return found.id;
}

/** A new folder descends from itself and from whatever its parent descends from. */
async function addToClosure(tx: Tx, parent: string, folder: string): Promise<void> {
  await tx
    .insertInto('folder_closure')
    .columns(['ancestor_id', 'descendant_id', 'depth'])
    .expression((from) =>
      from
        .selectFrom('folder_closure')
        .select((is) => ['ancestor_id', is.val(folder).as('descendant_id'), is('depth', '+', 1).as('depth')])
        .where('descendant_id', '=', parent),
    )
    .execute();
  await tx
    .insertInto('folder_closure')
    .values({ ancestor_id: folder, descendant_id: folder, depth: 0 })
    .execute();
}
