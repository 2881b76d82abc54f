/**
 * What differs between the two databases in a `create table`. Everything else in a migration is SQL that both
 * understand: a statement is written once.
 */
export type Portable = {
  /** Text that compares and sorts by its bytes, whatever the locale of the database. */
  readonly text: string;
  /** 64 bits: sizes and times. `integer` is enough for flags, counts and pixels. */
  readonly bigint: string;
  /** Double precision. */
  readonly real: string;
  /** An expression that makes a random UUID of version 4, as text. */
  readonly uuid: string;
  /** Ends a `create table`: SQLite then keeps wrong types out, as PostgreSQL does. */
  readonly strict: string;
};

const SQLITE_UUID = `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
  || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`;

export const portable: Readonly<Record<'sqlite' | 'postgres', Portable>> = {
  sqlite: { text: 'text', bigint: 'integer', real: 'real', uuid: SQLITE_UUID, strict: 'strict' },
  postgres: {
    text: 'text collate "C"',
    bigint: 'bigint',
    real: 'double precision',
    uuid: 'gen_random_uuid()::text',
    strict: '',
  },
};

/** A migration: its statements, in order. Once released it never changes; a mistake is mended by the next one. */
export type Script = (types: Portable) => readonly string[];
