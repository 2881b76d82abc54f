/**
 * The tables as TypeScript sees them; `migrations/` makes them.
 *
 * Both databases hold the same: times are milliseconds since 1970, booleans are 0 or 1, big integers arrive as
 * numbers. Text compares by its UTF-8 bytes everywhere. Rows must be inserted parents first (folder, asset,
 * version, tag; blob before version): foreign keys are checked at once.
 */

import type { ColumnType, Generated } from 'kysely';

/** The folder `/`: the only asset without a parent. The first migration inserts it. */
export const ROOT_FOLDER_ID = '000000000000000000000000';

/**
 * The custom metadata field that ImageKit has of its own: when the picture was taken, as far as the user knows. Made by
 * its migration; its values are set like any other's, it is neither listed nor changed.
 */
export const ORIGINAL_DATE_FIELD_ID = '000000000000000000000001';

/**
 * What is below this folder nothing reaches: copies that are being built, and what was deleted and is being cleared
 * away. It is its own parent. The third migration inserts it.
 */
export const HIDDEN_FOLDER_ID = '000000000000000000000001';

/** The URL endpoint that is always there, with the empty prefix. Its migration inserts it. */
export const DEFAULT_URL_ENDPOINT_ID = 'default';

export type Tables = {
  readonly meta: Meta;
  readonly settings: Setting;
  readonly api_keys: ApiKey;
  readonly audit_log: AuditEntry;
  readonly upload_tokens: UploadToken;
  readonly named_transformations: NamedTransformation;
  readonly origins: Origin;
  readonly url_endpoints: UrlEndpoint;
  readonly url_endpoint_origins: UrlEndpointOrigin;
  readonly webhooks: Webhook;
  readonly saved_extensions: SavedExtension;
  readonly blobs: Blob;
  readonly assets: Asset;
  readonly folder_closure: FolderClosure;
  readonly versions: Version;
  readonly tags: Tag;
  readonly jobs: Job;
  readonly folder_locks: FolderLock;
  readonly folder_copies: FolderCopy;
  readonly events: Event;
  readonly custom_fields: CustomField;
  readonly custom_values: CustomValue;
  readonly embedded_values: EmbeddedValue;
  readonly name_terms: NameTerm;
  readonly search_terms: SearchTerm;
  readonly usage_counts: UsageCount;
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
  /** What the owner calls it. */
  name: string | null;
};

