/** What the media library can do, and what it stands on. */
import type { Database } from '../database/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { Facts } from '../metadata/index.ts';
import type { BlobStore, Staged } from '../storage/index.ts';
import type { IngestRequest } from './ingest-request.ts';
import type { ListQuery } from './list.ts';
import type { FileRecord, FolderRecord, StoredVersion } from './record.ts';

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
   * Makes a file, or a new version of one, of sealed staged bytes. Durable when it returns; on a failure the staged
   * bytes are gone and nothing else has changed. (Only a database that was lost during the commit leaves it open:
   * `outcomeUnknown`, 503.)
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
