/** The headers of every answer, errors included (rest-api.md 1.4), and the answer to a CORS preflight. */
import type { FastifyReply, FastifyRequest } from 'fastify';

const EXPOSED = [
  'x-ik-requestid',
  'x-request-id',
  'x-ratelimit-limit',
  'x-ratelimit-reset',
  'x-ratelimit-interval',
  'retry-after',
  'etag',
].join(', ');

export function addEnvelope(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'x-ik-requestid': request.id,
    'x-request-id': request.id,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': EXPOSED,
    'cache-control': 'no-store',
  });
}

export function answerPreflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asked = request.headers['access-control-request-headers'];
  return reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE,OPTIONS',
      'access-control-allow-headers': asked ?? '*',
      'access-control-max-age': '86400',
    })
    .send();
}
