/** What the bodies of JSON endpoints have in common (rest-api.md 1.6). */
import type { FastifyRequest } from 'fastify';
import { errors } from './errors.ts';

export type JsonBody = Readonly<Record<string, unknown>>;

/**
 * An empty body is an empty object. Keys that nobody knows are ignored.
 * Errors: 400 for what is no object, and for what does not call itself JSON: it would be lost without a word.
 */
export function jsonBody(request: FastifyRequest): JsonBody {
  if (isOfAnotherType(request)) throw errors.notJson();
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || Array.isArray(body)) throw errors.invalidJson();
  return body as JsonBody;
}

/** An empty body is of no type, whatever it says. */
function isOfAnotherType({ body, headers }: FastifyRequest): boolean {
  const isJson = /^application\/json\b/i.test(headers['content-type'] ?? '');
  return body === undefined && !isJson && Number(headers['content-length'] ?? 0) > 0;
}

/** `true`, `false`, or those words; undefined for anything else. */
export function booleanOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
