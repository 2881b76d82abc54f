import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';

export const SAVED_PATH = '/v1/saved-extensions/:id';

export const savedIdParams = Type.Object({
  id: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Such as `ext_a1B2c3D4e5F6`.' }),
});

/** As sent, percent-decoded; the accounts know what an id looks like. */
export function savedIdOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id;
}
