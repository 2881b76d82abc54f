import type { Database } from '../database/index.ts';
import { type Clock, isObjectId } from '../kernel/index.ts';
import type { Facts } from '../metadata/index.ts';
import type { BlobStore, Staged } from '../storage/index.ts';
import { errors } from './errors.ts';
import { createIngest, type IngestRequest } from './ingest.ts';
import { type ListQuery, listAssets } from './list.ts';
import { locate } from './locate.ts';
import type { FileRecord, FolderRecord, StoredVersion } from './record.ts';
import { recoverStaging } from './recover.ts';
import { removeFileUnit } from './remove.ts';
import { selectAssets, toRecords } from './rows.ts';
import { createBlobSweeper } from './sweep.ts';

export type LibraryDeps = {
  readonly database: Database;
  readonly store: BlobStore;
  /** Facts of an image, found out by a child process (task `inspect` of `metadata`). */
  readonly inspect: (path: string, mime: string) => Promise<Facts>;
  readonly clock: Clock;
  readonly limits: { readonly maxUploadBytes: number };
};

export type Library = {
  /**
   * Makes a file, or a new version of one, of sealed staged bytes. Durable when it returns; on any failure the
   * staged bytes are discarded and nothing else has changed.
   * Errors: 400 for an empty or too big file, a name that is taken, more than 100 versions.
   */
  ingest(staged: Staged, request: IngestRequest): Promise<FileRecord>;
  /** The current version of a file. Errors: 400 for an id of another shape, 404. */
  get(fileId: string): Promise<FileRecord>;
  /** A page of the library; an unknown path is an empty one. */
  list(query: ListQuery): Promise<readonly (FileRecord | FolderRecord)[]>;
  /** Removes a file with all its versions. Errors: 400 for an id of another shape, 404. */
  remove(fileId: string): Promise<void>;
  /**
   * The version behind a delivery path (decoded, any Unicode normal form): the current one, or the one of `token`.
   * Undefined where there is none.
   */
  locate(path: string, token?: string): Promise<StoredVersion | undefined>;
  /** Frees the bytes that nothing has referred to for a day. */
  sweep(): Promise<{ readonly removed: number }>;
  /** At start: finishes or undoes what a dead process left half done. */
  recover(): Promise<{ readonly removed: number }>;
};

export function createLibrary(deps: LibraryDeps): Library {
  const { database, clock } = deps;
  const sweeper = createBlobSweeper(deps);
  return {
    ingest: createIngest(deps),
    get: (fileId) => getFile(database, fileId),
    list: (query) => listAssets(database.reader, query),
    async remove(fileId) {
      checkFileId(fileId);
      await database.write(removeFileUnit, { fileId, now: clock() });
    },
    locate: (path, token) => locate(database.deliveryReader, path, token),
    sweep: () => sweeper.run(),
    recover: () => recoverStaging(deps),
  };
}

async function getFile({ reader }: Database, fileId: string): Promise<FileRecord> {
  checkFileId(fileId);
  const rows = await selectAssets(reader)
    .where('assets.id', '=', fileId)
    .where('assets.kind', '=', 'file')
    .execute();
  const [file] = await toRecords(reader, rows);
  if (file?.kind !== 'file') throw errors.fileNotFound();
  return file;
}

function checkFileId(fileId: string): void {
  if (!isObjectId(fileId)) throw errors.invalidParameter('fileId');
}
