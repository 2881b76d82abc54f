/** Changes of API keys. They pass one after the other, so that no two of them together leave the account without a standard key. */
import { type Tables, type Tx, unitOfWork } from '../database/index.ts';
import { isObjectId } from '../kernel/index.ts';
import { errors } from './errors.ts';
import type { KeyChange } from './key-pair.ts';
import { countUp } from './revision.ts';

type KeyRow = Tables['api_keys'];

/** ImageKit's documented limit of pairs that have not expired. */
const MAX_KEYS = 5;
/** Who still uses an expired key is told so for this long, rather than that it is unknown. */
const KEPT_AFTER_EXPIRY_MS = 90 * 24 * 3600 * 1000;
/** But no more expired keys than these, the last ones: every key is kept in memory. */
const MAX_EXPIRED_KEYS = 100;

export const createKeyUnit = unitOfWork(
  'accounts.createKey',
  async (tx: Tx, { row, now }: { readonly row: KeyRow; readonly now: number }): Promise<void> => {
    await countUp(tx, 'keys_revision');
    await forgetExpired(tx, now);
    await checkRoom(tx, now);
    await tx.insertInto('api_keys').values(row).execute();
  },
);

type Target = {
  readonly id: string;
  readonly now: number;
  /** Of the pair that the environment gives. */
  readonly fixedPublicKey: string | undefined;
};

export const rollKeyUnit = unitOfWork(
  'accounts.rollKey',
  async (
    tx: Tx,
    input: Target & { readonly row: KeyRow; readonly expiresAt: number },
  ): Promise<{ next: KeyRow; old: KeyRow }> => {
    const { now, expiresAt } = input;
    const standing = await findActive(tx, input);
    // It has a successor already, and its end is known.
    if (standing.expires_at !== null) throw errors.rolledKey();
    await forgetExpired(tx, now);
    if (expiresAt > now) await checkRoom(tx, now);
    const { permission, name } = standing;
    const next = { ...input.row, permission, name };
    await tx.insertInto('api_keys').values(next).execute();
    const old = await update(tx, standing.id, { expires_at: expiresAt, from_environment: 0 });
    return { next, old };
  },
);

export const changeKeyUnit = unitOfWork(
  'accounts.changeKey',
  async (tx: Tx, input: Target & { readonly change: KeyChange }): Promise<KeyRow> => {
    const standing = await findActive(tx, input);
    const { permission = standing.permission, name = standing.name } = input.change;
    if (permission !== 'standard') await checkOtherStandard(tx, standing);
    return update(tx, standing.id, { permission, name });
  },
);

export const revokeKeyUnit = unitOfWork(
  'accounts.revokeKey',
  async (tx: Tx, input: Target): Promise<void> => {
    const standing = await findOwn(tx, input);
    await checkOtherStandard(tx, standing);
    await tx.deleteFrom('api_keys').where('id', '=', standing.id).execute();
  },
);

/** Errors: as `findOwn`; `keyNotFound`, also for an expired one. */
async function findActive(tx: Tx, target: Target): Promise<KeyRow> {
  const row = await findOwn(tx, target);
  if (row.expires_at !== null && row.expires_at <= target.now) throw errors.keyNotFound();
  return row;
}

/** One that may be changed here. Errors: `keyNotFound`, also for an id of another shape; `fixedKey`. */
async function findOwn(tx: Tx, { id, fixedPublicKey }: Target): Promise<KeyRow> {
  if (!isObjectId(id)) throw errors.keyNotFound();
  await countUp(tx, 'keys_revision');
  const row = await tx.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw errors.keyNotFound();
  if (row.public_key === fixedPublicKey) throw errors.fixedKey();
  return row;
}

/** One that is on its way out does not count. */
async function checkOtherStandard(tx: Tx, { id, permission, expires_at }: KeyRow): Promise<void> {
  if (permission !== 'standard' || expires_at !== null) return;
  const other = await tx
    .selectFrom('api_keys')
    .select('id')
    .where('id', '<>', id)
    .where('permission', '=', 'standard')
    .where('expires_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (other === undefined) throw errors.lastStandardKey();
}

async function checkRoom(tx: Tx, now: number): Promise<void> {
  const active = await tx
    .selectFrom('api_keys')
    .select('id')
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
    .execute();
  if (active.length >= MAX_KEYS) throw errors.tooManyKeys(MAX_KEYS);
}

async function forgetExpired(tx: Tx, now: number): Promise<void> {
  await tx
    .deleteFrom('api_keys')
    .where('expires_at', '<', now - KEPT_AFTER_EXPIRY_MS)
    .execute();
  const expired = await tx
    .selectFrom('api_keys')
    .select('id')
    .where('expires_at', '<=', now)
    .orderBy('expires_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const tooMany = expired.slice(MAX_EXPIRED_KEYS).map(({ id }) => id);
  if (tooMany.length > 0) await tx.deleteFrom('api_keys').where('id', 'in', tooMany).execute();
}

function update(tx: Tx, id: string, values: Partial<KeyRow>): Promise<KeyRow> {
  return tx.updateTable('api_keys').set(values).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}
