/** What the bodies of JSON endpoints have in common (rest-api.md 1.6). */
import type { FastifyRequest } from 'fastify';
import { errors } from './errors.ts';

export type JsonBody = Readonly<Record<string, unknown>>;

/** An empty body is an empty object. Keys that nobody knows are ignored. Errors: 400 for what is no object. */
export function jsonBody(request: FastifyRequest): JsonBody {
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || Array.isArray(body)) throw errors.invalidJson();
  return body as JsonBody;
}

/** `true`, `false`, or those words; undefined for anything else. */
export function booleanOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
