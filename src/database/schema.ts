/**
 * The tables as TypeScript sees them; `migrations/` makes them.
 *
 * Both databases hold the same: times are milliseconds since 1970, booleans are 0 or 1, big integers arrive as
 * numbers. Text compares by its UTF-8 bytes everywhere. Rows must be inserted parents first (folder, asset,
 * version, tag; blob before version): foreign keys are checked at once.
 */

/** The folder `/`: the only asset without a parent. The first migration inserts it. */
export const ROOT_FOLDER_ID = '000000000000000000000000';

export type Tables = {
  readonly meta: Meta;
  readonly settings: Setting;
  readonly api_keys: ApiKey;
  readonly upload_tokens: UploadToken;
  readonly named_transformations: NamedTransformation;
  readonly blobs: Blob;
  readonly assets: Asset;
  readonly folder_closure: FolderClosure;
  readonly versions: Version;
  readonly tags: Tag;
};

/** Facts about this database itself, such as `secret_check`, and counters of changes. */
type Meta = { key: string; value: string };

/** What the owner can change at run time: JSON text by name, and `revision`, counted up by each change. */
type Setting = { key: string; value: string };

type ApiKey = {
  id: string;
  public_key: string;
  /** Encrypted, base64. */
  private_key: string;
  /** SHA-256 of the private key under a secret, hex: how a presented key is found. */
  private_key_digest: string;
  permission: 'standard' | 'none' | 'read' | 'read-write';
  created_at: number;
  expires_at: number | null;
  from_environment: Flag;
};

/** One-time tokens of signed browser uploads that were used, kept until they would have expired anyway. */
type UploadToken = { digest: string; expires_at: number };

/** What `n-<name>` in a URL stands for. Every write counts `named_revision` in `meta` up. */
type NamedTransformation = {
  id: string;
  name: string;
  /** As the account wrote it. */
  transformation: string;
  enabled: Flag;
  created_at: number;
};

/** One row a stored object. At most one row a hash is `live`; a `deleting` row is never revived. */
type Blob = {
  /** The id of the upload that brought the bytes. */
  id: string;
  /** SHA-256 of the bytes, hex. */
  hash: string;
  /** `<hash>/<id>`: where the store keeps the bytes. Never used twice. */
  object_key: string;
  /** Bytes. */
  size: number;
  state: 'live' | 'deleting';
  /** When an upload last wanted these bytes: the sweeper leaves young blobs alone. */
  touched_at: number;
};

/** A file or a folder. */
type Asset = {
  id: string;
  kind: 'file' | 'folder';
  /** The folder it is in; null for the root only. */
  parent_id: string | null;
  /** NFC, at most 255 bytes. Unique among the same kind in one folder. */
  name: string;
  /** The current version of a file; null for a folder. */
  version_id: string | null;
  /** The highest version number ever given, so that none is given twice. */
  version_counter: number;
  created_at: number;
  updated_at: number;
};

/** Every folder with every folder above it, itself (depth 0) included. */
type FolderClosure = { ancestor_id: string; descendant_id: string; depth: number };

type Version = {
  id: string;
  asset_id: string;
  number: number;
  blob_id: string;
  is_current: Flag;
  mime: string;
  /** Bytes. */
  size: number;
  /** Pixels as stored, before the EXIF orientation. */
  width: number | null;
  height: number | null;
  /** EXIF orientation, 1 to 8. */
  orientation: number | null;
  has_alpha: Flag;
  /** Frames of an animation or pages of a document. */
  pages: number;
  /** Bits per second. */
  bit_rate: number | null;
  /** Milliseconds. */
  duration: number | null;
  audio_codec: string | null;
  video_codec: string | null;
  is_private: Flag;
  is_published: Flag;
  custom_coordinates: string | null;
  description: string | null;
  /** The value of `ik-obj-version` that names this version in a URL. */
  token: string;
  created_at: number;
  updated_at: number;
};

type Tag = {
  version_id: string;
  asset_id: string;
  position: number;
  /** Empty for the user's own tags, otherwise the service that found it. */
  source: string;
  name: string;
  /** 0 to 100, of found tags. */
  confidence: number | null;
  is_current: Flag;
};

/** 0 or 1, typed as a number so that a comparison may stand in its place. */
type Flag = number;
