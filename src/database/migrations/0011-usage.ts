import type { Script } from './portable.ts';

/** What was delivered and done, counted by UTC days. */
export const usage: Script = ({ text, bigint, strict }) => [
  `create table usage_counts (
    day ${text} not null,
    dimension ${text} not null,
    name ${text} not null,
    requests ${bigint} not null,
    bytes ${bigint} not null,
    primary key (day, dimension, name)
  ) ${strict}`,
];
