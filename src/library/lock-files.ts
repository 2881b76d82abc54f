/**
 * How a unit of work takes files for itself. Writing the row of a file, even without changing it, locks the row on
 * PostgreSQL: whoever else changes the file, its versions or its tags waits, and nothing that was read after it can
 * be out of date. On SQLite writes come one by one anyway.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database/index.ts';
import { type HalftoneError, isObjectId } from '../kernel/index.ts';
import { errors } from './errors.ts';
import { folderId, folderPaths } from './folders.ts';
import { isStorable, MAX_DEPTH, normalizePath, splitPath } from './names.ts';

export type LockedFile = {
  readonly id: string;
  readonly parent_id: string;
  readonly name: string;
  /** The current version. */
  readonly version_id: string;
  readonly version_counter: number;
  readonly created_at: number;
};

/** Errors: 404, `notFound`. */
export async function lockFile(
  tx: Tx,
  fileId: string,
  notFound: () => HalftoneError = errors.fileNotFound,
): Promise<LockedFile> {
  const file = (await lockByIds(tx, [fileId])).get(fileId);
  if (file === undefined) throw notFound();
  return file;
}

/**
 * All of the files or none, in their order.
 * Errors: 404 with `missingFileIds`, those that are no ids at all included (rest-api.md 2.5).
 */
export async function lockFiles(tx: Tx, fileIds: readonly string[]): Promise<LockedFile[]> {
  const locked = await lockByIds(tx, fileIds.filter(isObjectId));
  const missingFileIds = fileIds.filter((id) => !locked.has(id));
  if (missingFileIds.length > 0) throw errors.filesNotFound().with({ missingFileIds });
  return fileIds.flatMap((id) => locked.get(id) ?? []);
}

/** The file at a path (slashes and the Unicode form do not matter), or undefined. */
export async function lockFileAt(tx: Tx, path: string): Promise<LockedFile | undefined> {
  if (!isStorable(path)) return undefined;
  const folders = splitPath(normalizePath(path));
  const name = folders.pop();
  if (name === undefined || folders.length > MAX_DEPTH) return undefined;
  return lockChild(tx, folderId(folders), name);
}

/** The file of that name in a folder, or undefined. */
export async function lockChild(
  tx: Tx,
  folder: string | RawBuilder<string | null>,
  name: string,
): Promise<LockedFile | undefined> {
  return lockWhere(tx, sql`parent_id = ${folder} and name = ${name}`);
}

/**
 * Files are locked in the order of their ids, so that of two writers with many files in common one waits at the first
 * instead of both for each other. What is being cleared away, in a folder that nothing reaches, is not there any more.
 */
async function lockByIds(tx: Tx, fileIds: readonly string[]): Promise<Map<string, LockedFile>> {
  const locked: LockedFile[] = [];
  for (const id of fileIds.toSorted()) {
    const file = await lockWhere(tx, sql`id = ${id}`);
    if (file !== undefined) locked.push(file);
  }
  const folders = await folderPaths(
    tx,
    locked.map((file) => file.parent_id),
  );
  return new Map(locked.filter((file) => folders.has(file.parent_id)).map((file) => [file.id, file]));
}

async function lockWhere(tx: Tx, condition: RawBuilder<unknown>): Promise<LockedFile | undefined> {
  const { rows } = await sql<LockedFile>`
    update assets set version_counter = version_counter
    where kind = 'file' and ${condition}
    returning id, parent_id, name, version_id, version_counter, created_at`.execute(tx);
  return rows[0];
}
