import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import { jsonBody } from '../json-body.ts';
import type { Route } from '../route.ts';
import { moveProperties, readMove } from './move-body.ts';

/** @param method PUT is what some clients send (rest-api.md 1.10) */
export function moveFile(
  { library }: { readonly library: Pick<Library, 'move'> },
  method: 'POST' | 'PUT',
): Route {
  return {
    method,
    paths: ['/v1/files/move'],
    summary: 'Move a file with all its versions into a folder. A file of its name there gets them all.',
    access: 'read-write',
    once: true,
    schema: { body: Type.Object(moveProperties), response: { 204: Type.Null() } },
    handler: async (request, reply) => {
      await library.move(readMove(jsonBody(request)));
      return reply.code(204).send();
    },
  };
}
