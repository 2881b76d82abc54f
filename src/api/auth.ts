/** Who is asking, and what they may do (rest-api.md 1.3). */
import type { Accounts, FoundPair, KeyPair, Permission } from '../accounts/index.ts';
import { errors } from './errors.ts';

/** What a route asks of the caller: nothing, so much of media access, or the account itself (a standard key). */
export type Access = 'public' | 'read' | 'read-write' | 'account';

const ALLOWED: Readonly<Record<Permission, readonly Access[]>> = {
  standard: ['public', 'read', 'read-write', 'account'],
  'read-write': ['public', 'read', 'read-write'],
  read: ['public', 'read'],
  none: ['public'],
};

export function mayDo(permission: Permission, access: Access): boolean {
  return ALLOWED[permission].includes(access);
}

/**
 * The pair of keys behind an `Authorization` header.
 * Errors: 401 without a private key, 403 for an unknown or expired one or one that may not do this.
 */
export async function authenticate(
  header: string | undefined,
  access: Access,
  accounts: Pick<Accounts, 'byPrivateKey'>,
): Promise<KeyPair> {
  const found = await findPair(header, accounts);
  if (found === undefined) throw errors.unknownKey();
  if (found.expired) throw errors.expiredPrivateKey();
  if (!mayDo(found.pair.permission, access)) throw errors.noPermission();
  return found.pair;
}

/** The user name of Basic authentication is the key and the password is ignored; the bare key is taken as well. */
async function findPair(
  header: string | undefined,
  accounts: Pick<Accounts, 'byPrivateKey'>,
): Promise<FoundPair | undefined> {
  const raw = /^basic\s+(\S.*)$/i.exec(header?.trim() ?? '')?.[1];
  if (raw === undefined) throw errors.missingPrivateKey();
  const decoded = Buffer.from(raw, 'base64').toString();
  const userName = decoded.replace(/:.*$/s, '');
  const found = userName === '' ? undefined : await accounts.byPrivateKey(userName);
  if (found !== undefined) return found;
  const foundRaw = await accounts.byPrivateKey(raw);
  if (foundRaw === undefined && userName === '') throw errors.missingPrivateKey();
  return foundRaw;
}
