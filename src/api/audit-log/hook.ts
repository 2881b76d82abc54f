/** Every change that was made through the API goes to the audit log: all but what only looks, once it has succeeded. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditLog, KeyPair } from '../../accounts/index.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who signed the form of an upload, where no private key was sent. */
    signedBy: KeyPair | undefined;
    /** What is changed, where neither path, body nor answer says it under one of the usual names. */
    auditTarget: string | undefined;
  }
}

/** Enough for a long path, or the ids of a bulk operation. */
const MAX_TARGET_LENGTH = 1500;

/** Names under which bodies say what they are about, the most telling first. Never a URL or a credential. */
const BODY_NAMES = [
  'fileIds',
  'sourceFilePath',
  'filePath',
  'sourceFolderPath',
  'folderPath',
  'name',
] as const;

export function addAuditLog(app: FastifyInstance, auditLog: Pick<AuditLog, 'record'>): void {
  app.decorateRequest('signedBy', undefined);
  app.decorateRequest('auditTarget', undefined);

  app.addHook('preSerialization', async (request, _reply, payload) => {
    if (isChange(request)) request.auditTarget ??= targetOf(request, payload);
    return payload;
  });
  app.addHook('onResponse', async (request, reply) => {
    const pair = request.keyPair ?? request.signedBy;
    const { statusCode } = reply;
    if (pair === undefined || !isChange(request) || statusCode < 200 || statusCode >= 300) return;
    auditLog.record({
      keyId: pair.id,
      publicKey: pair.publicKey,
      method: request.method,
      route: request.routeOptions.url ?? '',
      target: storable(request.auditTarget ?? targetOf(request, undefined)),
      requestId: request.id,
      status: statusCode,
    });
  });
}

/** What needs read access only, such as a search by POST, changes nothing. */
function isChange(request: FastifyRequest): boolean {
  return request.method !== 'GET' && request.routeOptions.config?.access !== 'read';
}

/** The parameters of the path, else what the body is about, else the id of what was made. */
function targetOf({ params, body }: FastifyRequest, payload: unknown): string {
  const inPath = Object.values((params ?? {}) as Readonly<Record<string, unknown>>);
  if (inPath.length > 0) return inPath.join('/');
  const made = field(payload, 'fileId') ?? field(payload, 'id') ?? field(payload, 'folderId');
  if (made !== undefined) return made;
  return (
    newFolder(body) ?? BODY_NAMES.map((name) => field(body, name)).find((text) => text !== undefined) ?? ''
  );
}

function newFolder(body: unknown): string | undefined {
  const name = field(body, 'folderName');
  return name && `${field(body, 'parentFolderPath') ?? ''}/${name}`.replace(/\/{2,}/g, '/');
}

function field(from: unknown, name: string): string | undefined {
  if (typeof from !== 'object' || from === null) return undefined;
  const value = (from as Readonly<Record<string, unknown>>)[name];
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? value.join(',')
    : undefined;
}

/** PostgreSQL keeps no NUL. */
function storable(text: string): string {
  return text.slice(0, MAX_TARGET_LENGTH).toWellFormed().replaceAll('\0', '\ufffd');
}
