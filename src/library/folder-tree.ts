/** The tree of folders as a whole: what is below a folder, what is reached from the root, and how a part of it moves. */
import { type RawBuilder, sql } from 'kysely';
import { HIDDEN_FOLDER_ID, type Reader, type Tx } from '../database/index.ts';
import { errors } from './errors.ts';
import { MAX_DEPTH } from './names.ts';

/**
 * Whether an asset is reached from the root, as a condition on its `parent_id`: it is not below the hidden folder.
 * Nearly always nothing is, and then this costs nothing.
 */
export function isReached(parentId: string): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(parentId)} not in (
    select descendant_id from folder_closure where ancestor_id = ${sql.lit(HIDDEN_FOLDER_ID)})`;
}

/** The ids of a folder and of all folders below it, as a subquery. */
export function foldersBelow(db: Reader, folderId: string) {
  return db.selectFrom('folder_closure').select('descendant_id').where('ancestor_id', '=', folderId);
}

/** Files, folders and versions in a folder, itself included: rest-api.md 1.11. Counts no further than `limit` + 1. */
export async function countItems(db: Reader, folderId: string, limit: number): Promise<number> {
  const folders = foldersBelow(db, folderId).select(sql.lit(1).as('one'));
  const files = db
    .selectFrom('assets')
    .where('kind', '=', 'file')
    .where('parent_id', 'in', foldersBelow(db, folderId));
  const versions = db.selectFrom('versions').where('asset_id', 'in', files.select('id'));
  let sum = 0;
  for (const counted of [
    db.selectFrom(
      folders
        .clearSelect()
        .select(sql.lit(1).as('one'))
        .limit(limit + 1)
        .as('all'),
    ),
    db.selectFrom(
      files
        .select(sql.lit(1).as('one'))
        .limit(limit + 1)
        .as('all'),
    ),
    db.selectFrom(
      versions
        .select(sql.lit(1).as('one'))
        .limit(limit + 1)
        .as('all'),
    ),
  ]) {
    const { count } = await counted
      .select((is) => is.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    sum += count;
    if (sum > limit) break;
  }
  return sum;
}

/** Levels of folders below a folder: 0 where it has none. */
export async function heightOf(db: Reader, folderId: string): Promise<number> {
  const { height } = await db
    .selectFrom('folder_closure')
    .select((is) => is.fn.max('depth').as('height'))
    .where('ancestor_id', '=', folderId)
    .executeTakeFirstOrThrow();
  return Number(height);
}

/** Levels of folders above a folder: 0 for the root. */
export async function depthOf(db: Reader, folderId: string): Promise<number> {
  const { depth } = await db
    .selectFrom('folder_closure')
    .select((is) => is.fn.max('depth').as('depth'))
    .where('descendant_id', '=', folderId)
    .executeTakeFirstOrThrow();
  return Number(depth);
}

/**
 * Puts a folder with everything below it into another one, under a name that nobody has there. Rows of folders change,
 * none of files. The caller has the lock on `folders` alone.
 * Errors: 400 where something would be more than 50 levels deep.
 */
export async function putFolder(
  tx: Tx,
  folderId: string,
  parentId: string,
  name: string,
  now: number,
): Promise<void> {
  const deepest = (await depthOf(tx, parentId)) + 1 + (await heightOf(tx, folderId));
  if (parentId !== HIDDEN_FOLDER_ID && deepest > MAX_DEPTH) throw errors.tooDeepThere();
  const { parent_id: oldParentId } = await tx
    .selectFrom('assets')
    .select('parent_id')
    .where('id', '=', folderId)
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('assets')
    .set({ parent_id: parentId, name, updated_at: now })
    .where('id', '=', folderId)
    .execute();
  if (oldParentId === parentId) return;
  await sql`
    delete from folder_closure
    where descendant_id in (select descendant_id from folder_closure where ancestor_id = ${folderId})
      and ancestor_id in (
        select ancestor_id from folder_closure where descendant_id = ${folderId} and depth > 0
      )`.execute(tx);
  await sql`
    insert into folder_closure (ancestor_id, descendant_id, depth)
    select above.ancestor_id, below.descendant_id, above.depth + below.depth + 1
    from folder_closure as above cross join folder_closure as below
    where above.descendant_id = ${parentId} and below.ancestor_id = ${folderId}`.execute(tx);
}
