/** Validated values of the requests that change files and their versions (rest-api.md 2.5 to 2.8). */

import type { ExtensionRequest } from './extension-request.ts';

/** A change of the current version of a file. What is undefined stays as it is. */
export type FileChanges = {
  /** All user tags, trimmed and without duplicates; empty: none. */
  readonly tags?: readonly string[] | undefined;
  /** `x,y,width,height`; null: none. */
  readonly customCoordinates?: string | null | undefined;
  /** Null: none. */
  readonly description?: string | null | undefined;
  /** Names of tags that machines found, from any source. */
  readonly removeAiTags?: readonly string[] | 'all' | undefined;
  /** By the names of the fields: what is given replaces, null takes away. */
  readonly customMetadata?: Readonly<Record<string, unknown>> | undefined;
  readonly publish?: Publication | undefined;
  /** Begun when the other changes are made. */
  readonly extensions?: ExtensionRequest | undefined;
};

/** Whether the file is published: its current version, or all of them. */
export type Publication = { readonly isPublished: boolean; readonly includeVersions: boolean };

/** What to do with the tags of many files: `removeAi` goes by names, whoever found them. */
export type TagEdit = { readonly kind: 'add' | 'remove' | 'removeAi'; readonly tags: readonly string[] };

/** Ids of the files: where the tags are now as they were to be, and where they would be too long together. */
export type TagEditOutcome = { readonly done: readonly string[]; readonly failed: readonly string[] };

/** Paths as the client sent them: of a file, and of a folder. */
export type MoveRequest = { readonly sourceFilePath: string; readonly destinationPath: string };

export type RenameRequest = {
  readonly filePath: string;
  readonly newFileName: string;
  /** Whether the old URL is to be purged. */
  readonly purge: boolean;
};

export type VersionOfFile = { readonly fileId: string; readonly versionId: string };
