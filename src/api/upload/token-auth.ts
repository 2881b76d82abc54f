/**
 * Uploads from browsers whose server has signed all of the form: a JSON Web Token with every field in it
 * (rest-api.md 2.3, "v2 client-side auth").
 */
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import type { KeyPair } from '../../accounts/index.ts';
import { mayDo } from '../auth.ts';
import { errors } from '../errors.ts';
import type { ClientAuth, ClientAuthDeps } from './client-auth.ts';
import { lastValue } from './fields.ts';
import { matchesForm } from './token-claims.ts';

/** Seconds between `iat` and `exp`, and that clocks may differ. */
const MAX_LIFETIME = 3_600;
const CLOCK_SKEW = 60;

/** Version 2: `token`, by which every other field is signed. */
export const tokenAuth: ClientAuth = {
  signsOthers: true,
  isComplete: (fields) => !!lastValue(fields, 'token'),
  async authenticate(fields, deps) {
    const token = lastValue(fields, 'token');
    if (!token) throw errors.missingParameter('token');
    const { pair, claims } = await verify(token, deps);
    return {
      pair,
      checkForm: (form) => {
        if (!matchesForm(claims, form)) throw errors.otherPayload();
      },
    };
  },
  refuse(fields) {
    if (lastValue(fields, 'token')) throw errors.tokenAndKey();
  },
};

/** Resolves with what was signed, and by whom. Uses the token up. */
async function verify(
  token: string,
  deps: ClientAuthDeps,
): Promise<{ readonly pair: KeyPair; readonly claims: JWTPayload }> {
  const { jwtVerify, errors: jose } = await import('jose');
  const now = deps.clock();
  let pair: KeyPair | undefined;
  const keyOf: JWTVerifyGetKey = async ({ kid }) => {
    const found = typeof kid === 'string' ? await deps.accounts.byPublicKey(kid) : undefined;
    if (found === undefined) throw errors.invalidToken();
    if (found.expired) throw errors.expiredPublicKey();
    if (!mayDo(found.pair.permission, 'read-write')) throw errors.noPermission();
    pair = found.pair;
    return Buffer.from(pair.privateKey);
  };
  const { payload } = await jwtVerify(token, keyOf, {
    algorithms: ['HS256'],
    requiredClaims: ['iat', 'exp'],
    currentDate: new Date(now),
  }).catch((error: unknown) => {
    if (error instanceof jose.JWTExpired) throw errors.expiredToken();
    throw error instanceof jose.JOSEError ? errors.invalidToken().because(error) : error;
  });
  const { iat, exp } = payload;
  // Who dates a token ahead would keep it, and the memory of its use, for longer than an hour.
  const isTimely = Number.isInteger(iat) && Number.isInteger(exp) && Number(iat) <= now / 1000 + CLOCK_SKEW;
  if (!isTimely || Number(exp) - Number(iat) > MAX_LIFETIME) throw errors.invalidToken();
  // The signature can be spelled in several ways, what it signs in one only.
  const signed = token.slice(0, token.lastIndexOf('.'));
  const isNew =
    pair !== undefined && (await deps.accounts.consumeToken(pair.publicKey, signed, Number(exp) * 1000));
  if (pair === undefined || !isNew) throw errors.invalidToken();
  return { pair, claims: payload };
}
