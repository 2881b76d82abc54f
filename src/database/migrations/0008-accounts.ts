import { DEFAULT_URL_ENDPOINT_ID } from '../schema.ts';
import type { Script } from './portable.ts';

/** Origins, URL endpoints (of which the default one is always there) and webhooks of the account. */
export const accounts: Script = ({ text, bigint, strict }) => [
  `create table origins (
    id ${text} primary key,
    type ${text} not null,
    settings ${text} not null,
    secrets ${text} not null,
    created_at ${bigint} not null,
    updated_at ${bigint} not null
  ) ${strict}`,

  `create table url_endpoints (
    id ${text} primary key,
    description ${text} not null,
    url_prefix ${text} not null unique,
    rewriter ${text},
    created_at ${bigint} not null,
    updated_at ${bigint} not null
  ) ${strict}`,
  `insert into url_endpoints (id, description, url_prefix, rewriter, created_at, updated_at)
    values ('${DEFAULT_URL_ENDPOINT_ID}', 'Default URL-endpoint', '', null, 0, 0)`,

  `create table url_endpoint_origins (
    endpoint_id ${text} not null references url_endpoints (id) on delete cascade,
    position integer not null,
    origin_id ${text} not null references origins (id),
    primary key (endpoint_id, position)
  ) ${strict}`,
  'create index url_endpoint_origins_by_origin on url_endpoint_origins (origin_id)',

  `create table webhooks (
    id ${text} primary key,
    endpoint ${text} not null,
    events ${text} not null,
    enabled integer not null,
    secret ${text} not null,
    created_at ${bigint} not null,
    updated_at ${bigint} not null
  ) ${strict}`,
];
