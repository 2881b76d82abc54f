import type { Readable } from 'node:stream';

/**
 * Where the bytes of originals live. An object is written once, under a key that is never used again, and read and
 * removed whole. Failures of the medium are `errors.storageUnavailable` or `errors.storageFull` (503).
 */
export type BlobStore = {
  /** Begins an upload. Throws `errors.stagingFull` and `errors.storageFull` (503) when there is no room for one. */
  stage(): Promise<Staged>;

  /**
   * The bytes of an object, or of a part of it: `end` is inclusive, and both lie within the object. Destroying the
   * stream frees what it holds. Throws `errors.blobMissing`.
   */
  open(key: string, range?: ByteRange): Promise<Readable>;

  /**
   * Runs `use` with a path under which child processes may read the object, for as long as it runs. Throws what `use`
   * throws; `errors.blobMissing` instead where the object turns out not to be there.
   */
  withLocalPath<Out>(key: string, use: (path: string) => Promise<Out>): Promise<Out>;

  exists(key: string): Promise<boolean>;

  /** Removes an object, durably. One that is not there is removed already. */
  remove(key: string): Promise<void>;

  /**
   * Settles the uploads that dead processes left behind: the object of one that `isReferenced` denies is removed,
   * and so is every staged name. Never touches an upload of this process. Settles all it can before it throws.
   */
  recover(isReferenced: (key: string) => Promise<boolean>): Promise<{ removed: number }>;

  /** Resolves when objects can be written and read, for `GET /ready`. */
  check(): Promise<void>;

  /** Discards the uploads that are not published yet; those that are belong to their transactions. */
  close(): Promise<void>;
};

export type ByteRange = { readonly start: number; readonly end: number };

/** As many as the usual sniffers look at. */
export const HEAD_BYTES = 4_100;

/**
 * An upload under way: write, seal, publish, then release or discard.
 *
 * A step that throws has already discarded everything. The calls of one upload run one after the other in the
 * order they were made, so `discard` may be called at any time, also while another step runs.
 */
export type Staged = {
  /** The upload id, an object id: the second half of the key. */
  readonly id: string;
  /** A local file, which child processes may read once it is sealed. */
  readonly path: string;
  /** Bytes taken so far. */
  readonly size: number;
  /** The first bytes taken, {@link HEAD_BYTES} at most: what tells the type of a file, without opening it again. */
  readonly head: Uint8Array;

  /**
   * Hashes, counts and writes a chunk, which must not change until this resolves. Nothing but the head is kept in memory.
   * Throws `errors.stagingFull`, `errors.storageFull`.
   */
  write(chunk: Uint8Array): Promise<void>;

  /** Ends writing. The bytes are on their way to the disk but not durable yet. `hash` is SHA-256 in hex. */
  seal(): Promise<{ hash: string; size: number }>;

  /** Makes the object durable under the key it resolves to. From here on it counts as stored, not as staged. */
  publish(): Promise<string>;

  /**
   * After the commit: the object stays, the staged name goes. Never rejects: the upload has succeeded, and a name
   * that cannot be removed now is removed by the next start's `recover`.
   */
  release(): Promise<void>;

  /**
   * The staged name goes and, unless released, the object too. Never rejects, for the same reason, and does nothing
   * the second time.
   */
  discard(): Promise<void>;
};
