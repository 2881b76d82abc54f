/** Extensions that the account has saved, to ask for them by id (rest-api.md 2.15). */
import { type Database, type Tables, type Tx, unitOfWork } from '../database/index.ts';
import type { ExtensionConfig } from '../extensions/index.ts';
import { type Clock, randomToken } from '../kernel/index.ts';
import { errors } from './errors.ts';
import { countUp } from './revision.ts';
import { isShortId } from './short-id.ts';

export type SavedExtension = {
  /** `ext_` and 12 letters and digits. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly config: ExtensionConfig;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** What the account says of one, validated. */
export type GivenExtension = Pick<SavedExtension, 'name' | 'description' | 'config'>;

/** What is undefined stays as it is. */
export type ExtensionChange = {
  readonly [Key in keyof GivenExtension]?: GivenExtension[Key] | undefined;
};

export type SavedExtensions = {
  /** In the order in which they were made. */
  list(): Promise<readonly SavedExtension[]>;
  /** Errors: `invalidSavedId` (400), `savedNotFound` (404). */
  get(id: string): Promise<SavedExtension>;
  /** Errors: `tooManySaved` (400). */
  create(given: GivenExtension): Promise<SavedExtension>;
  /** Errors: as of `get`. */
  update(id: string, change: ExtensionChange): Promise<SavedExtension>;
  /** Also one that is asked for somewhere: whoever asks for it afterwards is refused. Errors: as of `get`. */
  remove(id: string): Promise<void>;
};

type SavedRow = Tables['saved_extensions'];

/** ImageKit's documented limit. */
export const MAX_SAVED = 100;
const ID_LENGTH = 12;

export function createSavedExtensions(deps: {
  readonly database: Database;
  readonly clock: Clock;
}): SavedExtensions {
  const { database, clock } = deps;
  return {
    async list() {
      const rows = await database.reader
        .selectFrom('saved_extensions')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(fromRow);
    },
    async get(id) {
      checkId(id);
      const row = await database.reader
        .selectFrom('saved_extensions')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      if (row === undefined) throw errors.savedNotFound();
      return fromRow(row);
    },
    async create({ name, description, config }) {
      const now = clock();
      const row = {
        id: newId(),
        name,
        description,
        config: JSON.stringify(config),
        created_at: now,
        updated_at: now,
      };
      await database.write(createSavedUnit, row);
      return fromRow(row);
    },
    async update(id, { name, description, config }) {
      checkId(id);
      const change = {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
        ...(config !== undefined && { config: JSON.stringify(config) }),
      };
      return fromRow(await database.write(updateSavedUnit, { id, change, now: clock() }));
    },
    async remove(id) {
      checkId(id);
      await database.write(removeSavedUnit, id);
    },
  };
}

export const createSavedUnit = unitOfWork('accounts.createSaved', async (tx: Tx, row: SavedRow) => {
  await countUp(tx, 'saved_extensions_revision');
  const { count } = await tx
    .selectFrom('saved_extensions')
    .select((is) => is.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count >= MAX_SAVED) throw errors.tooManySaved(MAX_SAVED);
  await tx.insertInto('saved_extensions').values(row).execute();
});

export const updateSavedUnit = unitOfWork(
  'accounts.updateSaved',
  async (
    tx: Tx,
    given: {
      readonly id: string;
      readonly change: Partial<Pick<SavedRow, 'name' | 'description' | 'config'>>;
      readonly now: number;
    },
  ): Promise<SavedRow> => {
    await countUp(tx, 'saved_extensions_revision');
    const { id, change, now } = given;
    const hasChange = Object.keys(change).length > 0;
    const row = await tx
      .updateTable('saved_extensions')
      .set((is) => ({ ...change, updated_at: hasChange ? now : is.ref('updated_at') }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw errors.savedNotFound();
    return row;
  },
);

export const removeSavedUnit = unitOfWork('accounts.removeSaved', async (tx: Tx, id: string) => {
  await countUp(tx, 'saved_extensions_revision');
  const { numDeletedRows } = await tx.deleteFrom('saved_extensions').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw errors.savedNotFound();
});

function checkId(id: string): void {
  if (!isShortId(id)) throw errors.invalidSavedId();
}

/** Of 64 characters that may be any of 64, twelve are letters or digits. */
function newId(): string {
  return `ext_${randomToken(64).replaceAll(/[_-]/g, '').slice(0, ID_LENGTH)}`;
}

function fromRow({ config, created_at, updated_at, ...row }: SavedRow): SavedExtension {
  return { ...row, config: JSON.parse(config), createdAt: created_at, updatedAt: updated_at };
}
