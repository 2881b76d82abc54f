/** Named transformations of the account: what `n-<name>` in a URL stands for (rest-api.md 2.16). */
import { type Database, type Tables, type Tx, unitOfWork } from '../database/index.ts';
import { type Clock, HalftoneError, randomToken } from '../kernel/index.ts';
import { canonical, expandNamed, isBuiltInName, parse } from '../transformation/index.ts';
import { createCopy } from './copy.ts';
import { errors } from './errors.ts';

export type NamedTransformation = {
  readonly id: string;
  readonly name: string;
  /** As it was written, with or without `tr:`. */
  readonly transformation: string;
  readonly enabled: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
};

export type NamedTransformations = {
  /** What stands in memory, less than a second old; exact after a change of this node's own. */
  current(): Promise<CurrentNames>;
  /**
   * Stores a new one, or with `id` puts it in the place of that one. It is durable when this resolves.
   * Errors: `invalidNamed`, `nameTaken`, `tooManyNamed` (400), `namedNotFound` (404).
   */
  put(given: GivenNamed): Promise<NamedTransformation>;
  /** Errors: `namedNotFound`. */
  remove(id: string): Promise<void>;
};

/** All names at one moment. */
export type CurrentNames = {
  /** Another one for every change: what was made of the names is good for as long as it stays. */
  readonly revision: string;
  /** The text of a name; undefined where there is none, or it is switched off. */
  lookup(name: string): string | undefined;
};

export type GivenNamed = {
  /** Of the one to replace; undefined makes a new one. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly transformation: string;
  readonly enabled: boolean;
};

type NamedRow = Tables['named_transformations'];

/** ImageKit's documented limit. */
const MAX_NAMED = 250;
/** Ours: far above any real one, and 250 of them still fit in memory. */
const MAX_TEXT_LENGTH = 20_000;
const MAX_NAME_LENGTH = 200;
/** A change by another node is seen after this time at the latest. */
const COPY_MAX_AGE_MS = 1000;

/** Names of ImageKit's that are no one's to make, though not each of them can be used here. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['media_library_thumbnail']);

export function createNamedTransformations(deps: {
  readonly database: Database;
  readonly clock: Clock;
}): NamedTransformations {
  const { database, clock } = deps;
  const copy = createCopy({ load: () => load(database), maxAgeMs: COPY_MAX_AGE_MS, clock });

  return {
    current: () => copy.get(),
    async put({ id, name, transformation, enabled }) {
      check(name, transformation);
      const row = await database.write(putNamedUnit, {
        row: {
          id: id ?? randomToken(9),
          name,
          transformation,
          enabled: enabled ? 1 : 0,
          created_at: clock(),
        },
        isNew: id === undefined,
      });
      copy.forget();
      return fromRow(row);
    },
    async remove(id) {
      await database.write(removeNamedUnit, id);
      copy.forget();
    },
  };
}

export const putNamedUnit = unitOfWork(
  'accounts.putNamed',
  async (tx: Tx, { row, isNew }: { row: NamedRow; isNew: boolean }): Promise<NamedRow> => {
    await countUp(tx);
    const others = await tx
      .selectFrom('named_transformations')
      .select('name')
      .where('id', '<>', row.id)
      .execute();
    if (others.some(({ name }) => name === row.name)) throw errors.nameTaken();
    if (isNew) {
      if (others.length >= MAX_NAMED) throw errors.tooManyNamed(MAX_NAMED);
      return tx.insertInto('named_transformations').values(row).returningAll().executeTakeFirstOrThrow();
    }
    const { name, transformation, enabled } = row;
    const replaced = await tx
      .updateTable('named_transformations')
      .set({ name, transformation, enabled })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirst();
    if (replaced === undefined) throw errors.namedNotFound();
    return replaced;
  },
);

export const removeNamedUnit = unitOfWork('accounts.removeNamed', async (tx: Tx, id: string) => {
  await countUp(tx);
  const { numDeletedRows } = await tx
    .deleteFrom('named_transformations')
    .where('id', '=', id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw errors.namedNotFound();
});

const REVISION = 'named_revision';

/** First in every write: on PostgreSQL it also lets them pass one after the other, so that what they count holds. */
async function countUp(tx: Tx): Promise<void> {
  await tx
    .insertInto('meta')
    .values({ key: REVISION, value: '1' })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((is) => ({
        value: is.cast<string>(is(is.cast<number>(is.ref('meta.value'), 'integer'), '+', 1), 'text'),
      })),
    )
    .execute();
}

/** One statement, so that revision and names are of one moment on every database. */
async function load({ deliveryReader }: Database): Promise<CurrentNames> {
  const rows = await deliveryReader
    .selectFrom('meta')
    .leftJoin('named_transformations', (join) => join.on('named_transformations.enabled', '=', 1))
    .where('meta.key', '=', REVISION)
    .select(['meta.value as revision', 'named_transformations.name', 'named_transformations.transformation'])
    .execute();
  const texts = new Map<string, string>();
  for (const { name, transformation } of rows) {
    if (name !== null && transformation !== null) texts.set(name, transformation);
  }
  return { revision: rows[0]?.revision ?? '0', lookup: (name) => texts.get(name) };
}

/** Refuses now what delivery would refuse later. */
function check(name: string, transformation: string): void {
  if (!/^[A-Za-z0-9_]+$/.test(name) || name.length > MAX_NAME_LENGTH)
    throw errors.invalidNamed('name', 'it may have letters, digits and _');
  if (isBuiltInName(name) || RESERVED_NAMES.has(name))
    throw errors.invalidNamed('name', 'every account has it already');
  if (transformation.length > MAX_TEXT_LENGTH)
    throw errors.invalidNamed('transformation', `it is longer than ${MAX_TEXT_LENGTH} characters`);
  if (!transformation.isWellFormed() || transformation.includes('\0'))
    throw errors.invalidNamed('transformation', 'it is not valid text');
  if (textOf(name, transformation) === '') throw errors.invalidNamed('transformation', 'it is empty');
}

/** The canonical text that the name will stand for. */
function textOf(name: string, transformation: string): string {
  try {
    return canonical(expandNamed(parse(`n-${name}`), () => transformation));
  } catch (error) {
    throw error instanceof HalftoneError
      ? errors.invalidNamed('transformation', error.message).because(error)
      : error;
  }
}

function fromRow({ id, name, transformation, enabled, created_at }: NamedRow): NamedTransformation {
  return { id, name, transformation, enabled: enabled === 1, createdAt: created_at };
}
