import { type Tables, type Tx, unitOfWork } from '../database/index.ts';
import { errors } from './errors.ts';

type KeyRow = Tables['api_keys'];

export type BootstrapInput = {
  /** Proves that every start on this database has the same secret. */
  readonly secretCheck: string;
  /** A given pair, or a generated one for a database without any. */
  readonly candidate: KeyRow;
  readonly now: number;
};

/**
 * The keys at a start. All starts on a database go one after the other through the row of the secret check, so that
 * of several nodes that start on an empty one the first makes the pair and the others find it.
 */
export const bootstrapUnit = unitOfWork(
  'accounts.bootstrap',
  async (tx: Tx, input: BootstrapInput): Promise<{ row: KeyRow; created: boolean }> => {
    await checkSecret(tx, input.secretCheck);
    return input.candidate.from_environment === 1 ? useGiven(tx, input) : useStanding(tx, input);
  },
);

async function checkSecret(tx: Tx, secretCheck: string): Promise<void> {
  const { value } = await tx
    .insertInto('meta')
    .values({ key: 'secret_check', value: secretCheck })
    // Changes nothing, but takes the row and returns it, whoever has inserted it.
    .onConflict((conflict) => conflict.column('key').doUpdateSet((is) => ({ value: is.ref('meta.value') })))
    .returning('value')
    .executeTakeFirstOrThrow();
  if (value !== secretCheck) throw errors.wrongSecret();
}

/**
 * The pair of the environment is valid from now on. It takes the place of the environment's pair of before, which
 * expires at once, and of any other with its public key. Pairs made otherwise are left alone.
 */
async function useGiven(tx: Tx, { candidate, now }: BootstrapInput) {
  const { private_key_digest } = candidate;
  await tx
    .deleteFrom('api_keys')
    .where('public_key', '=', candidate.public_key)
    .where('private_key_digest', '<>', private_key_digest)
    .execute();
  await tx
    .updateTable('api_keys')
    .set({ from_environment: 0, expires_at: now })
    .where('from_environment', '=', 1)
    .where('private_key_digest', '<>', private_key_digest)
    .execute();
  const known = await tx
    .updateTable('api_keys')
    .set({ public_key: candidate.public_key, permission: 'standard', expires_at: null, from_environment: 1 })
    .where('private_key_digest', '=', private_key_digest)
    .returningAll()
    .executeTakeFirst();
  if (known !== undefined) return { row: known, created: false };
  await tx.insertInto('api_keys').values(candidate).execute();
  return { row: candidate, created: true };
}

/** The pair that stands and goes on standing: the environment's last one, else the oldest. A database without a valid pair gets one. */
async function useStanding(tx: Tx, { candidate, now }: BootstrapInput) {
  const row = await tx
    .selectFrom('api_keys')
    .selectAll()
    .where('permission', '=', 'standard')
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
    // One that was rolled is only good for a while.
    .orderBy((is) => is.case().when('expires_at', 'is', null).then(0).else(1).end())
    .orderBy('from_environment', 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (row !== undefined) return { row, created: false };
  await tx.insertInto('api_keys').values(candidate).execute();
  return { row: candidate, created: true };
}
