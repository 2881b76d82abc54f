/**
 * What the folders of a tree show and tell once it stands elsewhere: one event each, and after a move a new id
 * (rest-api.md 5.1). Of a small tree that is part of the transaction which puts it there. Of a large one it follows in
 * slices, so that nobody who writes waits for it; the job is over when all of it is done.
 */
import { type RawBuilder, sql } from 'kysely';
import { type Tx, unitOfWork } from '../database/index.ts';
import { saveProgress } from '../jobs/index.ts';
import { isAnybodyListening } from './events.ts';
import type { Slice } from './folder-copy.ts';

/** Folders of one transaction: some 5 ms. */
const SLICE = 200;

/** What is left to tell of trees that stand elsewhere already. */
export type Telling = {
  /** The folders at the top. */
  readonly trees: readonly string[];
  /** Of the first tree, what is told already: up to this id. */
  readonly after: string;
  /** What came into being later has its own events. */
  readonly until: number;
};

export type TellMode = 'move' | 'rename';

/** Answers whether that was all: where it was not, nothing is told yet. */
export async function tellTree(
  tx: Tx,
  folderId: string,
  given: { readonly mode: TellMode; readonly folderIdStart: string; readonly now: number },
): Promise<boolean> {
  const ids = await nextFolders(tx, { trees: [folderId], after: '', until: given.now });
  if (ids.length === SLICE) return false;
  await tell(tx, ids, given);
  return true;
}

/** Tells of the next folders; answers what is left. */
export const tellFoldersUnit = unitOfWork(
  'library.tellFolders',
  async (
    tx: Tx,
    input: Omit<Slice, 'payload'> & {
      /** The job, whose `telling` this is. */
      readonly payload: { readonly telling?: Telling };
      readonly mode: TellMode;
      readonly folderIdStart: string;
    },
  ): Promise<Telling | undefined> => {
    const { lease, payload, now } = input;
    const { telling, ...rest } = payload;
    if (telling === undefined) return undefined;
    const ids = await nextFolders(tx, telling);
    const left = afterwards(telling, ids);
    await saveProgress(tx, lease, left === undefined ? rest : { ...rest, telling: left }, now);
    await tell(tx, ids, input);
    return left;
  },
);

function afterwards({ trees, until }: Telling, told: readonly string[]): Telling | undefined {
  const last = told.length === SLICE ? told.at(-1) : undefined;
  if (last !== undefined) return { trees, after: last, until };
  return trees.length > 1 ? { trees: trees.slice(1), after: '', until } : undefined;
}

async function nextFolders(tx: Tx, { trees, after, until }: Telling): Promise<string[]> {
  const rows = await tx
    .selectFrom('folder_closure')
    .innerJoin('assets', 'assets.id', 'folder_closure.descendant_id')
    .select('assets.id')
    .where('folder_closure.ancestor_id', '=', trees[0] ?? '')
    .where('folder_closure.descendant_id', '>', after)
    .where('assets.created_at', '<=', until)
    .orderBy('folder_closure.descendant_id')
    .limit(SLICE)
    .execute();
  return rows.map((row) => row.id);
}

async function tell(
  tx: Tx,
  ids: readonly string[],
  given: { readonly mode: TellMode; readonly folderIdStart: string; readonly now: number },
): Promise<void> {
  if (ids.length === 0) return;
  if (given.mode === 'rename') return record(tx, ids, 'folder.updated', given.now);
  await record(tx, ids, 'folder.deleted', given.now);
  await renewFolderIds(tx, ids, given.folderIdStart);
  await record(tx, ids, 'folder.created', given.now);
}

/** One event for each folder, in one statement. Its JSON is as `JSON.stringify` would write it. */
async function record(
  tx: Tx,
  ids: readonly string[],
  type: 'folder.created' | 'folder.updated' | 'folder.deleted',
  now: number,
): Promise<void> {
  if (!(await isAnybodyListening(tx))) return;
  const asset = type === 'folder.deleted' ? sql`''` : sql`'"assetId":"' || id || '",'`;
  await sql`
    insert into events (type, data, state, created_at)
    select ${sql.lit(type)}, '{' || ${asset} || '"folderId":"' || coalesce(folder_id, id) || '"}', 'pending',
      ${sql.lit(now)}
    from assets where id in ${list(ids)}
    order by id`.execute(tx);
}

/** The start that was given, and a number. */
async function renewFolderIds(tx: Tx, ids: readonly string[], folderIdStart: string): Promise<void> {
  const digits = 24 - folderIdStart.length;
  await sql`
    update assets
    set folder_id = ${sql.lit(folderIdStart)} || substr(cast(${sql.lit(10 ** digits)} + numbered.n as text), 2)
    from (select id, row_number() over (order by id) as n from assets where id in ${list(ids)}) as numbered
    where assets.id = numbered.id`.execute(tx);
}

function list(ids: readonly string[]): RawBuilder<unknown> {
  return sql`(${sql.join(ids.map((id) => sql.val(id)))})`;
}
