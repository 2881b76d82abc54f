/** What is asked of a file besides its storage, and how far that is (rest-api.md 2.14). */
import type { ExtensionConfig, ExtensionName } from '../extensions/index.ts';

export type ExtensionRequest = {
  /** Each name once; saved extensions are put in. */
  readonly configs: readonly ExtensionConfig[];
  /** Who is told of the outcome of each. */
  readonly webhookUrl: string | undefined;
};

export type ExtensionState = 'success' | 'failed' | 'pending';

/** By the names of the extensions that were asked for. */
export type ExtensionStatus = { readonly [Name in ExtensionName]?: ExtensionState };
