/** Whether a form is the one that was signed: the claims of a token are its fields (rest-api.md 2.3, 7.26). Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { CompleteForm } from './client-auth.ts';
import { isAbsent } from './fields.ts';

/** What a token has besides the fields. */
const OWN_CLAIMS = new Set(['iat', 'exp']);

/** Every field but the token itself, and nothing else, has to be there with the same value. */
export function matchesForm(claims: object, { fields, others }: CompleteForm): boolean {
  const signed = new Map<string, unknown>(Object.entries(claims).filter(([name]) => !OWN_CLAIMS.has(name)));
  const sent = new Map<string, readonly string[]>([...others, ...fields]);
  sent.delete('token');
  for (const [name, values] of sent) {
    if (!signed.has(name)) {
      // What old clients write for options that are not set is as good as no field.
      if (values.every((value) => isAbsent(name, value))) continue;
      return false;
    }
    if (!isSame(signed.get(name), values)) return false;
    signed.delete(name);
  }
  return signed.size === 0;
}

function isSame(claim: unknown, values: readonly string[]): boolean {
  // A list may have been sent item by item.
  if (isDeepStrictEqual(claim, values)) return true;
  const [value, ...more] = values;
  if (value === undefined || more.length > 0) return false;
  return typeof claim === 'object' && claim !== null ? isSameJson(claim, value) : String(claim) === value;
}

/** A list or an object that was signed as such, and sent as JSON text. */
function isSameJson(claim: object, text: string): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(text), claim);
  } catch {
    return false;
  }
}