/** A change that was made through the API. */
type AuditEntry = {
  /** Sorts by time. */
  id: string;
  at: number;
  /** Of the pair of keys, which may be gone. */
  key_id: string;
  public_key: string;
  method: string;
  /** The path of the API with the names of its parameters. */
  route: string;
  /** Ids or paths of what was changed, as far as one text tells. */
  target: string;
  request_id: string;
  /** Of the answer. */
  status: number;
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

/** Where files that the library lacks are fetched from. */
type Origin = {
  id: string;
  type: string;
  /** What answers show, in the API's names: JSON text. */
  settings: string;
  /** What no answer shows, by name: JSON text, encrypted, base64. */
  secrets: string;
  created_at: number;
  updated_at: number;
};

/** A base of media URLs. */
type UrlEndpoint = {
  id: string;
  description: string;
  /** The segment after the account; empty for the default one only. */
  url_prefix: string;
  /** JSON text. */
  rewriter: string | null;
  created_at: number;
  updated_at: number;
};

/** The origins of an endpoint, in the order in which they are asked. */
type UrlEndpointOrigin = { endpoint_id: string; position: number; origin_id: string };

/** Where events of the account are sent. */
type Webhook = {
  id: string;
  endpoint: string;
  /** Types of events: a JSON array. */
  events: string;
  enabled: Flag;
  /** Encrypted, base64. */
  secret: string;
  created_at: number;
  updated_at: number;
};

/** An extension of files as it was saved, to be asked for by its id. */
type SavedExtension = {
  id: string;
  name: string;
  description: string;
  /** JSON text, as the grammar of `extensions` reads it. */
  config: string;
  created_at: number;
  updated_at: number;
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
  /** The id of a folder that the API shows, where it is not its own: a move gives a new one. */
  folder_id: ColumnType<string | null, string | null | undefined>;
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
  /** What the file says about itself, flat and readable (`embeddedMetadata`): JSON text. */
  embedded: string | null;
  /** The same as numbers and codes, with density and the like (`metadata`): JSON text. */
  metadata: string | null;
  /** Perceptual hash, 16 hex digits. */
  phash: string | null;
  /** Degrees, where the picture was taken. */
  latitude: number | null;
  longitude: number | null;
  /** When the picture was taken. */
  taken_at: number | null;
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
  /** Of the asset. */
  created_at: number;
};

/** A field of custom metadata, kept for ever: its name is never given again. */
type CustomField = {
  id: string;
  name: string;
  /** Unique among those that are not deleted. */
  label: string;
  /** The type of its values and the rules for them: JSON text. */
  schema: string;
  description: string | null;
  created_at: number;
  deleted_at: number | null;
};

/** One value of a field on a version; of a MultiSelect, one row an item. */
type CustomValue = {
  version_id: string;
  asset_id: string;
  field_id: string;
  position: number;
  type: 'text' | 'number' | 'boolean' | 'date';
  text_value: string | null;
  /** What an index can take of it (`textStart`). */
  text_start: string | null;
  /** Of a number, a boolean (0 or 1) and a date. */
  number_value: number | null;
  is_current: Flag;
  /** Of the asset. */
  created_at: number;
};

/** The values of `embedded` one by one, for search. */
type EmbeddedValue = {
  version_id: string;
  asset_id: string;
  name: string;
  /** Of an item in a list. */
  position: number;
  /** Null for a number. */
  text_value: string | null;
  /** Of a number and of a date. */
  number_value: number | null;
  is_current: Flag;
};

/** Work that goes on after a restart. `running` with a lease that has run out is as good as `pending`. */
type Job = {
  id: string;
  kind: string;
  /** JSON: what to do, and how far it is. */
  payload: string;
  /** `dead`: given up after too many failures. */
  state: 'pending' | 'running' | 'done' | 'dead';
  /** Times it was started. */
  attempts: number;
  /** Not before. */
  run_at: number;
  /** Who runs it: only a transaction that still finds its own token here may have an effect. */
  lease_token: string | null;
  lease_until: number | null;
  /** JSON: what came of it, or of the last start. */
  result: string | null;
  /** Jobs of one lane take turns; empty for those that do not care. */
  lane: ColumnType<string, string | undefined, string>;
  created_at: number;
  updated_at: number;
};

/** What a bulk job of folders has to itself until it is over, with everything below: a path, also one to be. */
type FolderLock = { job_id: string; path: string };

/** Which folder of a copy in the making stands for which folder of the source. */
type FolderCopy = { job_id: string; source_id: string; target_id: string };

/** The outbox: what has happened, written in the transaction of the change. */
type Event = {
  /** A UUID that the database makes. */
  id: Generated<string>;
  type: string;
  /** JSON: ids, from which the payload is made, or all of it. */
  data: string;
  /** `held`: of a job's work that nobody sees yet. */
  state: 'pending' | 'held';
  /** The job that holds it. */
  job_id: string | null;
  created_at: number;
  /** Somebody is sending it out, and has until then. */
  lease_until: ColumnType<number, number | undefined, number>;
};

/** A word of the name of a file or folder. */
type NameTerm = {
  asset_id: string;
  /** As `words` of the kernel makes it. */
  term: string;
  /** Words of the whole name. */
  count: number;
  /** Of the asset. */
  created_at: number;
};

/** A word of the tags, or of one text of custom metadata, of a version. */
type SearchTerm = {
  version_id: string;
  asset_id: string;
  /** Of the field of custom metadata; empty for tags. */
  field_id: string;
  term: string;
  /** Words of all tags, or of the whole text. */
  count: number;
  is_current: Flag;
  /** Of the asset. */
  created_at: number;
};

/** What was delivered and done on one day. Of names that are too many the smallest are missing. */
type UsageCount = {
  /** UTC, `YYYY-MM-DD`. */
  day: string;
  /** What is counted: all of it, or by status, file, browser and so on. */
  dimension: string;
  name: string;
  /** Or operations. */
  requests: number;
  /** Or units. */
  bytes: number;
};

/** 0 or 1, typed as a number so that a comparison may stand in its place. */
type Flag = number;
