/** Named transformations of the account: what `n-<name>` in a URL stands for (rest-api.md 2.16). */
import { type Database, type Tables, type Tx, unitOfWork } from '../database/index.ts';
import { type Clock, randomToken } from '../kernel/index.ts';
import { createCopy } from './copy.ts';
import { errors } from './errors.ts';
import { checkName, checkNamesIn, checkTransformation, usesName } from './named-text.ts';
import { countUp } from './revision.ts';
import { isShortId } from './short-id.ts';

export type NamedTransformation = {
  readonly id: string;
  readonly name: string;
  /** As it was written, with or without `tr:`. */
  readonly transformation: string;
  readonly enabled: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
};

export type GivenNamed = Pick<NamedTransformation, 'name' | 'transformation' | 'enabled'>;

/** Undefined leaves as it is. */
export type NamedChange = { readonly [Key in keyof GivenNamed]?: GivenNamed[Key] | undefined };

/** What every write throws is 400, but for `namedNotFound` (404) and what is in use (409). */
export type NamedTransformations = {
  /** What stands in memory, less than a second old; exact after a change of this node's own. */
  current(): Promise<CurrentNames>;
  /** From the oldest to the newest; without the names every account has. */
  list(): Promise<readonly NamedTransformation[]>;
  /** Errors: `namedNotFound`, also for an id of another shape. */
  get(id: string): Promise<NamedTransformation>;
  /** Errors: `invalidName`, `invalidTransformation`, `nameTaken`, `tooManyNamed`. */
  create(given: GivenNamed): Promise<NamedTransformation>;
  /**
   * Errors: as `create`; `namedNotFound`; to another name or switched off, `namedUsedByUploads` and `namedUsedByNamed`.
   */
  update(id: string, change: NamedChange): Promise<NamedTransformation>;
  /** Errors: `namedNotFound`, `namedUsedByUploads`, `namedUsedByNamed`. */
  remove(id: string): Promise<void>;
};

/** All names at one moment. */
export type CurrentNames = {
  /** Another one for every change: what was made of the names is good for as long as it stays. */
  readonly revision: string;
  /** The text of a name; undefined where there is none, or it is switched off. */
  lookup(name: string): string | undefined;
};

type NamedRow = Tables['named_transformations'];

/** ImageKit's documented limit. */
const MAX_NAMED = 250;
/** A change by another node is seen after this time at the latest. */
const COPY_MAX_AGE_MS = 1000;

export function createNamedTransformations(deps: {
  readonly database: Database;
  readonly clock: Clock;
  /** The transformations of uploads that the settings prescribe. */
  readonly uploadTransformations: () => Promise<readonly string[]>;
}): NamedTransformations {
  const { database, clock } = deps;
  const copy = createCopy({ load: () => load(database), maxAgeMs: COPY_MAX_AGE_MS, clock });
  const rows = () => database.reader.selectFrom('named_transformations').selectAll();

  return {
    current: () => copy.get(),
    list: async () => (await rows().orderBy('created_at').orderBy('id').execute()).map(fromRow),
    async get(id) {
      const row = isShortId(id) ? await rows().where('id', '=', id).executeTakeFirst() : undefined;
      if (row === undefined) throw errors.namedNotFound();
      return fromRow(row);
    },
    async create({ name, transformation, enabled }) {
      checkName(name);
      checkTransformation(transformation);
      const row = {
        id: randomToken(9),
        name,
        transformation,
        enabled: enabled ? 1 : 0,
        created_at: clock(),
      };
      await database.write(createNamedUnit, row);
      copy.forget();
      return fromRow(row);
    },
    async update(id, { name, transformation, enabled }) {
      if (name !== undefined) checkName(name);
      if (transformation !== undefined) checkTransformation(transformation);
      if (!isShortId(id)) throw errors.namedNotFound();
      const row = await database.write(updateNamedUnit, {
        id,
        change: {
          ...(name !== undefined && { name }),
          ...(transformation !== undefined && { transformation }),
          ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }),
        },
        uploads: await deps.uploadTransformations(),
      });
      copy.forget();
      return fromRow(row);
    },
    async remove(id) {
      if (!isShortId(id)) throw errors.namedNotFound();
      await database.write(removeNamedUnit, { id, uploads: await deps.uploadTransformations() });
      copy.forget();
    },
  };
}

