import type { Reader } from '../database/index.ts';
import { parseSchema } from './custom-fields.ts';

/** A field of custom metadata as a search knows it, also one that is deleted: it then matches nothing. */
export type SearchableField = {
  readonly id: string;
  readonly name: string;
  readonly type: ReturnType<typeof parseSchema>['type'];
  readonly isDeleted: boolean;
};

export async function searchableFields(db: Reader): Promise<SearchableField[]> {
  const fields = await db
    .selectFrom('custom_fields')
    .select(['id', 'name', 'schema', 'deleted_at'])
    .execute();
  return fields.map(({ id, name, schema, deleted_at }) => ({
    id,
    name,
    type: parseSchema(schema).type,
    isDeleted: deleted_at !== null,
  }));
}
