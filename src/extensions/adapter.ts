/** How a backend does an extension. There is none in the program yet: every extension fails as "not configured". */
import type { Readable } from 'node:stream';
import type { ExtensionConfig, ExtensionName, TaskValue } from './config.ts';

export type ExtensionAdapter = {
  readonly name: ExtensionName;
  /**
   * Whether a request may wait a little for it, so that its answer has the result. `remove-bg` never does (rest-api.md
   * 2.14).
   */
  readonly answersAtOnce: boolean;
  /**
   * What the backend makes of a file. It may be asked again about the same one: after a failure, and after the server
   * was stopped in the middle.
   *
   * Throws `errors.refused(why)` for what will never work; anything else it throws is tried again a few times.
   */
  run(input: ExtensionInput): Promise<ExtensionResult>;
};

export type ExtensionInput = {
  /** Of this adapter's name; tasks have their vocabularies filled in. */
  readonly config: ExtensionConfig;
  readonly file: {
    readonly name: string;
    readonly mime: string;
    /** Bytes. */
    readonly size: number;
    /** Pixels as stored; null where the file has none. */
    readonly width: number | null;
    readonly height: number | null;
  };
  /** The bytes of the file. Who opens them reads them to the end or destroys the stream. */
  readonly open: () => Promise<Readable>;
  /** Aborted when time is up or the server stops. */
  readonly signal: AbortSignal;
};

export type ExtensionResult =
  /** What a tagger found, in any order: the limits of the configuration are applied afterwards. */
  | {
      readonly kind: 'tags';
      readonly tags: readonly { readonly name: string; readonly confidence: number }[];
    }
  | { readonly kind: 'description'; readonly description: string }
  /** One for each task, in their order. */
  | { readonly kind: 'answers'; readonly answers: readonly TaskAnswer[] }
  /** A whole file, which becomes the next version. */
  | { readonly kind: 'bytes'; readonly bytes: AsyncIterable<Uint8Array> };

/** What was selected, or the answer to a yes_no task. */
export type TaskAnswer = readonly TaskValue[] | 'yes' | 'no' | 'unknown';

export type ExtensionRegistry = { find(name: ExtensionName): ExtensionAdapter | undefined };

export function createExtensionRegistry(adapters: readonly ExtensionAdapter[]): ExtensionRegistry {
  const byName = new Map(adapters.map((adapter) => [adapter.name, adapter]));
  return { find: (name) => byName.get(name) };
}
