/**
 * `POST /api/v1/files/upload`: who is it, what do they want, which bytes; then the library.
 *
 * The parts of a form come in the order of the client, so the file may be here before anything is known about it. It
 * waits in staging, and what is asked of it is asked when the form is complete (rest-api.md 2.3, "Processing order").
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Library } from '../../library/index.ts';
import type { SafeFetch } from '../../net/index.ts';
import type { BlobStore, Staged } from '../../storage/index.ts';
import { type BodyPace, readLimited } from '../body.ts';
import { errors } from '../errors.ts';
import type { Route } from '../route.ts';
import type { AssetUrls } from '../urls.ts';
import { uploadCheck } from './checks.ts';
import { authenticateClient, isSigned, refuseSignature } from './client-auth.ts';
import { downloadFile } from './download.ts';
import { type FormFields, UPLOAD_FIELDS } from './fields.ts';
import type { FormParts } from './form.ts';
import { multipartBoundary, multipartParts } from './multipart.ts';
import { readUploadParams } from './params.ts';
import { type ReceivedUpload, receiveUpload } from './receive.ts';
import { createUnauthenticatedBytes, type UnauthenticatedHold } from './unauthenticated.ts';
import { uploadJson, uploadSchema } from './upload-json.ts';
import { isUrlencoded, urlencodedParts } from './urlencoded.ts';

export type UploadLimits = {
  /** Bytes of the decoded file. */
  readonly maxUploadBytes: number;
  /** Bytes under way from one address before its clients are authenticated; never taken below one whole upload. */
  readonly unauthenticatedBytes: number;
};

export type UploadDeps = {
  readonly library: Pick<Library, 'ingest' | 'customFields'>;
  readonly accounts: Pick<Accounts, 'byPublicKey' | 'consumeToken'>;
  readonly store: Pick<BlobStore, 'stage'>;
  readonly safeFetch: SafeFetch;
  readonly urls: AssetUrls;
  readonly clock: Clock;
  readonly limits: UploadLimits;
  readonly pace: BodyPace;
};

export function uploadFile(deps: UploadDeps): Route {
  const { limits } = deps;
  // Base64 takes four bytes for three; the rest is for the other fields.
  const maxBytes = Math.ceil((limits.maxUploadBytes * 4) / 3) + 1024 * 1024;
  const unauthenticated = createUnauthenticatedBytes(Math.max(limits.unauthenticatedBytes, maxBytes));

  return {
    method: 'POST',
    paths: ['/api/v1/files/upload', '/v1/files/upload'],
    summary: 'Upload a file: bytes, base64 or the URL to fetch it from.',
    access: 'read-write',
    admitsSignedForms: true,
    once: true,
    schema: {
      body: Type.Object({
        file: Type.String({ description: 'A file, base64, a data URI or an http(s) URL.' }),
        ...Object.fromEntries(UPLOAD_FIELDS.map((name) => [name, Type.Optional(Type.String())])),
      }),
      response: { 200: uploadSchema },
    },
    handler: async (request) => {
      const hold = unauthenticated.open(request.ip);
      try {
        const bytes = counted(readLimited(request.raw, { maxBytes, pace: deps.pace }), hold);
        return await upload(request, formParts(request.headers['content-type'] ?? '', bytes), hold);
      } finally {
        hold.release();
      }
    },
  };

  async function upload(request: FastifyRequest, parts: FormParts, hold: UnauthenticatedHold) {
    const admit = admission(request, hold);
    const received = await receiveUpload(parts, {
      store: deps.store,
      maxFileBytes: limits.maxUploadBytes,
      beforeFile: admit.early,
    });
    const { staged, params, check } = await accept(request.raw, received, admit.finally);
    // The library owns the staged bytes from here on, and alone knows what may still refer to them after a failure.
    const ingested = await deps.library.ingest(staged, params.ingest, check);
    return uploadJson(ingested, params.responseFields, deps.urls);
  }

  /** All that can be refused before the library is asked. Nothing stays staged then. */
  async function accept(
    request: IncomingMessage,
    { fields, file }: ReceivedUpload,
    admit: (fields: FormFields) => Promise<void>,
  ) {
    let staged = file?.staged;
    try {
      await admit(fields);
      if (file === undefined) throw errors.missingParameter('file');
      const params = readUploadParams(fields);
      const check = await uploadCheck(params, deps);
      if (file.url !== undefined) staged = await download(file.url, request);
      if (staged === undefined || staged.size === 0) throw errors.invalidFile();
      await staged.seal();
      if (request.socket.destroyed) throw errors.clientGone();
      return { staged, params, check };
    } catch (error) {
      await staged?.discard();
      throw error;
    }
  }

  /** A signature is checked as soon as it is complete, so that no file is taken from whom it would be refused. */
  function admission(request: FastifyRequest, hold: UnauthenticatedHold) {
    let admitted = request.keyPair !== undefined;
    if (admitted) hold.release();
    const authenticate = async (fields: FormFields) => {
      await authenticateClient(fields, deps);
      admitted = true;
      hold.release();
    };
    return {
      early: async (fields: FormFields) => {
        if (!admitted && isSigned(fields)) await authenticate(fields);
      },
      finally: async (fields: FormFields) => {
        if (request.keyPair !== undefined) refuseSignature(fields);
        else if (!admitted) await authenticate(fields);
      },
    };
  }

  async function download(url: string, request: IncomingMessage): Promise<Staged> {
    if (request.socket.destroyed) throw errors.clientGone();
    const gone = new AbortController();
    const abort = () => gone.abort();
    request.socket.once('close', abort);
    try {
      return await downloadFile(url, gone.signal, { ...deps, maxFileBytes: limits.maxUploadBytes });
    } finally {
      request.socket.off('close', abort);
    }
  }
}

/**
 * Whether the body has fields, among which a signature may be.
 * Errors: `malformedForm` where they cannot be told apart.
 */
export function isForm(contentType: string): boolean {
  return isUrlencoded(contentType) || multipartBoundary(contentType) !== undefined;
}

/** A body of another type has no fields. */
function formParts(contentType: string, bytes: AsyncIterable<Uint8Array>): FormParts {
  if (isUrlencoded(contentType)) return urlencodedParts(bytes);
  const boundary = multipartBoundary(contentType);
  return boundary === undefined ? noParts() : multipartParts(bytes, boundary);
}

async function* noParts(): AsyncGenerator<never> {}

async function* counted(source: AsyncIterable<Uint8Array>, hold: UnauthenticatedHold) {
  for await (const chunk of source) {
    hold.add(chunk.length);
    yield chunk;
  }
}
