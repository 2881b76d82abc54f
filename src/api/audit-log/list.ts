import { Type } from 'typebox';
import type { AuditEntry, AuditLog } from '../../accounts/index.ts';
import { queryInteger, queryText } from '../query.ts';
import type { Route } from '../route.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

const entrySchema = Type.Object({
  id: Type.String({ description: 'For `before`.' }),
  at: Type.String({ format: 'date-time' }),
  keyId: Type.String(),
  publicKey: Type.String(),
  method: Type.String(),
  route: Type.String({ description: 'The path of the API, with the names of its parameters.' }),
  target: Type.String({ description: 'Ids or paths of what was changed; empty where none is known.' }),
  requestId: Type.String({ description: '`x-request-id` of the answer.' }),
  status: Type.Integer({ description: 'Of the answer.' }),
});

export function listAuditLog({
  accounts: { auditLog },
}: {
  readonly accounts: { readonly auditLog: Pick<AuditLog, 'list'> };
}): Route {
  return {
    method: 'GET',
    paths: ['/_halftone/v1/audit-log'],
    summary: 'What was changed through the API in the last 90 days, the newest first.',
    access: 'account',
    schema: {
      querystring: Type.Object({
        before: Type.Optional(Type.String({ description: 'The id of an entry: only older ones.' })),
        limit: Type.Optional(
          Type.Integer({ minimum: 1, maximum: MAX_LIMIT, description: `${DEFAULT_LIMIT} by default.` }),
        ),
      }),
      response: { 200: Type.Array(entrySchema) },
    },
    handler: async (request) => {
      const query = request.query as URLSearchParams;
      const before = queryText(query, 'before');
      const limit = queryInteger(query, 'limit', { least: 1, most: MAX_LIMIT, otherwise: DEFAULT_LIMIT });
      return (await auditLog.list({ before, limit })).map(entryJson);
    },
  };
}

function entryJson({ id, at, keyId, publicKey, method, route, target, requestId, status }: AuditEntry) {
  const time = new Date(at).toISOString();
  return { id, at: time, keyId, publicKey, method, route, target, requestId, status };
}
