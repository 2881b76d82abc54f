/** Tokens of signed uploads are used once (rest-api.md 2.3). They are remembered by digest until they expire. */
import { createHash } from 'node:crypto';
import { type Database, type Tx, unitOfWork } from '../database/index.ts';

/** Expired tokens forgotten with each one that is used: more than one, so that they cannot pile up. */
const CLEANED_AT_ONCE = 20;
/** A token is remembered this much longer, for nodes whose clocks are behind. */
const KEPT_AFTER_EXPIRY_MS = 5 * 60 * 1000;

type TokenUse = { readonly digest: string; readonly expiresAt: number; readonly forgetBefore: number };

/** Resolves to false when the token was used before. */
export const consumeTokenUnit = unitOfWork(
  'accounts.consumeToken',
  async (tx: Tx, use: TokenUse): Promise<boolean> => {
    const added = await tx
      .insertInto('upload_tokens')
      .values({ digest: use.digest, expires_at: use.expiresAt })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .returning('digest')
      .executeTakeFirst();
    await tx
      .deleteFrom('upload_tokens')
      .where('digest', 'in', (from) =>
        from
          .selectFrom('upload_tokens')
          .select('digest')
          .where('expires_at', '<', use.forgetBefore)
          .orderBy('expires_at')
          .limit(CLEANED_AT_ONCE),
      )
      .execute();
    return added !== undefined;
  },
);

export function consumeToken(
  database: Database,
  use: {
    readonly publicKey: string;
    readonly token: string;
    readonly expiresAt: number;
    readonly now: number;
  },
): Promise<boolean> {
  // Hashed one by one, so that no key and token together look like another two.
  const part = (text: string) => createHash('sha256').update(text).digest();
  const digest = createHash('sha256').update(part(use.publicKey)).update(part(use.token)).digest('hex');
  return database.write(consumeTokenUnit, {
    digest,
    expiresAt: use.expiresAt,
    forgetBefore: use.now - KEPT_AFTER_EXPIRY_MS,
  });
}
