/** Errors as the API shows them: `{message, help, reason?, errors?, missingFileIds?}` (rest-api.md 1.7, 1.8). */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isOutcomeUnknown } from '../database/index.ts';
import { HalftoneError } from '../kernel/index.ts';
import type { Log } from '../observability/index.ts';
import { errors } from './errors.ts';

export type ErrorAnswerDeps = {
  readonly log: Log;
  /** `help` of errors that have none of their own. */
  readonly helpText: string;
};

export function createErrorAnswer(deps: ErrorAnswerDeps) {
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const error = thrown instanceof HalftoneError ? thrown : fromFramework(thrown);
    if (error.status >= 500) {
      const cause = error.cause ?? error;
      const fields = { requestId: request.id, method: request.method, path: pathOf(request), error: cause };
      deps.log[error.status === 500 ? 'error' : 'warn'](fields, error.message);
    }
    // fastify would close the connection under a client that is still sending; see linger.ts.
    reply.removeHeader('connection');
    if (!mayRetry(error, request)) reply.header('x-should-retry', 'false');
    else if (error.retryAfter !== undefined) {
      const { retryAfter } = error;
      reply.headers({
        'retry-after': Math.ceil(retryAfter),
        'retry-after-ms': Math.round(retryAfter * 1000),
      });
    }
    // What went wrong inside is in the log, and nobody else's business.
    const { message, help, reason, details } = error.status === 500 ? errors.internal() : error;
    return sendJson(reply, error.status, {
      message,
      help: help ?? deps.helpText,
      ...(reason !== undefined && { reason }),
      ...details,
    });
  };
}

/** Text with the media type that the SDKs look at before they parse. */
function sendJson(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(body));
}

/** The SDK tries again on 409 and from 500 on, by itself: not where the same request cannot do better, or has been done. */
function mayRetry(error: HalftoneError, request: FastifyRequest): boolean {
  if (error.status === 409) return false;
  const mayBeDone = error.status === 500 || isOutcomeUnknown(error);
  return !(mayBeDone && request.routeOptions.config?.once === true);
}

/** What fastify found wrong with a request, in our words; anything else is a fault of ours. */
function fromFramework(thrown: unknown): HalftoneError {
  const { code, statusCode = 500 } = thrown as Partial<FastifyError>;
  if (code === 'FST_ERR_BAD_URL') return errors.badPath().because(thrown);
  if (statusCode === 404) return errors.unknownApi().because(thrown);
  if (statusCode >= 400 && statusCode < 500) return errors.badRequest().because(thrown);
  return errors.internal().because(thrown);
}

/** Without the query, which may hold what is nobody's business. */
function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}
