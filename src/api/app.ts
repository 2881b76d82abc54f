/** The REST API: `/v1`, `/api`, `/_halftone/v1`, `/health`, `/ready`, and a 404 in JSON for everything else that is not media. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Accounts } from '../accounts/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { Library } from '../library/index.ts';
import type { SafeFetch } from '../net/index.ts';
import type { Log } from '../observability/index.ts';
import type { BlobStore } from '../storage/index.ts';
import type { Webhooks } from '../webhooks/index.ts';
import { aiFilterSearch } from './ai-filter-search/create.ts';
import { addAuditLog } from './audit-log/hook.ts';
import { listAuditLog } from './audit-log/list.ts';
import { authenticate } from './auth.ts';
import { type BodyPace, DEFAULT_PACE } from './body.ts';
import { addBodyParsers } from './body-parsers.ts';
import { createField } from './custom-metadata-fields/create.ts';
import { deleteField } from './custom-metadata-fields/delete.ts';
import { listFields } from './custom-metadata-fields/list.ts';
import { updateField } from './custom-metadata-fields/update.ts';
import { dummyTest } from './dummy.ts';
import { addEnvelope, answerPreflight } from './envelope.ts';
import { createErrorAnswer } from './error-answer.ts';
import { errors } from './errors.ts';
import { type ExplainUrl, explainUrl } from './explain.ts';
import { deleteFiles } from './files/bulk-delete.ts';
import { editTagsRoutes } from './files/bulk-tags.ts';
import { copyFile } from './files/copy.ts';
import { deleteFile } from './files/delete.ts';
import { fileDetails } from './files/details.ts';
import { listFiles } from './files/list.ts';
import { moveFile } from './files/move.ts';
import { renameFile } from './files/rename.ts';
import { updateFile } from './files/update.ts';
import { copyFolder } from './folders/copy.ts';
import { createFolder } from './folders/create.ts';
import { deleteFolder } from './folders/delete.ts';
import { moveFolder } from './folders/move.ts';
import { renameFolder } from './folders/rename.ts';
import { health, readiness } from './health.ts';
import { bulkJobStatus } from './jobs/status.ts';
import { changeKey } from './keys/change.ts';
import { createKey } from './keys/create.ts';
import { listKeys } from './keys/list.ts';
import { revokeKey } from './keys/revoke.ts';
import { rollKey } from './keys/roll.ts';
import { lingerAfter } from './linger.ts';
import { fileMetadata } from './metadata/file.ts';
import { type DescribeUrl, urlMetadata } from './metadata/url.ts';
import { namedTransformationRoutes } from './named-transformations/routes.ts';
import { addReferencePage } from './openapi/reference-page.ts';
import { withOpenApi } from './openapi/route.ts';
import { originRoutes } from './origins/routes.ts';
import { purgeCache } from './purge/create.ts';
import { purgeStatus } from './purge/status.ts';
import { addRateLimits } from './rate-limits/hook.ts';
import { addRoute, type Route } from './route.ts';
import { savedExtensionRoutes } from './saved-extensions/routes.ts';
import { changeSettings } from './settings/change.ts';
import { getSettings } from './settings/get.ts';
import type { PreTransform } from './upload/before-storing.ts';
import { isForm } from './upload/form-parts.ts';
import { type UploadLimits, uploadRoutes } from './upload/route.ts';
import { urlEndpointRoutes } from './url-endpoints/routes.ts';
import { createAssetUrls } from './urls.ts';
import { usageAnalytics } from './usage/analytics.ts';
import { usageTotals } from './usage/totals.ts';
import { deleteVersion } from './versions/delete.ts';
import { versionDetails } from './versions/details.ts';
import { listVersions } from './versions/list.ts';
import { restoreVersion } from './versions/restore.ts';
import { listDeliveries } from './webhook-deliveries/list.ts';
import { replayDelivery } from './webhook-deliveries/replay.ts';
import { webhookRoutes } from './webhooks/routes.ts';

export type ApiSettings = {
  /** Base of all URLs in answers. */
  readonly publicUrl: string;
  /** First path segment of media URLs. */
  readonly accountId: string;
  /** `help` of errors that have none of their own. */
  readonly helpText: string;
  /** Addresses and CIDRs whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly upload: UploadLimits;
  /** How slowly a body may arrive. */
  readonly pace?: BodyPace | undefined;
  /** Milliseconds that a client may go on sending a body after its request was refused. */
  readonly lingerMs?: number | undefined;
};

