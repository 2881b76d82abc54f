import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { errors } from '../errors.ts';

/** Without an id the path is one of the API as well, for the sake of its message. */
export const FIELD_PATHS = ['/v1/customMetadataFields/:id', '/v1/customMetadataFields'] as const;

export const fieldIdParams = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{24}$' }) });

/** As sent, percent-decoded; the library knows what an id looks like. Errors: 400 without any. */
export function fieldIdOf(request: FastifyRequest): string {
  const { id } = request.params as { readonly id?: string };
  if (!id) throw errors.missingFieldId();
  return id;
}
