import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';

/** Of origins, URL endpoints, webhooks and named transformations (rest-api.md 1.9). */
export const shortIdParams = Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }) });

/** As sent, percent-decoded: what is no id is nobody's, and the room that is asked says so. */
export function shortIdOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id;
}
