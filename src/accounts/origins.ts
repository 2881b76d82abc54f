/** Origins of the account: where files that the library lacks are fetched from (rest-api.md 6.3). */
import { type Database, type Tables, type Tx, unitOfWork } from '../database/index.ts';
import { type Clock, randomToken } from '../kernel/index.ts';
import { errors } from './errors.ts';
import { fieldsOf, isSecret, type OriginType } from './origin-types.ts';
import { countUp } from './revision.ts';
import { isShortId } from './short-id.ts';
import type { Vault } from './vault.ts';

/** The values of an origin by their names in the API, complete and checked: texts and flags. */
export type OriginValues = Readonly<Record<string, string | boolean>>;

export type GivenOrigin = { readonly type: OriginType; readonly values: OriginValues };

export type Origin = {
  readonly id: string;
  readonly type: OriginType;
  /** Without the secrets. */
  readonly values: OriginValues;
};

export type Origins = {
  /** From the oldest to the newest. */
  list(): Promise<readonly Origin[]>;
  /** Errors: `originNotFound` (404), also for an id of another shape. */
  get(id: string): Promise<Origin>;
  /** The secrets of an origin by name, for whoever fetches from it. Errors: `originNotFound`. */
  secrets(id: string): Promise<Readonly<Record<string, string>>>;
  /** Errors: `tooManyOrigins` (400). */
  create(given: GivenOrigin): Promise<Origin>;
  /** Puts another one in its place, under its id. Errors: `originNotFound`. */
  replace(id: string, given: GivenOrigin): Promise<Origin>;
  /** Errors: `originNotFound`, `originInUse` (400). */
  remove(id: string): Promise<void>;
};

type OriginRow = Tables['origins'];

/** Ours: far above any real account. */
export const MAX_ORIGINS = 500;

export function createOrigins(deps: {
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
}): Origins {
  const { database, vault, clock } = deps;

  const toRow = (id: string, { type, values }: GivenOrigin): OriginRow => {
    const fields = fieldsOf(type);
    const named = Object.entries(values);
    const settings = Object.fromEntries(named.filter(([name]) => !isSecret(fields[name])));
    const secrets = Object.fromEntries(named.filter(([name]) => isSecret(fields[name])));
    const now = clock();
    return {
      id,
      type,
      settings: JSON.stringify(settings),
      secrets: vault.seal(JSON.stringify(secrets), ownerOf(id)),
      created_at: now,
      updated_at: now,
    };
  };

  async function find(id: string): Promise<OriginRow> {
    const row = isShortId(id)
      ? await database.reader.selectFrom('origins').selectAll().where('id', '=', id).executeTakeFirst()
      : undefined;
    if (row === undefined) throw errors.originNotFound();
    return row;
  }

  return {
    async list() {
      const rows = await database.reader
        .selectFrom('origins')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(fromRow);
    },
    get: async (id) => fromRow(await find(id)),
    async secrets(id) {
      const row = await find(id);
      return JSON.parse(vault.open(row.secrets, ownerOf(id)));
    },
    create: async (given) => fromRow(await database.write(createOriginUnit, toRow(randomToken(9), given))),
    async replace(id, given) {
      if (!isShortId(id)) throw errors.originNotFound();
      return fromRow(await database.write(replaceOriginUnit, toRow(id, given)));
    },
    async remove(id) {
      if (!isShortId(id)) throw errors.originNotFound();
      await database.write(removeOriginUnit, id);
    },
  };
}

export const createOriginUnit = unitOfWork(
  'accounts.createOrigin',
  async (tx: Tx, row: OriginRow): Promise<OriginRow> => {
    await countUp(tx, 'origins_revision');
    const { count } = await tx
      .selectFrom('origins')
      .select((is) => is.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    if (count >= MAX_ORIGINS) throw errors.tooManyOrigins(MAX_ORIGINS);
    await tx.insertInto('origins').values(row).execute();
    return row;
  },
);

export const replaceOriginUnit = unitOfWork(
  'accounts.replaceOrigin',
  async (tx: Tx, row: OriginRow): Promise<OriginRow> => {
    await countUp(tx, 'origins_revision');
    const { type, settings, secrets, updated_at } = row;
    const replaced = await tx
      .updateTable('origins')
      .set({ type, settings, secrets, updated_at })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirst();
    if (replaced === undefined) throw errors.originNotFound();
    return replaced;
  },
);

/** Endpoints are written under the same revision, so none takes the origin between the look and the deletion. */
export const removeOriginUnit = unitOfWork('accounts.removeOrigin', async (tx: Tx, id: string) => {
  await countUp(tx, 'origins_revision');
  const user = await tx
    .selectFrom('url_endpoint_origins')
    .select('endpoint_id')
    .where('origin_id', '=', id)
    .limit(1)
    .executeTakeFirst();
  if (user !== undefined) throw errors.originInUse();
  const { numDeletedRows } = await tx.deleteFrom('origins').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw errors.originNotFound();
});

/** What the secrets are bound to: they do not open for another origin, nor as anything but an origin's. */
function ownerOf(id: string): string {
  return `origin/${id}`;
}

function fromRow({ id, type, settings }: OriginRow): Origin {
  return { id, type: type as OriginType, values: JSON.parse(settings) };
}
