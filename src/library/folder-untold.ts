/**
 * What is left to tell of trees that stand elsewhere, and what of it comes next: a part that one transaction can tell
 * in some milliseconds, however many files or folders there are in one place, and however many of them are told.
 */
import { sql } from 'kysely';
import type { Tx } from '../database/index.ts';
import { isAnybodyListening } from './events.ts';

/** Folders and files that one transaction tells of: some 5 ms. */
export const TOLD_AT_ONCE = 200;
/** Folders of one part at most: the files in each are counted, as far as they could be told. */
const FOLDERS = 50;

/** What is left to tell of trees that stand elsewhere already. */
export type Telling = {
  /** The folders at the top. */
  readonly trees: readonly string[];
  /** Of the first tree, what is told already: folders up to this id, and the files in them. */
  readonly after: string;
  /** Of the last of these folders only the files up to this name. */
  readonly file?: string | undefined;
  /** What came into being later has its own events. */
  readonly until: number;
};

export type Part = {
  readonly folderIds: readonly string[];
  readonly fileIds: readonly string[];
  /** What is left when these are told. */
  readonly left: Telling | undefined;
};

/** The next folders with all the files in them, or some files of a folder that has more than `most`. */
export async function nextToTell(tx: Tx, telling: Telling, most: number): Promise<Part> {
  const isHeard = await isAnybodyListening(tx);
  if (isHeard && telling.file !== undefined) return someFiles(tx, telling, telling.file, most);

  const folders = await nextFolders(tx, telling, isHeard ? most : 0);
  let sum = 0;
  const end = folders.findIndex(({ files }) => {
    sum += 1 + files;
    return sum > most;
  });
  const first = folders[0];
  if (end === 0 && first !== undefined) {
    return { folderIds: [first.id], fileIds: [], left: { ...telling, after: first.id, file: '' } };
  }
  const whole = end < 0 ? folders : folders.slice(0, end);
  const isLast = end < 0 && folders.length < FOLDERS;
  return {
    folderIds: whole.map(({ id }) => id),
    fileIds: await filesIn(
      tx,
      whole.filter(({ files }) => files > 0).map(({ id }) => id),
      telling.until,
    ),
    left: isLast ? nextTree(telling) : { ...telling, after: whole.at(-1)?.id ?? '', file: undefined },
  };
}

function nextTree({ trees, until }: Telling): Telling | undefined {
  return trees.length > 1 ? { trees: trees.slice(1), after: '', until } : undefined;
}

/** With how many files each has, which are counted no further than `most`. */
async function nextFolders(
  tx: Tx,
  { trees, after, until }: Telling,
  most: number,
): Promise<{ readonly id: string; readonly files: number }[]> {
  // In an order, so that the index is read even where most files of the library are in one folder.
  const files = sql<number>`(
    select count(*) from (
      select 1 from assets as file where file.kind = 'file' and file.parent_id = folder_closure.descendant_id
      order by file.name limit ${sql.lit(most)}
    ) as counted)`;
  return tx
    .selectFrom('folder_closure')
    .innerJoin('assets', 'assets.id', 'folder_closure.descendant_id')
    .select(['assets.id', files.as('files')])
    .where('folder_closure.ancestor_id', '=', trees[0] ?? '')
    .where('folder_closure.descendant_id', '>', after)
    .where('assets.created_at', '<=', until)
    .orderBy('folder_closure.descendant_id')
    .limit(FOLDERS)
    .execute();
}

async function filesIn(tx: Tx, folderIds: readonly string[], until: number): Promise<string[]> {
  if (folderIds.length === 0) return [];
  const files = await tx
    .selectFrom('assets')
    .select(['id', 'created_at'])
    .where('kind', '=', 'file')
    .where('parent_id', 'in', folderIds)
    .execute();
  return oldOf(files, until);
}

/** Of the folder at which the telling is. Files that are renamed meanwhile have an event of their own. */
async function someFiles(tx: Tx, telling: Telling, after: string, most: number): Promise<Part> {
  const files = await tx
    .selectFrom('assets')
    .select(['id', 'name', 'created_at'])
    .where('kind', '=', 'file')
    .where('parent_id', '=', telling.after)
    .where('name', '>', after)
    .orderBy('name')
    .limit(most)
    .execute();
  const isLast = files.length < most;
  return {
    folderIds: [],
    fileIds: oldOf(files, telling.until),
    left: { ...telling, file: isLast ? undefined : files.at(-1)?.name },
  };
}

/** Not a condition of a query, which could then go through all files by their time, or through many to find a few. */
function oldOf(
  files: readonly { readonly id: string; readonly created_at: number }[],
  until: number,
): string[] {
  return files.filter((file) => file.created_at <= until).map(({ id }) => id);
}
