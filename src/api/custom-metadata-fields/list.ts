import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { errors } from '../errors.ts';
import { booleanOf } from '../json-body.ts';
import { queryText } from '../query.ts';
import type { Route } from '../route.ts';
import { fieldJson, fieldSchema } from './field-json.ts';

export function listFields({ library }: { readonly library: Pick<Library, 'customFields'> }): Route {
  return {
    method: 'GET',
    paths: ['/v1/customMetadataFields'],
    summary: 'List the custom metadata fields, in the order in which they were made.',
    access: 'read',
    schema: {
      querystring: Type.Object({
        includeDeleted: Type.Optional(Type.Boolean({ description: '`false` by default.' })),
        folderPath: Type.Optional(
          Type.String({ description: 'The fields of this folder: all, since no folder selects among them.' }),
        ),
      }),
      response: { 200: Type.Array(fieldSchema) },
    },
    handler: async (request) => {
      const given = queryText(request.query as URLSearchParams, 'includeDeleted') ?? 'false';
      const includeDeleted = booleanOf(given);
      if (includeDeleted === undefined) throw errors.invalidFlag('includeDeleted');
      return (await library.customFields.list({ includeDeleted })).map(fieldJson);
    },
  };
}
