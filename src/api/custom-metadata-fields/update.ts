import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { readFieldChange } from './field-body.ts';
import { FIELD_PATHS, fieldIdOf, fieldIdParams } from './field-id.ts';
import { fieldJson, fieldSchema, rulesSchema } from './field-json.ts';

export function updateField({ library }: { readonly library: Pick<Library, 'customFields'> }): Route {
  return {
    method: 'PATCH',
    paths: FIELD_PATHS,
    summary: 'Change the label, the description or the rules of a custom metadata field.',
    access: 'read-write',
    schema: {
      params: fieldIdParams,
      body: Type.Object({
        label: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Shown to people.' })),
        schema: Type.Optional(rulesSchema),
        description: Type.Optional(Type.String({ maxLength: 500, description: 'Empty: none.' })),
      }),
      response: { 200: fieldSchema },
    },
    handler: async (request) => {
      const id = fieldIdOf(request);
      return fieldJson(await library.customFields.update(id, readFieldChange(jsonBody(request))));
    },
  };
}
