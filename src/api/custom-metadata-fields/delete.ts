import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import type { Route } from '../route.ts';
import { FIELD_PATHS, fieldIdOf, fieldIdParams } from './field-id.ts';

export function deleteField({ library }: { readonly library: Pick<Library, 'customFields'> }): Route {
  return {
    method: 'DELETE',
    paths: FIELD_PATHS,
    summary: 'Delete a custom metadata field: its values are not shown any more, its name stays taken.',
    access: 'read-write',
    schema: { params: fieldIdParams, response: { 204: Type.Null() } },
    handler: async (request, reply) => {
      await library.customFields.remove(fieldIdOf(request));
      return reply.code(204).send();
    },
  };
}
