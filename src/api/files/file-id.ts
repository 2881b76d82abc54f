import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';

export const fileIdParams = Type.Object({ fileId: Type.String({ pattern: '^[0-9a-f]{24}$' }) });

/** As sent, percent-decoded; the library knows what an id looks like. */
export function fileIdOf(request: FastifyRequest): string {
  return (request.params as { readonly fileId: string }).fileId;
}
