/**
 * `POST /api/v1/files/upload` and `POST /api/v2/files/upload`: who is it, what do they want, which bytes; then the
 * library.
 *
 * The parts of a form come in the order of the client, so the file may be here before anything is known about it. It
 * waits in staging, and what is asked of it is asked when the form is complete (rest-api.md 2.3, "Processing order").
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Accounts } from '../../accounts/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Library } from '../../library/index.ts';
import type { SafeFetch } from '../../net/index.ts';
import type { Settings } from '../../settings/index.ts';
import type { BlobStore, Staged } from '../../storage/index.ts';
import { type BodyPace, readLimited } from '../body.ts';
import { errors } from '../errors.ts';
import { readExtensions } from '../extensions/read.ts';
import type { Route } from '../route.ts';
import type { AssetUrls } from '../urls.ts';
import { type Admission, createAdmission } from './admission.ts';
import { type PreTransform, transformBeforeStoring } from './before-storing.ts';
import { uploadBodySchema } from './body-schema.ts';
import { uploadCheck } from './checks.ts';
import type { ClientAuth } from './client-auth.ts';
import { withDefaults } from './defaults.ts';
import { downloadFile } from './download.ts';
import { values } from './fields.ts';
import type { FormParts } from './form.ts';
import { formParts } from './form-parts.ts';
import { readUploadParams } from './params.ts';
import { type ReceivedUpload, receiveUpload } from './receive.ts';
import { signatureAuth } from './signature-auth.ts';
import { tokenAuth } from './token-auth.ts';
import { withNamed } from './transformation.ts';
import {
  createUnauthenticatedBytes,
  type UnauthenticatedBytes,
  type UnauthenticatedHold,
} from './unauthenticated.ts';
import { uploadJson, uploadSchema } from './upload-json.ts';

export type UploadLimits = {
  /** Bytes under way from one address before its clients are authenticated; never taken below one whole upload. */
  readonly unauthenticatedBytes: number;
};

/** As they stand when an upload begins. */
type UploadSettings = Pick<Settings, 'maxUploadBytes' | 'defaultUpload'>;

export type UploadDeps = {
  readonly library: Pick<Library, 'ingest' | 'announce' | 'customFields' | 'checkCustomMetadata'>;
  readonly accounts: Pick<
    Accounts,
    'byPublicKey' | 'consumeToken' | 'settings' | 'namedTransformations' | 'savedExtensions'
  >;
  readonly store: Pick<BlobStore, 'stage'>;
  readonly safeFetch: SafeFetch;
  readonly preTransform: PreTransform;
  readonly urls: AssetUrls;
  readonly clock: Clock;
  readonly limits: UploadLimits;
  readonly pace: BodyPace;
};

type UploadVersion = Pick<Route, 'paths' | 'summary'> & {
  readonly clientAuth: ClientAuth;
  readonly body: ReturnType<typeof uploadBodySchema>;
};

/** They differ in how clients without a private key are known, and in nothing else. */
const VERSIONS: readonly UploadVersion[] = [
  {
    paths: ['/api/v1/files/upload', '/v1/files/upload'],
    summary: 'Upload a file: bytes, base64 or the URL to fetch it from.',
    clientAuth: signatureAuth,
    body: uploadBodySchema(['publicKey', 'signature', 'expire', 'token']),
  },
  {
    paths: ['/api/v2/files/upload'],
    summary: 'Upload a file; clients without a private key send a token in which all fields are signed.',
    clientAuth: tokenAuth,
    body: uploadBodySchema(
      ['token'],
      'Clients without a private key: a JWT whose payload is the other fields.',
    ),
  },
];

const queuedSchema = Type.Object(
  { message: Type.String() },
  { description: 'A video that is to be transformed before it is stored: a webhook tells what comes of it.' },
);

/** What ImageKit answers then. */
const QUEUED = { message: 'The pre-transformation has been queued successfully.' };

export function uploadRoutes(deps: UploadDeps): readonly Route[] {
  const unauthenticated = createUnauthenticatedBytes();
  return VERSIONS.map((version) => uploadRoute(version, unauthenticated, deps));
}

