/** `transformation.pre`: what is stored is not what was sent, but what was made of it (rest-api.md 2.3). */
import { HalftoneError, randomToken } from '../../kernel/index.ts';
import { type Library, type PostTransform, uniqueName } from '../../library/index.ts';
import { sniff } from '../../metadata/index.ts';
import type { Staged } from '../../storage/index.ts';
import type { Transformation } from '../../transformation/index.ts';
import type { UploadParams } from './params.ts';
import { applicable, checkApplies, kindOf, type UploadTransformation } from './transformation.ts';
import { preTransformFailed } from './upload-events.ts';

/**
 * Sealed staged bytes of an image, transformed: others, also sealed, or the same where nothing is to be done. Those
 * that were given are gone when others are answered. Nobody negotiates: `f-auto` is the format of the file.
 * Errors: those of delivery and of the language, 400; overload, 503. The given bytes stay.
 */
export type PreTransform = (upload: {
  readonly staged: Staged;
  /** SHA-256 of the bytes. */
  readonly hash: string;
  readonly mime: string;
  /** Without named transformations. */
  readonly transformation: Transformation;
  /** `x,y,width,height` */
  readonly customCoordinates: string | undefined;
  readonly signal: AbortSignal;
}) => Promise<Staged>;

type Deps = {
  readonly library: Pick<Library, 'announce'>;
  readonly preTransform: PreTransform;
};

export type Upload = {
  readonly staged: Staged;
  readonly hash: string;
  readonly params: UploadParams;
  readonly transformation: UploadTransformation;
  /** Whether the client did not ask for it, but the account does of every upload. */
  readonly isDefault: boolean;
  readonly requestId: string;
  readonly signal: AbortSignal;
};

/** The bytes that are to be stored, and what is to be made of them then. */
export type ToStore = { readonly staged: Staged; readonly post: readonly PostTransform[] };

/**
 * What is to be stored; undefined where a video would have to be transformed first. Of that one an event
 * tells: nothing here can transform videos, and nothing is stored of an upload that wanted something else.
 * Errors: `notTransformable`, `incompatiblePost`; those of `PreTransform`.
 */
export async function transformBeforeStoring(upload: Upload, deps: Deps): Promise<ToStore | undefined> {
  const { staged, hash, params, transformation, signal } = upload;
  const { fileName, customCoordinates } = params.ingest;
  const { mime } = await sniff(staged.head, fileName);
  const { pre, post } = transformation;
  // Nobody who says nothing of it may lose a file to what images are to get: not a text, a video, or a broken image.
  if (upload.isDefault && kindOf(mime) !== 'image') return { staged, post: applicable(post, mime) };
  if (!upload.isDefault) checkApplies(transformation, mime);
  if (pre === undefined) return { staged, post: applicable(post, mime) };
  if (kindOf(mime) === 'video') {
    await deps.library.announce(preTransformFailed(nameFailed(upload, pre.text), 'encoding_failed'));
    return undefined;
  }
  const image = { staged, hash, mime, transformation: pre.parsed, customCoordinates, signal };
  const transformed = await deps.preTransform(image).catch((error: unknown) => {
    if (upload.isDefault && isUndecodable(error)) return staged;
    throw error;
  });
  try {
    const made = await sniff(transformed.head, fileName);
    if (!upload.isDefault) checkApplies(transformation, made.mime);
    return { staged: transformed, post: applicable(post, made.mime) };
  } catch (error) {
    await transformed.discard();
    throw error;
  }
}

/** Whether it is the image that cannot be read: corrupt, or of a format without a decoder (delivery.md, section 5). */
function isUndecodable(error: unknown): boolean {
  return error instanceof HalftoneError && error.code === 'EFORMAT';
}

/** The name that the file would have had. */
function nameFailed({ params, requestId }: Upload, text: string) {
  const { fileName, folder, useUniqueFileName } = params.ingest;
  const name = useUniqueFileName ? uniqueName(fileName, randomToken(9)) : fileName;
  return { requestId, text, name, path: `${folder === '/' ? '' : folder}/${name}` };
}
