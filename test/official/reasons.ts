/** Reasons of the differences that do not explain themselves by the schemas: each with the rows it is for. */
import type { Kind, Row } from './compare.ts';

type Reason = {
  readonly operation: RegExp;
  readonly where: RegExp;
  readonly what: RegExp;
  readonly kind: Kind;
  /** Where it is decided. */
  readonly because: string;
};

export const REASONS: readonly Reason[] = [
  {
    operation: /^POST \/v1\/dummy\/test$/,
    where: /^(body|status 40[13])/,
    what: /^only theirs$/,
    kind: 'never',
    because: 'It does nothing, for anybody, whatever it is sent (rest-api.md 1.10).',
  },
  {
    operation: /^all errors$/,
    where: /^error \/error$/,
    what: /^only theirs$/,
    kind: 'mistake',
    because: 'The one error with this key is that of the dummy; all others have `message` (rest-api.md 1.7).',
  },
  {
    operation: /./,
    where: /\/selectedFieldsSchema$/,
    what: /^only theirs$/,
    kind: 'never',
    because: 'There are no path policies (rest-api.md 2.13).',
  },
  {
    operation: /\/v1\/customMetadataFields/,
    where: /^body \/schema\/(min|max)Length$/,
    what: /^type number is integer here$/,
    kind: 'mistake',
    because: 'A length is counted in whole characters (rest-api.md 2.12).',
  },
  {
    operation: /^POST \/v1\/files\/batch\/deleteByFileIds$/,
    where: /^status 207$/,
    what: /^only theirs$/,
    kind: 'never',
    because: 'All files are deleted in one transaction, or none is.',
  },
  {
    operation: /^PUT \/v1\/files\/rename$/,
    where: /^status 207$/,
    what: /^only theirs$/,
    kind: 'never',
    because: 'A purge is never refused for its rate (rest-api.md 2.10).',
  },
  {
    operation: /^GET \/v1\/accounts\/url-endpoints$/,
    where: /^status 404$/,
    what: /^only theirs$/,
    kind: 'never',
    because:
      'A list without an entry would be empty; the default endpoint is always in it (rest-api.md 6.4).',
  },
];

/** The rows with their reasons; those without stay as they are. */
export function explain(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => (row.kind === undefined ? { ...row, kind: reasonOf(row)?.kind } : row));
}

/** Reasons that no row needs any more. */
export function unused(rows: readonly Row[]): readonly Reason[] {
  const needed = new Set(rows.filter(({ kind }) => kind === undefined).map(reasonOf));
  return REASONS.filter((reason) => !needed.has(reason));
}

function reasonOf({ operation, where, what }: Row): Reason | undefined {
  return REASONS.find(
    (reason) => reason.operation.test(operation) && reason.where.test(where) && reason.what.test(what),
  );
}
