export { createLibrary } from './create-library.ts';
export { errors as libraryErrors } from './errors.ts';
export type { IngestRequest } from './ingest-request.ts';
export type { Library, LibraryDeps } from './library.ts';
export type { ListQuery, Sort, SortKey } from './list.ts';
export {
  MAX_DEPTH,
  normalizePath,
  sanitizeFileName,
  sanitizeFolderPath,
  uniqueName,
} from './names.ts';
export type { AiTag, FileRecord, FolderRecord, StoredVersion } from './record.ts';
export { units as libraryUnits } from './units.ts';
