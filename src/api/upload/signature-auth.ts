/**
 * Uploads from browsers, which have no private key: their server signs a one-time token instead
 * (rest-api.md 2.3, "v1 client-side auth", in the order of its table).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyPair } from '../../accounts/index.ts';
import { mayDo } from '../auth.ts';
import { errors } from '../errors.ts';
import type { ClientAuth, ClientAuthDeps } from './client-auth.ts';
import { type FormFields, lastValue } from './fields.ts';

const SIGNED = ['publicKey', 'signature', 'token', 'expire'] as const;
/** Seconds that `expire` may lie ahead, and that clocks may differ. */
const MAX_LIFETIME = 3_600;
const CLOCK_SKEW = 60;

/** Version 1: `publicKey`, `token`, `expire` and `signature`. Nothing else of the form is signed. */
export const signatureAuth: ClientAuth = {
  signsOthers: false,
  isComplete: (fields) => SIGNED.every((name) => sent(fields, name) !== undefined),
  async authenticate(fields, deps) {
    return { pair: await authenticate(fields, deps), checkForm: () => {} };
  },
  refuse(fields) {
    const isSigned = (['signature', 'token'] as const).some((name) => sent(fields, name) !== undefined);
    if (isSigned) throw errors.bothMethods();
  },
};

async function authenticate(fields: FormFields, deps: ClientAuthDeps): Promise<KeyPair> {
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
  return found.pair;
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
