import { ROOT_FOLDER_ID } from '../schema.ts';
import type { Script } from './portable.ts';

/** The first schema: settings, keys, blobs, assets with their versions and tags. */
export const library: Script = ({ text, bigint, real, strict }) => [
  `create table meta (
    key ${text} primary key,
    value ${text} not null
  ) ${strict}`,

  `create table settings (
    key ${text} primary key,
    value ${text} not null
  ) ${strict}`,

  `create table api_keys (
    id ${text} primary key,
    public_key ${text} not null unique,
    private_key ${text} not null,
    private_key_digest ${text} not null unique,
    permission ${text} not null,
    created_at ${bigint} not null,
    expires_at ${bigint},
    from_environment integer not null
  ) ${strict}`,

  `create table upload_tokens (
    digest ${text} primary key,
    expires_at ${bigint} not null
  ) ${strict}`,
  'create index upload_tokens_by_expiry on upload_tokens (expires_at)',

  `create table blobs (
    id ${text} primary key,
    hash ${text} not null,
    object_key ${text} not null unique,
    size ${bigint} not null,
    state ${text} not null check (state in ('live', 'deleting')),
    touched_at ${bigint} not null
  ) ${strict}`,
  // Two uploads of the same bytes at once: one of them becomes the live row, the other finds it.
  `create unique index blobs_live_by_hash on blobs (hash) where state = 'live'`,
  'create index blobs_for_sweeper on blobs (state, id)',

  // A NULL parent would let the unique index admit duplicates, so the root is the only row that may have one.
  `create table assets (
    id ${text} primary key,
    kind ${text} not null check (kind in ('file', 'folder')),
    parent_id ${text} references assets (id) check (parent_id is not null or id = '${ROOT_FOLDER_ID}'),
    name ${text} not null,
    version_id ${text},
    version_counter integer not null,
    created_at ${bigint} not null,
    updated_at ${bigint} not null,
    unique (kind, parent_id, name)
  ) ${strict}`,
  'create index assets_by_parent_created on assets (parent_id, created_at, id)',
  'create index assets_by_parent_name on assets (parent_id, name, id)',
  'create index assets_by_created on assets (kind, created_at, id)',
  'create index assets_by_name on assets (kind, name, id)',

  `create table folder_closure (
    ancestor_id ${text} not null references assets (id) on delete cascade,
    descendant_id ${text} not null references assets (id) on delete cascade,
    depth integer not null,
    primary key (ancestor_id, descendant_id)
  ) ${strict}`,
  'create index folder_closure_by_descendant on folder_closure (descendant_id, depth)',

  // A blob that a version refers to cannot go: the database itself stands between the sweeper and a lost file.
  `create table versions (
    id ${text} primary key,
    asset_id ${text} not null references assets (id) on delete cascade,
    number integer not null,
    blob_id ${text} not null references blobs (id),
    is_current integer not null,
    mime ${text} not null,
    size ${bigint} not null,
    width integer,
    height integer,
    orientation integer,
    has_alpha integer not null,
    pages integer not null,
    bit_rate ${bigint},
    duration ${bigint},
    audio_codec ${text},
    video_codec ${text},
    is_private integer not null,
    is_published integer not null,
    custom_coordinates ${text},
    description ${text},
    token ${text} not null,
    created_at ${bigint} not null,
    updated_at ${bigint} not null,
    unique (asset_id, number)
  ) ${strict}`,
  'create index versions_by_blob on versions (blob_id)',

  `create table tags (
    version_id ${text} not null references versions (id) on delete cascade,
    asset_id ${text} not null,
    position integer not null,
    source ${text} not null,
    name ${text} not null,
    confidence ${real},
    is_current integer not null,
    primary key (version_id, source, position)
  ) ${strict}`,
  'create index tags_by_name on tags (name, is_current, asset_id)',

  `insert into assets (id, kind, parent_id, name, version_id, version_counter, created_at, updated_at)
    values ('${ROOT_FOLDER_ID}', 'folder', null, '', null, 0, 0, 0)`,
  `insert into folder_closure (ancestor_id, descendant_id, depth)
    values ('${ROOT_FOLDER_ID}', '${ROOT_FOLDER_ID}', 0)`,
];
