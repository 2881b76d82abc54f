import { Type } from 'typebox';
import type { Library } from '../../library/index.ts';
import type { Route } from '../route.ts';

const type = Type.Union([
  Type.Literal('COPY_FOLDER'),
  Type.Literal('MOVE_FOLDER'),
  Type.Literal('RENAME_FOLDER'),
]);

const status = Type.Object({
  jobId: Type.String(),
  type,
  status: Type.Union([Type.Literal('Pending'), Type.Literal('Completed')]),
  purgeRequestId: Type.Optional(Type.String()),
});

/** Of what could not be purged; the purge of the server's own caches cannot fail. */
const partial = Type.Object({
  jobId: Type.String(),
  type,
  status: Type.Literal('Partial success'),
  message: Type.String(),
  help: Type.String(),
});

export function bulkJobStatus(deps: {
  readonly library: Pick<Library, 'bulkJob'>;
  readonly helpText: string;
}): Route {
  return {
    method: 'GET',
    paths: ['/v1/bulkJobs/:jobId'],
    summary: 'How far a job is. Records are kept for a month.',
    access: 'read',
    schema: {
      params: Type.Object({ jobId: Type.String({ pattern: '^[0-9a-f]{24}$' }) }),
      response: { 200: status, 207: partial },
    },
    handler: async (request, reply) => {
      const job = await deps.library.bulkJob((request.params as { readonly jobId: string }).jobId);
      const { jobId, type } = job;
      if (job.isOver && job.purgeFailed) {
        return reply.code(207).send({
          jobId,
          type,
          status: 'Partial success',
          message: 'Folder renamed successfully but purging cache on nested files failed.',
          help: deps.helpText,
        });
      }
      const { isOver, purgeRequestId } = job;
      return { jobId, type, status: isOver ? 'Completed' : 'Pending', purgeRequestId };
    },
  };
}
