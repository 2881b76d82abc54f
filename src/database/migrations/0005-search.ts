import type { Script } from './portable.ts';

/** The words of names, tags and custom metadata, and the indexes that lead a search to few rows. */
export const search: Script = ({ text, strict }) => [
  // Names belong to assets, so that a rename touches one of them and not its versions.
  `create table name_terms (
    asset_id ${text} not null references assets (id) on delete cascade,
    term ${text} not null,
    count integer not null,
    primary key (asset_id, term)
  ) ${strict}`,
  'create index name_terms_by_term on name_terms (term, count, asset_id)',

  `create table search_terms (
    version_id ${text} not null references versions (id) on delete cascade,
    asset_id ${text} not null,
    field_id ${text} not null,
    term ${text} not null,
    count integer not null,
    is_current integer not null,
    primary key (version_id, field_id, term)
  ) ${strict}`,
  'create index search_terms_by_term on search_terms (field_id, term, is_current, count, asset_id)',

  // Texts may be longer than an index entry: equal texts have equal starts.
  `create index custom_values_by_text on custom_values (field_id, substr(text_value, 1, 60), is_current, asset_id)
    where text_value is not null`,
  `create index custom_values_by_number on custom_values (field_id, number_value, is_current, asset_id)
    where number_value is not null`,
  `create index embedded_values_by_text on embedded_values (name, substr(text_value, 1, 60), is_current, asset_id)
    where text_value is not null`,
  `create index embedded_values_by_number on embedded_values (name, number_value, is_current, asset_id)
    where number_value is not null`,

  'create index assets_by_folder_id on assets (folder_id) where folder_id is not null',
  'create index assets_by_updated on assets (kind, updated_at, id)',
  'create index versions_by_size on versions (size, asset_id) where is_current = 1',
  'create index versions_by_mime on versions (mime, asset_id) where is_current = 1',
  'create index versions_by_width on versions (width, asset_id) where is_current = 1 and width is not null',
  'create index versions_by_height on versions (height, asset_id) where is_current = 1 and height is not null',
  'create index versions_by_duration on versions (duration, asset_id) where is_current = 1 and duration is not null',
  'create index versions_by_taken on versions (taken_at, asset_id) where is_current = 1 and taken_at is not null',
  'create index versions_by_place on versions (latitude, longitude, asset_id) where is_current = 1 and latitude is not null',
  'create index versions_private on versions (asset_id) where is_current = 1 and is_private = 1',
  'create index versions_drafts on versions (asset_id) where is_current = 1 and is_published = 0',
  // What was current once is little beside what is.
  'create index versions_old on versions (asset_id) where is_current = 0',
];
