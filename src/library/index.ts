export type { BulkJob } from './bulk-job.ts';
export { createLibrary } from './create-library.ts';
export type { CustomFields, FieldChange, NewField } from './custom-fields.ts';
export {
  type CustomField,
  type CustomMetadata,
  type CustomValue,
  checkValue,
  type FieldSchema,
} from './custom-metadata.ts';
export { errors as libraryErrors } from './errors.ts';
export {
  type EventData,
  type EventPayload,
  type EventType,
  type LibraryEvent,
  type PayloadEvent,
  recordCallback,
  recordEvent,
} from './events.ts';
export type { ExtensionRequest, ExtensionState, ExtensionStatus } from './extension-request.ts';
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
export type { PostTransform, PostTransformJob, PostTransformRequest } from './post-transform.ts';
export {
  handlePostTransforms,
  type PostTransformOutcome,
  type TransformFailure,
} from './post-transform-run.ts';
export type {
  AiTag,
  DescribedFile,
  FileRecord,
  FolderRecord,
  ImageDetails,
  IngestedFile,
  StoredVersion,
  UpdatedFile,
} from './record.ts';
export { lengthOfTags, MAX_TAGS_LENGTH } from './tags.ts';
export { units as libraryUnits } from './units.ts';
