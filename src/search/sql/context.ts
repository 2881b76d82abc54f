import type { FolderIds } from './folder-ids.ts';

/** What a row of a search can be. */
export type Kind = 'file' | 'file-version' | 'folder';

/** What SQL needs to know about the rest of its query, whose rows are of `assets` joined to `versions`. */
export type Context = {
  readonly kinds: ReadonlySet<Kind>;
  readonly folderIds: FolderIds;
};