export const createNamedUnit = unitOfWork('accounts.createNamed', async (tx: Tx, row: NamedRow) => {
  await countUp(tx, 'named_revision');
  const others = await tx.selectFrom('named_transformations').selectAll().execute();
  if (others.some(({ name }) => name === row.name)) throw errors.nameTaken();
  if (others.length >= MAX_NAMED) throw errors.tooManyNamed(MAX_NAMED);
  checkUsable(row, others);
  await tx.insertInto('named_transformations').values(row).execute();
});

export const updateNamedUnit = unitOfWork(
  'accounts.updateNamed',
  async (
    tx: Tx,
    input: {
      readonly id: string;
      readonly change: Partial<Pick<NamedRow, 'name' | 'transformation' | 'enabled'>>;
      readonly uploads: readonly string[];
    },
  ): Promise<NamedRow> => {
    await countUp(tx, 'named_revision');
    const { stored, others } = await select(tx, input.id);
    const changed = { ...stored, ...input.change };
    if (others.some(({ name }) => name === changed.name)) throw errors.nameTaken();
    const isSwitchedOff = stored.enabled === 1 && changed.enabled === 0;
    if (changed.name !== stored.name || isSwitchedOff) checkUnused(stored.name, others, input.uploads);
    checkUsable(changed, others);
    await tx.updateTable('named_transformations').set(changed).where('id', '=', stored.id).execute();
    return changed;
  },
);

export const removeNamedUnit = unitOfWork(
  'accounts.removeNamed',
  async (tx: Tx, { id, uploads }: { readonly id: string; readonly uploads: readonly string[] }) => {
    await countUp(tx, 'named_revision');
    const { stored, others } = await select(tx, id);
    checkUnused(stored.name, others, uploads);
    await tx.deleteFrom('named_transformations').where('id', '=', id).execute();
  },
);

async function select(tx: Tx, id: string): Promise<{ stored: NamedRow; others: readonly NamedRow[] }> {
  const rows = await tx.selectFrom('named_transformations').selectAll().execute();
  const stored = rows.find((row) => row.id === id);
  if (stored === undefined) throw errors.namedNotFound();
  return { stored, others: rows.filter((row) => row !== stored) };
}

/** What is enabled uses nothing but what is enabled, and never itself. Errors: `invalidTransformation`. */
function checkUsable(row: NamedRow, others: readonly NamedRow[]): void {
  if (row.enabled !== 1) return;
  const enabled = [...others, row].filter((other) => other.enabled === 1);
  const texts = new Map(enabled.map(({ name, transformation }) => [name, transformation]));
  checkNamesIn(row.name, (name) => texts.get(name));
}

/** As far as we can see: what URLs and programs out there use, nobody knows. */
function checkUnused(name: string, others: readonly NamedRow[], uploads: readonly string[]): void {
  if (uploads.some((text) => usesName(text, name))) throw errors.namedUsedByUploads();
  const user = others.find((other) => other.enabled === 1 && usesName(other.transformation, name));
  if (user !== undefined) throw errors.namedUsedByNamed(user.name);
}

/** One statement, so that revision and names are of one moment on every database. */
async function load({ deliveryReader }: Database): Promise<CurrentNames> {
  const rows = await deliveryReader
    .selectFrom('meta')
    .leftJoin('named_transformations', (join) => join.on('named_transformations.enabled', '=', 1))
    .where('meta.key', '=', 'named_revision')
    .select(['meta.value as revision', 'named_transformations.name', 'named_transformations.transformation'])
    .execute();
  const texts = new Map<string, string>();
  for (const { name, transformation } of rows) {
    if (name !== null && transformation !== null) texts.set(name, transformation);
  }
  return { revision: rows[0]?.revision ?? '0', lookup: (name) => texts.get(name) };
}

function fromRow({ id, name, transformation, enabled, created_at }: NamedRow): NamedTransformation {
  return { id, name, transformation, enabled: enabled === 1, createdAt: created_at };
}
