import type { Database } from '../database/index.ts';
import { type Clock, objectId } from '../kernel/index.ts';
import { bootstrapUnit } from './bootstrap.ts';
import { createCopy } from './copy.ts';
import { errors } from './errors.ts';
import { type FoundPair, fromRow, generateKeys, type KeyPair, toStandardRow } from './key-pair.ts';
import { createNamedTransformations, type NamedTransformations } from './named-transformations.ts';
import { consumeToken } from './tokens.ts';
import { createVault, sameSecret, type Vault } from './vault.ts';

export type AccountsDeps = {
  readonly database: Database;
  /** The bytes of `HALFTONE_SECRET`: every key at rest is encrypted with a key derived from them. */
  readonly secret: Uint8Array;
  readonly clock: Clock;
};

export type Accounts = {
  /**
   * Makes sure that there is a valid pair of keys, and that the given one is; once at start. The first process to
   * start on a database makes a pair where none is given; all others get that one.
   * Errors: `wrongSecret` and `incompletePair`, which name the setting to mend.
   */
  bootstrapKeys(given: GivenKeys): Promise<KeyPair & { readonly created: boolean }>;
  /** The pair of a private key, and whether it has expired. Undefined: no such key. */
  byPrivateKey(privateKey: string): Promise<FoundPair | undefined>;
  byPublicKey(publicKey: string): Promise<FoundPair | undefined>;
  /** The private keys that have not expired: any of them may have signed a URL. */
  signingKeys(): Promise<readonly string[]>;
  /**
   * Uses up an upload token. `expiresAt` is in milliseconds since 1970: the API's `expire` times 1000.
   * False: it was used before.
   */
  consumeToken(publicKey: string, token: string, expiresAt: number): Promise<boolean>;
  readonly namedTransformations: NamedTransformations;
};

/** The pair of the settings: both keys or none. */
export type GivenKeys = {
  readonly publicKey?: string | undefined;
  readonly privateKey?: string | undefined;
};

/** Keys are looked up in memory; a change by another node is seen after this time at the latest. */
const COPY_MAX_AGE_MS = 1000;

export function createAccounts({ database, secret, clock }: AccountsDeps): Accounts {
  const vault = createVault(secret);
  const copy = createCopy({ load: () => loadKeys(database, vault), maxAgeMs: COPY_MAX_AGE_MS, clock });

  const found = (pair: KeyPair | undefined): FoundPair | undefined =>
    pair && { pair, expired: isExpired(pair, clock()) };

  return {
    async bootstrapKeys(given) {
      const now = clock();
      const keys = checkGiven(given);
      const pair = { id: objectId(now), ...(keys ?? generateKeys()) };
      const candidate = toStandardRow(vault, pair, { now, fromEnvironment: keys !== undefined });
      const { row, created } = await database.write(bootstrapUnit, {
        secretCheck: vault.check,
        candidate,
        now,
      });
      copy.forget();
      return { ...fromRow(vault, row), created };
    },
    async byPrivateKey(privateKey) {
      const pair = (await copy.get()).byDigest.get(vault.digest(privateKey));
      return found(pair !== undefined && sameSecret(pair.privateKey, privateKey) ? pair : undefined);
    },
    async byPublicKey(publicKey) {
      return found((await copy.get()).byPublicKey.get(publicKey));
    },
    async signingKeys() {
      const now = clock();
      const { pairs } = await copy.get();
      return pairs.filter((pair) => !isExpired(pair, now)).map((pair) => pair.privateKey);
    },
    consumeToken: (publicKey, token, expiresAt) =>
      consumeToken(database, { publicKey, token, expiresAt, now: clock() }),
    namedTransformations: createNamedTransformations({ database, clock }),
  };
}

function checkGiven({ publicKey, privateKey }: GivenKeys) {
  if (publicKey === undefined && privateKey === undefined) return undefined;
  if (publicKey === undefined) throw errors.incompletePair('HALFTONE_PUBLIC_KEY');
  if (privateKey === undefined) throw errors.incompletePair('HALFTONE_PRIVATE_KEY');
  return { publicKey, privateKey };
}

async function loadKeys({ reader }: Database, vault: Vault) {
  const rows = await reader.selectFrom('api_keys').selectAll().orderBy('created_at').orderBy('id').execute();
  const pairs = rows.map((row) => fromRow(vault, row));
  return {
    pairs,
    byDigest: new Map(pairs.map((pair) => [vault.digest(pair.privateKey), pair])),
    byPublicKey: new Map(pairs.map((pair) => [pair.publicKey, pair])),
  };
}

function isExpired({ expiresAt }: KeyPair, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}
