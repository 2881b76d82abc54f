import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { VersionOfFile } from '../../library/index.ts';

export const versionParams = Type.Object({
  fileId: Type.String({ pattern: '^[0-9a-f]{24}$' }),
  versionId: Type.String({ pattern: '^[0-9a-f]{24}$' }),
});

/** As sent, percent-decoded; the library knows what an id looks like. */
export function versionOf(request: FastifyRequest): VersionOfFile {
  return request.params as VersionOfFile;
}
