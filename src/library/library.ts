/** What the media library can do, and what it stands on. */
import type { Database } from '../database/index.ts';
import type { ExtensionName, ExtensionRegistry } from '../extensions/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Clock, Soon } from '../kernel/index.ts';
import type { Examined, Facts, MediaFacts } from '../metadata/index.ts';
import type { BlobStore, Staged } from '../storage/index.ts';
import type { BulkJob } from './bulk-job.ts';
import type { CustomFields } from './custom-fields.ts';
import type { CustomMetadata } from './custom-metadata.ts';
import type { PayloadEvent } from './events.ts';
import type {
  FileChanges,
  MoveRequest,
  RenameRequest,
  TagEdit,
  TagEditOutcome,
  VersionOfFile,
} from './file-requests.ts';
import type { IngestRequest } from './ingest-request.ts';
import type { ListQuery } from './list.ts';
import type {
  DescribedFile,
  FileRecord,
  FolderRecord,
  IngestedFile,
  Media,
  StoredVersion,
  UpdatedFile,
} from './record.ts';
import type { SearchableField } from './searchable-fields.ts';

export type LibraryDeps = {
  readonly database: Database;
  readonly store: BlobStore;
  /** Facts of an image, found out by a child process (task `inspect` of `metadata`). */
  readonly inspect: (path: string, mime: string) => Promise<Facts>;
  /** The same and all that is in the image besides (task `examine`). */
  readonly examine: (path: string, mime: string) => Promise<Examined>;
  /** Facts of a video or an audio file (task `probe`); undefined where there is no program to tell them. */
  readonly probe: (path: string) => Promise<MediaFacts | undefined>;
  /** What takes its time is done by jobs, whose handlers the library brings. */
  readonly jobs: Pick<Jobs, 'handle' | 'wake'>;
  readonly clock: Clock;
  /** Backends of extensions; without one, each fails as not configured. */
  readonly extensions?: ExtensionRegistry | undefined;
  /** Told of each extension that succeeded, and of the units it costs (rest-api.md 2.14). */
  readonly onExtensionUnits?: ((name: ExtensionName, units: number) => void) | undefined;
  readonly limits: { readonly maxUploadBytes: number };
};

/** Throws for an upload that is not wanted. */
export type UploadCheck = (
  upload: Media & { readonly size: number; readonly customMetadata: CustomMetadata },
) => void;