export type ApiDeps = {
  readonly library: Omit<Library, 'locate' | 'versionsBelow' | 'sweep' | 'recover'>;
  readonly accounts: Accounts;
  readonly store: Pick<BlobStore, 'stage'>;
  readonly safeFetch: SafeFetch;
  readonly webhooks: Pick<Webhooks, 'deliveries' | 'replay'>;
  readonly settings: ApiSettings;
  /** What delivery would make of a URL; what is wrong with the question it throws. */
  readonly explain: ExplainUrl;
  /** The metadata of what a URL delivers; what is wrong with the URL it throws. */
  readonly describeUrl: DescribeUrl;
  /** Has the caches of this server forget what they hold of a URL, which is checked. */
  readonly purgeUrl: (url: string) => Promise<void>;
  /** What is stored of an image that is to be transformed first. */
  readonly preTransform: PreTransform;
  /** Rejects while the database or the storage does not answer. */
  readonly ready: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

export type Api = {
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
};

const LINGER_MS = 5_000;

export async function createApi(deps: ApiDeps): Promise<Api> {
  const { settings } = deps;
  const { pace = DEFAULT_PACE, lingerMs = LINGER_MS } = settings;
  const urls = createAssetUrls(settings.publicUrl, settings.accountId);
  const answerError = createErrorAnswer({ log: deps.log, helpText: settings.helpText });

  const app = Fastify({
    genReqId: () => crypto.randomUUID(),
    requestIdHeader: false,
    // While the server closes, what is still under way is answered like always.
    return503OnClosing: false,
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      // An id that is too long is a bad parameter, not an unknown path.
      maxParamLength: 128 * 1024,
      querystringParser: (text) => new URLSearchParams(text) as unknown as Record<string, unknown>,
    },
    frameworkErrors: (error, request, reply) => {
      addEnvelope(request, reply);
      answerError(error, request, reply);
    },
  });
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (body) => JSON.stringify(body));
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(() => {
    throw errors.unknownApi();
  });

  app.addHook('onRequest', async (request, reply) => {
    addEnvelope(request, reply);
    lingerAfter(request.raw, reply.raw, lingerMs);
    if (request.method === 'OPTIONS') return answerPreflight(request, reply);
    if (request.is404) throw errors.unknownApi();
  });
  addAuthentication(app, deps.accounts);
  addRateLimits(app, deps);
  addAuditLog(app, deps.accounts.auditLog);
  addBodyParsers(app, pace);

  const routes: readonly Route[] = [
    ...uploadRoutes({ ...deps, urls, limits: settings.upload, pace }),
    listFiles({ ...deps, urls }),
    fileDetails({ ...deps, urls }),
    fileMetadata(deps),
    urlMetadata(deps),
    deleteFile(deps),
    updateFile({ ...deps, urls }),
    deleteFiles(deps),
    copyFile(deps, 'POST'),
    copyFile(deps, 'PUT'),
    moveFile(deps, 'POST'),
    moveFile(deps, 'PUT'),
    renameFile(deps, 'PUT'),
    renameFile(deps, 'POST'),
    ...editTagsRoutes(deps),
    listVersions({ ...deps, urls }),
    versionDetails({ ...deps, urls }),
    deleteVersion(deps),
    restoreVersion({ ...deps, urls }),
    createField(deps),
    listFields(deps),
    updateField(deps),
    deleteField(deps),
    createFolder(deps),
    deleteFolder(deps),
    copyFolder(deps, 'POST'),
    copyFolder(deps, 'PUT'),
    moveFolder(deps, 'POST'),
    moveFolder(deps, 'PUT'),
    renameFolder(deps),
    bulkJobStatus({ ...deps, helpText: settings.helpText }),
    listDeliveries(deps),
    replayDelivery(deps),
    getSettings(deps),
    changeSettings(deps),
    listKeys(deps),
    createKey(deps),
    changeKey(deps),
    rollKey(deps),
    revokeKey(deps),
    listAuditLog(deps),
    purgeCache({ ...deps, mediaBase: urls.url('') }),
    purgeStatus(deps),
    ...namedTransformationRoutes(deps),
    ...savedExtensionRoutes(deps),
    ...originRoutes(deps),
    ...urlEndpointRoutes(deps),
    ...webhookRoutes(deps),
    aiFilterSearch(deps),
    usageTotals(deps.accounts),
    usageAnalytics({ ...deps.accounts, urls, clock: deps.clock }),
    explainUrl(deps),
    dummyTest(),
    health(),
    readiness(deps.ready),
  ];
  for (const route of withOpenApi(routes, settings.publicUrl)) addRoute(app, route);
  addReferencePage(app, settings.publicUrl);

  await app.ready();
  return { handler: (request, response) => app.routing(request, response), close: () => app.close() };
}

/** Before any body is read: a request with a bad key is refused at once. */
function addAuthentication(app: FastifyInstance, accounts: Pick<Accounts, 'byPrivateKey'>): void {
  app.decorateRequest('keyPair', undefined);
  app.addHook('onRequest', async (request) => {
    const { access = 'public', admitsSignedForms } = request.routeOptions.config;
    const { authorization, 'content-type': contentType = '' } = request.headers;
    if (access === 'public') return;
    const mayBeSigned = admitsSignedForms && authorization === undefined;
    if (mayBeSigned && isForm(contentType)) return;
    request.keyPair = await authenticate(authorization, access, accounts);
  });
}
