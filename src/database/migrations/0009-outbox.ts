import type { Script } from './portable.ts';

/** What is sent out: jobs that queue in lanes, and who is at work on which events. */
export const outbox: Script = ({ text, bigint }) => [
  `alter table jobs add column lane ${text} not null default ''`,
  'drop index jobs_by_run',
  'create index jobs_by_run on jobs (kind, state, lane, run_at, id)',

  `alter table events add column lease_until ${bigint} not null default 0`,
  'drop index events_by_time',
  'create index events_by_time on events (state, created_at, id)',
];
