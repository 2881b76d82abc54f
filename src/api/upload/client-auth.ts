/**
 * Uploads from browsers, which have no private key: their server signs a one-time token instead
 * (rest-api.md 2.3, "v1 client-side auth", in the order of its table).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Accounts } from '../../accounts/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { mayDo } from '../auth.ts';
import { errors } from '../errors.ts';
import { type FormFields, lastValue } from './fields.ts';

const SIGNED = ['publicKey', 'signature', 'token', 'expire'] as const;
/** Seconds that `expire` may lie ahead, and that clocks may differ. */
const MAX_LIFETIME = 3_600;
const CLOCK_SKEW = 60;

export type ClientAuthDeps = {
  readonly accounts: Pick<Accounts, 'byPublicKey' | 'consumeToken'>;
  readonly clock: Clock;
};

/** Whether all fields of the signature have come. */
export function isSigned(fields: FormFields): boolean {
  return SIGNED.every((name) => sent(fields, name) !== undefined);
}

/** An upload with a private key may carry no signature. Errors: `bothMethods`. */
export function refuseSignature(fields: FormFields): void {
  if ((['signature', 'token'] as const).some((name) => sent(fields, name) !== undefined)) {
    throw errors.bothMethods();
  }
}

/** Checks the signature and uses up its token, which stays used when the upload fails later. */
export async function authenticateClient(fields: FormFields, deps: ClientAuthDeps): Promise<void> {
  const [publicKey, signature, token, expire] = SIGNED.map((name) => sent(fields, name));
  if ([publicKey, signature, token, expire].every((value) => value === undefined)) {
    throw errors.missingPrivateKey();
  }
  if (publicKey === undefined) throw errors.missingParameter('publicKey');
  const found = await deps.accounts.byPublicKey(publicKey);
  if (found === undefined) throw errors.unknownKey();
  if (found.expired) throw errors.expiredPublicKey();
  if (!mayDo(found.pair.permission, 'read-write')) throw errors.noPermission();

  if (signature === undefined) throw errors.missingParameter('signature');
  if (token === undefined) throw errors.missingParameter('token');
  if (expire === undefined) throw errors.missingParameter('expire');

  const now = deps.clock() / 1000;
  const seconds = /^\d{1,12}$/.test(expire) ? Number(expire) : 0;
  if (seconds <= now || seconds > now + MAX_LIFETIME + CLOCK_SKEW) throw errors.invalidExpire();

  const expected = createHmac('sha1', found.pair.privateKey).update(`${token}${seconds}`).digest('hex');
  if (!sameText(signature, expected)) throw errors.invalidParameter('signature');
  if (!(await deps.accounts.consumeToken(publicKey, token, seconds * 1000))) throw errors.usedToken();
}

/** An empty value is none: a token has to be unique, and nothing else can be empty. */
function sent(fields: FormFields, name: (typeof SIGNED)[number]): string | undefined {
  return lastValue(fields, name) || undefined;
}

/** Compared in constant time. */
function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
