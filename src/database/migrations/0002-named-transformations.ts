import type { Script } from './portable.ts';

/** Transformations that the account has stored under a name, for `n-<name>` in URLs. */
export const namedTransformations: Script = ({ text, bigint, strict }) => [
  `create table named_transformations (
    id ${text} primary key,
    name ${text} not null unique,
    transformation ${text} not null,
    enabled integer not null,
    created_at ${bigint} not null
  ) ${strict}`,
];
