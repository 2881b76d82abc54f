export type { BulkJob } from './bulk-job.ts';
export { createLibrary } from './create-library.ts';
export type { CustomFields, FieldChange, NewField } from './custom-fields.ts';
export type { CustomField, CustomMetadata, CustomValue, FieldSchema } from './custom-metadata.ts';
export { errors as libraryErrors } from './errors.ts';
export type { EventData, EventType } from './events.ts';
export type {
  FileChanges,
  MoveRequest,
  Publication,
  RenameRequest,
  TagEdit,
  TagEditOutcome,
  VersionOfFile,
} from './file-requests.ts';
export type { IngestRequest } from './ingest-request.ts';
export type {
  CreateFolderRequest,
  Library,
  LibraryDeps,
  MoveFolderRequest,
  RenameFolderRequest,
  UploadCheck,
} from './library.ts';
export type { ListQuery, Sort, SortKey } from './list.ts';
export {
  MAX_DEPTH,
  normalizePath,
  sanitizeFileName,
  sanitizeFolderPath,
  uniqueName,
} from './names.ts';
export type { AiTag, FileRecord, FolderRecord, IngestedFile, StoredVersion } from './record.ts';
export { lengthOfTags, MAX_TAGS_LENGTH } from './tags.ts';
export { units as libraryUnits } from './units.ts';
