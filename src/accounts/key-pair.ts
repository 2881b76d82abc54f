import { randomBytes } from 'node:crypto';
import type { Tables } from '../database/index.ts';
import type { Vault } from './vault.ts';

/** What a key may do: everything (`standard`), or so much of media access (rest-api.md 1.3). */
export type Permission = 'standard' | 'none' | 'read' | 'read-write';

export type KeyPair = {
  readonly id: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly permission: Permission;
  /** What the owner calls it. */
  readonly name: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Null: never. */
  readonly expiresAt: number | null;
};

export type KeyChange = {
  readonly permission?: Permission | undefined;
  readonly name?: string | null | undefined;
};

export type FoundPair = { readonly pair: KeyPair; readonly expired: boolean };

/** Keys in ImageKit's shape: a prefix and 20 random bytes in base64. A given key may be any text. */
export function generateKeys(): { publicKey: string; privateKey: string } {
  return {
    publicKey: `public_${randomBytes(20).toString('base64')}`,
    privateKey: `private_${randomBytes(20).toString('base64')}`,
  };
}

/** The row of a pair that never expires and may do everything. */
export function toStandardRow(
  vault: Vault,
  pair: { readonly id: string; readonly publicKey: string; readonly privateKey: string },
  made: { readonly now: number; readonly fromEnvironment: boolean },
): Tables['api_keys'] {
  return {
    id: pair.id,
    public_key: pair.publicKey,
    private_key: vault.seal(pair.privateKey, pair.id),
    private_key_digest: vault.digest(pair.privateKey),
    permission: 'standard',
    created_at: made.now,
    expires_at: null,
    from_environment: made.fromEnvironment ? 1 : 0,
    name: null,
  };
}

/** Throws `errors.wrongSecret` where the vault has another secret than the one the row was made with. */
export function fromRow(vault: Vault, row: Tables['api_keys']): KeyPair {
  return {
    id: row.id,
    publicKey: row.public_key,
    privateKey: vault.open(row.private_key, row.id),
    permission: row.permission,
    name: row.name,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
