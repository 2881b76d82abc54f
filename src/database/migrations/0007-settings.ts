import type { Script } from './portable.ts';

/** Names of API keys, and the log of what was changed through the API. */
export const settings: Script = ({ text, bigint, strict }) => [
  `alter table api_keys add column name ${text}`,

  // The ids sort by time, so the primary key is what the log is read and pruned by.
  `create table audit_log (
    id ${text} primary key,
    at ${bigint} not null,
    key_id ${text} not null,
    public_key ${text} not null,
    method ${text} not null,
    route ${text} not null,
    target ${text} not null,
    request_id ${text} not null,
    status integer not null
  ) ${strict}`,
];
