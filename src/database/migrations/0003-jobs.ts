import { HIDDEN_FOLDER_ID } from '../schema.ts';
import type { Script } from './portable.ts';

/** Durable jobs, what they hold and have done so far; the outbox of events; the folder that nothing reaches. */
export const jobs: Script = ({ text, bigint, uuid, strict }) => [
  `create table jobs (
    id ${text} primary key,
    kind ${text} not null,
    payload ${text} not null,
    state ${text} not null check (state in ('pending', 'running', 'done', 'dead')),
    attempts integer not null,
    run_at ${bigint} not null,
    lease_token ${text},
    lease_until ${bigint},
    result ${text},
    created_at ${bigint} not null,
    updated_at ${bigint} not null
  ) ${strict}`,
  'create index jobs_by_run on jobs (state, run_at, id)',

  `create table folder_locks (
    job_id ${text} not null references jobs (id) on delete cascade,
    path ${text} not null,
    primary key (job_id, path)
  ) ${strict}`,

  `create table folder_copies (
    job_id ${text} not null references jobs (id) on delete cascade,
    source_id ${text} not null,
    target_id ${text} not null,
    primary key (job_id, source_id)
  ) ${strict}`,

  `create table events (
    id ${text} primary key default (${uuid}),
    type ${text} not null,
    data ${text} not null,
    state ${text} not null check (state in ('pending', 'held')),
    job_id ${text},
    created_at ${bigint} not null
  ) ${strict}`,
  'create index events_by_time on events (created_at, id)',
  `create index events_held on events (job_id, data) where state = 'held'`,

  // A folder's own id is the parent of everything in it; what the API shows may change without touching that.
  `alter table assets add column folder_id ${text}`,

  `insert into assets (id, kind, parent_id, name, version_id, version_counter, created_at, updated_at)
    values ('${HIDDEN_FOLDER_ID}', 'folder', '${HIDDEN_FOLDER_ID}', '', null, 0, 0, 0)`,
  `insert into folder_closure (ancestor_id, descendant_id, depth)
    values ('${HIDDEN_FOLDER_ID}', '${HIDDEN_FOLDER_ID}', 0)`,
];
