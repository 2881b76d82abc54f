/**
 * The kinds of origins and what each is made of (rest-api.md 6.3). Requests are checked, answers are shaped and
 * secrets are told apart by this table.
 */

/** One key of an origin. What has a `fallback` may be left out; `optional` has none and then does not exist. */
export type OriginField =
  | {
      readonly kind: 'text';
      /** Characters. */
      readonly min: number;
      readonly max: number;
      readonly pattern?: RegExp;
      /** What the pattern admits, in words. */
      readonly admits?: string;
      readonly fallback?: string;
      /** Kept encrypted, and never in an answer. */
      readonly secret?: true;
    }
  /** An http or https URL. */
  | { readonly kind: 'url'; readonly optional?: true }
  | { readonly kind: 'flag' };

export const ORIGIN_TYPES = [
  'S3',
  'S3_COMPATIBLE',
  'CLOUDINARY_BACKUP',
  'WEB_FOLDER',
  'WEB_PROXY',
  'GCS',
  'AZURE_BLOB',
  'AKENEO_PIM',
] as const;

export type OriginType = (typeof ORIGIN_TYPES)[number];

/** Of a key file or a shared access signature: far above any real one. */
const MAX_CREDENTIAL_LENGTH = 10_000;

const text = (min: number, max: number) => ({ kind: 'text', min, max }) as const;
const secret = (min: number, max: number) => ({ kind: 'text', min, max, secret: true }) as const;
const flag = { kind: 'flag' } as const;
const url = { kind: 'url' } as const;
const prefix = { kind: 'text', min: 0, max: 100, fallback: '' } as const;
const email = {
  kind: 'text',
  min: 1,
  max: 320,
  pattern:
    /^(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,10}[A-Za-z]{2,63}$/,
  admits: 'an e-mail address',
} as const;

/** What every origin has, besides its `type`. */
export const COMMON_FIELDS: Readonly<Record<string, OriginField>> = {
  name: { ...text(1, 100), pattern: /^[a-zA-Z0-9 ]+$/, admits: 'letters, digits and spaces' },
  includeCanonicalHeader: flag,
  baseUrlForCanonicalHeader: { kind: 'url', optional: true },
};

/** S3 admits empty keys, for those who send `useIAMRole`. */
const bucketOfAws = {
  bucket: text(1, 100),
  prefix,
  useIAMRole: flag,
  accessKey: secret(0, 100),
  secretKey: secret(0, 100),
};

export const FIELDS_BY_TYPE: Readonly<Record<OriginType, Readonly<Record<string, OriginField>>>> = {
  S3: bucketOfAws,
  S3_COMPATIBLE: {
    bucket: text(1, 100),
    prefix,
    endpoint: url,
    s3ForcePathStyle: flag,
    accessKey: secret(1, 100),
    secretKey: secret(1, 100),
  },
  CLOUDINARY_BACKUP: bucketOfAws,
  WEB_FOLDER: { baseUrl: url, forwardHostHeaderToOrigin: flag },
  WEB_PROXY: {},
  GCS: {
    bucket: text(1, 100),
    prefix,
    clientEmail: email,
    privateKey: secret(1, MAX_CREDENTIAL_LENGTH),
  },
  AZURE_BLOB: {
    container: text(1, 100),
    prefix,
    accountName: text(1, 100),
    sasToken: secret(1, MAX_CREDENTIAL_LENGTH),
  },
  AKENEO_PIM: {
    baseUrl: url,
    clientId: secret(1, 100),
    clientSecret: secret(1, 100),
    username: secret(1, 100),
    password: secret(1, 100),
  },
};

/** All keys of a type, in the order in which answers have them. */
export function fieldsOf(type: OriginType): Readonly<Record<string, OriginField>> {
  return { ...COMMON_FIELDS, ...FIELDS_BY_TYPE[type] };
}

export function isSecret(field: OriginField | undefined): boolean {
  return field?.kind === 'text' && field.secret === true;
}
