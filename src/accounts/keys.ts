/** The pairs of API keys: found by what a request carries, and made, rolled and revoked by their owner (rest-api.md 1.3). */
import type { Database } from '../database/index.ts';
import { type Clock, objectId } from '../kernel/index.ts';
import { bootstrapUnit } from './bootstrap.ts';
import { createCopy } from './copy.ts';
import { errors } from './errors.ts';
import {
  type FoundPair,
  fromRow,
  generateKeys,
  type KeyChange,
  type KeyPair,
  type Permission,
  toStandardRow,
} from './key-pair.ts';
import { changeKeyUnit, createKeyUnit, revokeKeyUnit, rollKeyUnit } from './key-units.ts';
import { sameSecret, type Vault } from './vault.ts';

export type KeyLookup = {
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
};

/** All changes take effect on this node at once, on others within a second. */
export type ApiKeys = {
  /** In the order in which they were made, expired ones too. */
  list(): Promise<readonly ApiKey[]>;
  /** Errors: `tooManyKeys` (400). */
  create(given: { readonly permission: Permission; readonly name: string | null }): Promise<NewKey>;
  /**
   * A new pair with the same permission and name; the old one expires after so many milliseconds.
   * Errors: `keyNotFound` (404), `fixedKey`, `rolledKey` (409), `tooManyKeys` (400).
   */
  roll(id: string, expireOldAfterMs: number): Promise<{ readonly key: NewKey; readonly old: ApiKey }>;
  /** Errors: `keyNotFound` (404), `fixedKey`, `lastStandardKey` (409). */
  change(id: string, change: KeyChange): Promise<ApiKey>;
  /** Errors: `keyNotFound` (404), `fixedKey`, `lastStandardKey` (409). */
  revoke(id: string): Promise<void>;
};

/** A pair as it may be shown. */
export type ApiKey = {
  readonly id: string;
  readonly publicKey: string;
  /** The last characters of the private key, by which its owner tells it from others. */
  readonly privateKeyEnd: string;
  readonly name: string | null;
  readonly permission: Permission;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly expired: boolean;
  /** Given by the environment: it cannot be changed here. */
  readonly fixed: boolean;
};

/** Shown once. */
export type NewKey = ApiKey & { readonly privateKey: string };

/** The pair of the settings: both keys or none. */
export type GivenKeys = {
  readonly publicKey?: string | undefined;
  readonly privateKey?: string | undefined;
};

/** Keys are looked up in memory; a change by another node is seen after this time at the latest. */
const COPY_MAX_AGE_MS = 1000;
/** Enough to tell five keys apart, of 160 random bits. */
const SHOWN_CHARACTERS = 4;

export function createKeys(deps: {
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
}): KeyLookup & { readonly apiKeys: ApiKeys } {
  const { database, vault, clock } = deps;
  const copy = createCopy({ load: () => loadKeys(database, vault), maxAgeMs: COPY_MAX_AGE_MS, clock });
  let fixedPublicKey: string | undefined;

  const found = (pair: KeyPair | undefined): FoundPair | undefined =>
    pair && { pair, expired: isExpired(pair, clock()) };
  const shown = (pair: KeyPair): ApiKey => {
    const { privateKey, ...rest } = pair;
    return {
      ...rest,
      privateKeyEnd: privateKey.slice(-SHOWN_CHARACTERS),
      expired: isExpired(pair, clock()),
      fixed: pair.publicKey === fixedPublicKey,
    };
  };
  const generate = () => {
    const now = clock();
    const pair = { id: objectId(now), ...generateKeys() };
    return toStandardRow(vault, pair, { now, fromEnvironment: false });
  };
  const asNew = (row: Parameters<typeof fromRow>[1]): NewKey => {
    const pair = fromRow(vault, row);
    return { ...shown(pair), privateKey: pair.privateKey };
  };
  /** What was read before a change is not what holds now. */
  const write = async <Out>(change: Promise<Out>): Promise<Out> => {
    const out = await change;
    copy.forget();
    return out;
  };

  return {
    async bootstrapKeys(given) {
      const now = clock();
      const keys = checkGiven(given);
      const pair = { id: objectId(now), ...(keys ?? generateKeys()) };
      const candidate = toStandardRow(vault, pair, { now, fromEnvironment: keys !== undefined });
      const { row, created } = await write(
        database.write(bootstrapUnit, { secretCheck: vault.check, candidate, now }),
      );
      fixedPublicKey = keys?.publicKey;
      return { ...fromRow(vault, row), created };
    },
    async byPrivateKey(privateKey) {
      // One by one, each in a time that tells nothing: there are few, and a digest of the key would take longer.
      const { pairs } = await copy.get();
      return found(pairs.find((pair) => sameSecret(pair.privateKey, privateKey)));
    },
    async byPublicKey(publicKey) {
      return found((await copy.get()).byPublicKey.get(publicKey));
    },
    async signingKeys() {
      const now = clock();
      const { pairs } = await copy.get();
      return pairs.filter((pair) => !isExpired(pair, now)).map((pair) => pair.privateKey);
    },

    apiKeys: {
      list: async () => (await loadKeys(database, vault)).pairs.map(shown),
      async create({ permission, name }) {
        const row = { ...generate(), permission, name };
        await write(database.write(createKeyUnit, { row, now: row.created_at }));
        return asNew(row);
      },
      async roll(id, expireOldAfterMs) {
        const row = generate();
        const now = row.created_at;
        const expiresAt = now + expireOldAfterMs;
        const rolled = await write(database.write(rollKeyUnit, { id, row, expiresAt, now, fixedPublicKey }));
        return { key: asNew(rolled.next), old: shown(fromRow(vault, rolled.old)) };
      },
      async change(id, change) {
        const input = { id, change, now: clock(), fixedPublicKey };
        return shown(fromRow(vault, await write(database.write(changeKeyUnit, input))));
      },
      revoke: (id) => write(database.write(revokeKeyUnit, { id, now: clock(), fixedPublicKey })),
    },
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
    byPublicKey: new Map(pairs.map((pair) => [pair.publicKey, pair])),
  };
}

function isExpired({ expiresAt }: KeyPair, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}
