import { Type } from 'typebox';
import type { Route } from './route.ts';

/** Does nothing: the SDKs are generated with it, and their own test suites call it (rest-api.md 1.10). */
export function dummyTest(): Route {
  return {
    method: 'POST',
    paths: ['/v1/dummy/test'],
    summary: 'Internal to the generation of the SDKs.',
    access: 'public',
    schema: { response: { 204: Type.Null() } },
    handler: async (_request, reply) => reply.code(204).send(),
  };
}
