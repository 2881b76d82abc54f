import { ORIGINAL_DATE_FIELD_ID } from '../schema.ts';
import type { Script } from './portable.ts';

/** Custom metadata, and what files say about themselves. */
export const customMetadata: Script = ({ text, bigint, real, strict }) => [
  `create table custom_fields (
    id ${text} primary key,
    name ${text} not null unique,
    label ${text} not null,
    schema ${text} not null,
    description ${text},
    created_at ${bigint} not null,
    deleted_at ${bigint}
  ) ${strict}`,
  'create unique index custom_fields_by_label on custom_fields (label) where deleted_at is null',
  `insert into custom_fields (id, name, label, schema, description, created_at, deleted_at)
    values ('${ORIGINAL_DATE_FIELD_ID}', '_internal_original_created_datetime', 'Original creation date',
      '{"type":"Date"}', null, 0, null)`,

  `create table custom_values (
    version_id ${text} not null references versions (id) on delete cascade,
    asset_id ${text} not null,
    field_id ${text} not null references custom_fields (id),
    position integer not null,
    type ${text} not null check (type in ('text', 'number', 'boolean', 'date')),
    text_value ${text},
    number_value ${real},
    is_current integer not null,
    primary key (version_id, field_id, position)
  ) ${strict}`,

  `create table embedded_values (
    version_id ${text} not null references versions (id) on delete cascade,
    asset_id ${text} not null,
    name ${text} not null,
    position integer not null,
    text_value ${text},
    number_value ${real},
    is_current integer not null,
    primary key (version_id, name, position)
  ) ${strict}`,

  `alter table versions add column embedded ${text}`,
  `alter table versions add column metadata ${text}`,
  `alter table versions add column phash ${text}`,
  `alter table versions add column latitude ${real}`,
  `alter table versions add column longitude ${real}`,
  `alter table versions add column taken_at ${bigint}`,
];