export type Library = {
  /**
   * Makes a file, or a new version of one, of sealed staged bytes. Durable when it returns; on a failure the staged
   * bytes are gone and nothing else has changed. (Only a database that was lost during the commit leaves it open:
   * `outcomeUnknown`, 503.)
   * Errors: 400 for an empty or too big file, wrong custom metadata, a name that is taken, more than 100 versions;
   * those of `check`, which is asked before anything is kept.
   */
  ingest(staged: Staged, request: IngestRequest, check?: UploadCheck): Promise<IngestedFile>;
  /** Refuses now what `ingest` would refuse of custom metadata. Errors: 400, by the names of the fields. */
  checkCustomMetadata(given: IngestRequest['customMetadata']): Promise<void>;
  /** Has an event told of an upload that has left nothing behind. */
  announce(event: PayloadEvent): Promise<void>;
  /** The current version of a file. Errors: 400 for an id of another shape, 404. */
  get(fileId: string): Promise<FileRecord>;
  /**
   * The current version of a file, or the one of `versionId`, with what its bytes say of themselves. What was not found
   * out when it came is found out now and, of a current version, kept. `details` is null where nothing can be read.
   * Errors: 400 for an id of another shape, 404.
   */
  describe(fileId: string, versionId?: string): Promise<DescribedFile>;
  /** For whoever has been told of files and folders: what there is of them, by their own ids. */
  lookUp(ids: readonly string[]): Promise<ReadonlyMap<string, FileRecord | FolderRecord>>;
  /** A page of the library; an unknown path is an empty one. */
  list(query: ListQuery): Promise<readonly (FileRecord | FolderRecord)[]>;
  /** What a search can say about custom metadata: all fields there ever were. */
  searchableFields(): Promise<readonly SearchableField[]>;
  /** Removes a file with all its versions. Errors: 400 for an id of another shape, 404. */
  remove(fileId: string): Promise<void>;
  /** Removes all of the files or, where one does not exist, none. Errors: 404 with `missingFileIds`. */
  removeMany(fileIds: readonly string[]): Promise<readonly string[]>;
  /** Changes the current version of a file; answers the file as it is then. Errors: 400, 404. */
  update(fileId: string, changes: FileChanges): Promise<UpdatedFile>;
  /** Edits the tags of all of the files or, where one does not exist, of none. Errors: 404 with `missingFileIds`. */
  editTags(fileIds: readonly string[], edit: TagEdit): Promise<TagEditOutcome>;
  /**
   * Copies a file, or moves it with all its versions, into a folder, which is made where it is not there. Where a file
   * has its name there, that one gets the versions. Errors: 400 and 404 with a reason.
   */
  copy(request: MoveRequest & { readonly includeVersions: boolean }): Promise<void>;
  move(request: MoveRequest): Promise<void>;
  /**
   * Gives a file another name in its folder: `newFileName`, sanitised. With `purge`, answers the id of a request to
   * purge the old URL. Errors: 400, 404 and 409 with a reason.
   */
  rename(request: RenameRequest): Promise<{ readonly purgeId: string | undefined }>;
  /** The current version, then the others from the newest to the oldest. Errors: 400, 404. */
  versions(fileId: string): Promise<readonly FileRecord[]>;
  /** One version. Errors: 400, 404. */
  version(version: VersionOfFile): Promise<FileRecord>;
  /** Removes a version. Errors: 400 also for the current one, 404. */
  removeVersion(version: VersionOfFile): Promise<void>;
  /** Makes a version the current one; answers the file as it is then. Errors: 400, 404. */
  restoreVersion(version: VersionOfFile): Promise<FileRecord>;
  readonly customFields: CustomFields;
  /** Makes a folder, and those above it; one that is there is left as it is. Errors: 400. */
  createFolder(request: CreateFolderRequest): Promise<void>;
  /** Removes a folder with everything in it. Errors: 400, 404, 423. */
  deleteFolder(folderPath: string): Promise<void>;
  /**
   * Copies or moves a folder into another one, which is made where it is not there. Where a folder has its name there,
   * the two become one, and files of one name one file. Answers the id of the job that does it. Errors: 400, 404, 423.
   */
  copyFolder(request: MoveFolderRequest & { readonly includeVersions: boolean }): Promise<string>;
  moveFolder(request: MoveFolderRequest): Promise<string>;
  /** Gives a folder another name; answers the id of the job that does it. Errors: 400, 404, 409, 423. */
  renameFolder(request: RenameFolderRequest): Promise<string>;
  /** How far a job is. Errors: 404. */
  bulkJob(jobId: string): Promise<BulkJob>;
  /** Writes down the request to purge a URL, which is checked; answers its id. */
  purge(url: string): Promise<string>;
  /** Whether a purge is over, that of a rename too. Errors: 400. */
  isPurged(purgeId: string): Promise<boolean>;
  /**
   * The ids of all versions, old ones too, of the files whose path begins with a text that begins with a slash.
   * Undefined where there are more than `limit`.
   */
  versionsBelow(beginning: string, limit: number): Promise<readonly string[] | undefined>;
  /**
   * The version behind a delivery path (decoded, any Unicode normal form): the current one, or the one of `token`.
   * Undefined where there is none.
   */
  locate(path: string, token?: string): Soon<StoredVersion | undefined>;
  /** Frees the bytes that nothing has referred to for a day, and forgets old events. */
  sweep(): Promise<{ readonly removed: number }>;
  /** At start: finishes or undoes what a dead process left half done. */
  recover(): Promise<{ readonly removed: number }>;
};

export type CreateFolderRequest = { readonly folderName: string; readonly parentFolderPath: string };

export type MoveFolderRequest = { readonly sourceFolderPath: string; readonly destinationPath: string };

export type RenameFolderRequest = {
  readonly folderPath: string;
  readonly newFolderName: string;
  readonly purge: boolean;
};
