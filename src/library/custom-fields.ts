/** The fields of custom metadata: made, changed, listed and deleted (rest-api.md 2.12). */
import {
  type Database,
  ORIGINAL_DATE_FIELD_ID,
  type Reader,
  type Tx,
  unitOfWork,
} from '../database/index.ts';
import { type Clock, isObjectId, objectId } from '../kernel/index.ts';
import { readFieldSchema } from './custom-field-schema.ts';
import type { CustomField, FieldSchema } from './custom-metadata.ts';
import { errors } from './errors.ts';

export type NewField = {
  readonly name: string;
  readonly label: string;
  /** As sent. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly description: string | null;
};

/** What is absent stays; an empty description goes. */
export type FieldChange = {
  readonly label?: string | undefined;
  /** As sent: all rules but the type. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
  readonly description?: string | undefined;
};

/** The fields of custom metadata. */
export type CustomFields = {
  /** The fields that values can be given to. */
  active(): Promise<readonly CustomField[]>;
  /** Those the account has made, in that order. */
  list(which: { readonly includeDeleted: boolean }): Promise<readonly CustomField[]>;
  /** Errors: 400 for a name or label that is taken; for a wrong schema with what is wrong, rule by rule. */
  create(field: NewField): Promise<CustomField>;
  /** Errors: 400, also for a deleted field; 404. */
  update(id: string, change: FieldChange): Promise<CustomField>;
  /** Values stay stored and are not shown any more. Errors: 400, 404. */
  remove(id: string): Promise<void>;
};

export function createCustomFields({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): CustomFields {
  const active = rememberActive(database);
  return {
    active: active.get,
    list: (which) => listFields(database.reader, which),
    create(field) {
      const now = clock();
      return active.whileChanging(() => database.write(createFieldUnit, { field, id: objectId(now), now }));
    },
    async update(id, change) {
      checkFieldId(id);
      return active.whileChanging(() => database.write(updateFieldUnit, { id, change }));
    },
    async remove(id) {
      checkFieldId(id);
      await active.whileChanging(() => database.write(deleteFieldUnit, { id, now: clock() }));
    },
  };
}

/**
 * The active fields, which every upload asks for, kept while none of them changes. On PostgreSQL other nodes change them
 * too, and nothing is kept.
 */
function rememberActive(database: Database) {
  let kept: Promise<readonly CustomField[]> | undefined;
  const forget = () => {
    kept = undefined;
  };
  return {
    get(): Promise<readonly CustomField[]> {
      if (database.dialect !== 'sqlite') return activeFields(database.reader);
      kept ??= activeFields(database.reader).catch((error: unknown) => {
        forget();
        throw error;
      });
      return kept;
    },
    /** What was read before the end of the change is not believed after it. */
    async whileChanging<Out>(change: () => Promise<Out>): Promise<Out> {
      try {
        return await change();
      } finally {
        forget();
      }
    },
  };
}

/** The fields that values can be given to, in the order in which they were made. */
export async function activeFields(db: Reader): Promise<readonly CustomField[]> {
  return (await selectFields(db).where('deleted_at', 'is', null).execute()).map(toField);
}

/** What `GET /v1/customMetadataFields` lists. */
async function listFields(
  db: Reader,
  { includeDeleted }: { readonly includeDeleted: boolean },
): Promise<readonly CustomField[]> {
  let fields = selectFields(db).where('id', '<>', ORIGINAL_DATE_FIELD_ID);
  if (!includeDeleted) fields = fields.where('deleted_at', 'is', null);
  return (await fields.execute()).map(toField);
}

function selectFields(db: Reader) {
  return db.selectFrom('custom_fields').selectAll().orderBy('created_at').orderBy('id');
}

type FieldRow = Awaited<ReturnType<ReturnType<typeof selectFields>['execute']>>[number];

function toField({ id, name, label, schema, description }: FieldRow): CustomField {
  return { id, name, label, schema: parseSchema(schema), description };
}

export function parseSchema(text: string): FieldSchema {
  return JSON.parse(text) as FieldSchema;
}

/** Errors: `fieldNameTaken` (by a deleted field too), `fieldLabelTaken`, `invalidField`. */
export const createFieldUnit = unitOfWork(
  'library.createField',
  async (tx: Tx, input: { readonly field: NewField; readonly id: string; readonly now: number }) => {
    const { id, now, field } = input;
    const read = readFieldSchema(field.schema);
    if ('errors' in read) throw errors.invalidField().with({ errors: read.errors });
    const { name, label, description } = field;
    const named = await tx
      .selectFrom('custom_fields')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirst();
    if (named !== undefined) throw errors.fieldNameTaken();
    await checkLabel(tx, label);
    const made: CustomField = { id, name, label, schema: read.schema, description };
    await tx
      .insertInto('custom_fields')
      .values({ ...made, schema: JSON.stringify(made.schema), created_at: now, deleted_at: null })
      .execute();
    return made;
  },
);

/** Values that are there are not checked again. Errors: 404, `fieldDeleted`, `fieldLabelTaken`, `invalidFieldSchema`. */
export const updateFieldUnit = unitOfWork(
  'library.updateField',
  async (tx: Tx, { id, change }: { readonly id: string; readonly change: FieldChange }) => {
    const row = await selectFields(tx).where('id', '=', id).executeTakeFirst();
    if (row === undefined || id === ORIGINAL_DATE_FIELD_ID) throw errors.fieldNotFound();
    if (row.deleted_at !== null) throw errors.fieldDeleted();
    const field = toField(row);
    const read = change.schema && readFieldSchema(change.schema, field.schema.type);
    if (read && 'errors' in read) throw errors.invalidFieldSchema().with({ errors: read.errors });
    if (change.label !== undefined && change.label !== field.label) await checkLabel(tx, change.label);
    const changed: CustomField = {
      ...field,
      label: change.label ?? field.label,
      schema: read?.schema ?? field.schema,
      description: (change.description ?? field.description) || null,
    };
    const { label, schema, description } = changed;
    await tx
      .updateTable('custom_fields')
      .set({ label, schema: JSON.stringify(schema), description })
      .where('id', '=', id)
      .execute();
    return changed;
  },
);

/** Its values stay stored, its name stays taken. Errors: 404, also for a field that is deleted already. */
export const deleteFieldUnit = unitOfWork(
  'library.deleteField',
  async (tx: Tx, { id, now }: { readonly id: string; readonly now: number }) => {
    const deleted = await tx
      .updateTable('custom_fields')
      .set({ deleted_at: now })
      .where('id', '=', id)
      .where('id', '<>', ORIGINAL_DATE_FIELD_ID)
      .where('deleted_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (deleted === undefined) throw errors.fieldNotFound();
  },
);

/** Errors: `invalidFieldId`. */
function checkFieldId(id: string): void {
  if (!isObjectId(id)) throw errors.invalidFieldId();
}

async function checkLabel(tx: Tx, label: string): Promise<void> {
  const labelled = await tx
    .selectFrom('custom_fields')
    .select('id')
    .where('label', '=', label)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (labelled !== undefined) throw errors.fieldLabelTaken();
}
