/** `checks` of an upload: an expression that has to be true of it, or nothing is kept (rest-api.md 2.3). */
import type { Clock } from '../../kernel/index.ts';
import type {
  CustomField,
  CustomMetadata,
  IngestRequest,
  Library,
  UploadCheck,
} from '../../library/index.ts';
import { type CheckFacts, evaluateChecks, parseChecks } from '../../search/index.ts';
import type { UploadParams } from './params.ts';

type Deps = { readonly library: Pick<Library, 'customFields'>; readonly clock: Clock };

/** Undefined where nothing is to be checked. Errors: 400 for an expression that cannot be read. */
export async function uploadCheck(
  { checks, ingest, webhookUrl }: UploadParams,
  { library, clock }: Deps,
): Promise<UploadCheck | undefined> {
  if (checks === undefined) return undefined;
  const fields = await library.customFields.active();
  const parsed = parseChecks(
    checks,
    fields.map(({ id, name, schema }) => ({ id, name, type: schema.type, isDeleted: false })),
    clock(),
  );
  return (upload) =>
    evaluateChecks(parsed, {
      ...requestFacts(ingest),
      'request.webhookUrl': webhookUrl,
      'file.size': upload.size,
      'file.mime': upload.mime,
      'mediaMetadata.width': upload.width,
      'mediaMetadata.height': upload.height,
      'mediaMetadata.duration': upload.duration === null ? null : upload.duration / 1000,
      'mediaMetadata.bitRate': upload.bitRate,
      'mediaMetadata.videoCodec': upload.videoCodec,
      'mediaMetadata.audioCodec': upload.audioCodec,
      customMetadata: customFacts(fields, upload.customMetadata),
    });
}

function requestFacts(request: IngestRequest): CheckFacts {
  return {
    'request.fileName': request.fileName,
    'request.folder': request.folder,
    'request.customCoordinates': request.customCoordinates,
    'request.tags': request.tags,
    'request.useUniqueFileName': request.useUniqueFileName,
    'request.isPrivateFile': request.isPrivateFile,
    'request.isPublished': request.isPublished,
    'request.overwriteFile': request.overwriteFile,
    'request.overwriteTags': request.overwriteTags,
    'request.overwriteAITags': request.overwriteAITags,
    'request.overwriteCustomMetadata': request.overwriteCustomMetadata,
  };
}

/** Dates are compared as times. */
function customFacts(fields: readonly CustomField[], values: CustomMetadata): CheckFacts['customMetadata'] {
  const dates = new Set(fields.filter(({ schema }) => schema.type === 'Date').map(({ name }) => name));
  const facts = Object.entries(values).map(([name, value]) => [
    name,
    dates.has(name) ? Date.parse(String(value)) : value,
  ]);
  return Object.fromEntries(facts);
}
