/** What the grammar of extensions asks the account. */
import type { FieldRules, Lookups } from '../../extensions/index.ts';
import { type CustomField, checkValue, type Library } from '../../library/index.ts';

/** The custom metadata fields there are. */
export async function fieldLookup(library: Pick<Library, 'customFields'>): Promise<Pick<Lookups, 'field'>> {
  const fields = new Map((await library.customFields.active()).map((field) => [field.name, rulesOf(field)]));
  return { field: (name) => fields.get(name) };
}

function rulesOf({ schema }: CustomField): FieldRules {
  const check = (value: unknown) => {
    const checked = checkValue(schema, value);
    return 'error' in checked ? checked.error : undefined;
  };
  return {
    check,
    checkItem: (value) => check(schema.type === 'MultiSelect' ? [value] : value),
  };
}
