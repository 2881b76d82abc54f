import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { readNewField } from './field-body.ts';
import { fieldJson, fieldSchema, typedSchema } from './field-json.ts';

export function createField({ library }: { readonly library: Pick<Library, 'customFields'> }): Route {
  return {
    method: 'POST',
    paths: ['/v1/customMetadataFields'],
    summary: 'Create a custom metadata field.',
    access: 'read-write',
    once: true,
    schema: {
      body: Type.Object({
        name: Type.String({
          pattern: '^[A-Za-z0-9_-]{1,100}$',
          description: 'Never given to another field.',
        }),
        label: Type.String({ minLength: 1, maxLength: 100, description: 'Shown to people.' }),
        schema: typedSchema,
        description: Type.Optional(Type.String({ maxLength: 500, description: 'What the field is for.' })),
      }),
      response: { 201: fieldSchema },
    },
    handler: async (request, reply) => {
      const field = await library.customFields.create(readNewField(jsonBody(request)));
      return reply.code(201).send(fieldJson(field));
    },
  };
}