function uploadRoute(
  { paths, summary, clientAuth, body }: UploadVersion,
  unauthenticated: UnauthenticatedBytes,
  deps: UploadDeps,
): Route {
  return {
    method: 'POST',
    paths,
    summary,
    access: 'read-write',
    admitsSignedForms: true,
    once: true,
    schema: {
      body,
      response: { 200: uploadSchema, 202: queuedSchema },
    },
    handler: async (request, reply) => {
      const { values: settings } = await deps.accounts.settings.current();
      // Base64 takes four bytes for three; the rest is for the other fields.
      const maxBytes = Math.ceil((settings.maxUploadBytes * 4) / 3) + 1024 * 1024;
      const hold = unauthenticated.open(request.ip, Math.max(deps.limits.unauthenticatedBytes, maxBytes));
      try {
        const bytes = counted(readLimited(request.raw, { maxBytes, pace: deps.pace }), hold);
        const parts = formParts(request.headers['content-type'] ?? '', bytes);
        return await upload(request, reply, parts, hold, settings);
      } finally {
        hold.release();
      }
    },
  };

  async function upload(
    request: FastifyRequest,
    reply: FastifyReply,
    parts: FormParts,
    hold: UnauthenticatedHold,
    settings: UploadSettings,
  ) {
    const admission = createAdmission(request, clientAuth, hold, deps);
    const received = await receiveUpload(parts, {
      store: deps.store,
      maxFileBytes: settings.maxUploadBytes,
      keepsOthers: clientAuth.signsOthers && request.keyPair === undefined,
      beforeFile: admission.early,
    });
    const accepted = await accept(request, received, admission, settings);
    if (accepted === undefined) return reply.code(202).send(QUEUED);
    const { staged, ingest, check, responseFields } = accepted;
    // The library owns the staged bytes from here on, and alone knows what may still refer to them after a failure.
    const ingested = await deps.library.ingest(staged, ingest, check);
    return uploadJson(ingested, responseFields, deps.urls);
  }

  /**
   * All that can be refused before the library is asked. Nothing stays staged then, nor where undefined is answered:
   * of that upload nothing is stored.
   */
  async function accept(
    { raw, id: requestId }: FastifyRequest,
    { file, ...form }: ReceivedUpload,
    admission: Admission,
    settings: UploadSettings,
  ) {
    let staged = file?.staged;
    try {
      await admission.finally(form);
      if (file === undefined) throw errors.missingParameter('file');
      const params = readUploadParams(withDefaults(form.fields, settings.defaultUpload));
      const { ingest, responseFields } = params;
      await deps.library.checkCustomMetadata(ingest.customMetadata);
      const check = await uploadCheck(params, deps);
      const extensions = await readExtensions(params.extensions, params.webhookUrl, deps);
      const transformation = params.transformation && (await withNamed(params.transformation, deps.accounts));
      if (file.url !== undefined) staged = await download(file.url, raw, settings.maxUploadBytes);
      if (staged === undefined || staged.size === 0) throw errors.invalidFile();
      const { hash } = await staged.seal();
      if (raw.socket.destroyed) throw errors.clientGone();
      if (transformation === undefined)
        return { staged, check, responseFields, ingest: { ...ingest, extensions } };

      const isDefault = values(form.fields, 'transformation').length === 0;
      const sealed = staged;
      const toStore = await whileThere(raw, (signal) =>
        transformBeforeStoring(
          { staged: sealed, hash, params, transformation, isDefault, requestId, signal },
          deps,
        ),
      );
      if (toStore === undefined) {
        await staged.discard();
        return undefined;
      }
      staged = toStore.staged;
      const postTransforms = toStore.post.length > 0 ? { requestId, items: toStore.post } : undefined;
      return { staged, check, responseFields, ingest: { ...ingest, extensions, postTransforms } };
    } catch (error) {
      await staged?.discard();
      throw error;
    }
  }

  function download(url: string, request: IncomingMessage, maxFileBytes: number): Promise<Staged> {
    return whileThere(request, (signal) => downloadFile(url, signal, { ...deps, maxFileBytes }));
  }
}

/** The signal is aborted when the client goes. Errors: those of `work`; `clientGone` then. */
async function whileThere<Out>(
  { socket }: IncomingMessage,
  work: (signal: AbortSignal) => Promise<Out>,
): Promise<Out> {
  if (socket.destroyed) throw errors.clientGone();
  const gone = new AbortController();
  const abort = () => gone.abort();
  socket.once('close', abort);
  try {
    return await work(gone.signal);
  } catch (error) {
    throw gone.signal.aborted ? errors.clientGone().because(error) : error;
  } finally {
    socket.off('close', abort);
  }
}

async function* counted(source: AsyncIterable<Uint8Array>, hold: UnauthenticatedHold) {
  for await (const chunk of source) {
    hold.add(chunk.length);
    yield chunk;
  }
}
