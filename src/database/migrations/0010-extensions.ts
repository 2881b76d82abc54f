import type { Script } from './portable.ts';

/** Configurations of extensions that the account has saved, to ask for them by id. */
export const extensions: Script = ({ text, bigint, strict }) => [
  `create table saved_extensions (
    id ${text} primary key,
    name ${text} not null,
    description ${text} not null,
    config ${text} not null,
    created_at ${bigint} not null,
    updated_at ${bigint} not null
  ) ${strict}`,
];
