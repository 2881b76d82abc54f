/** An image, transformed before it is stored: by the plan that its URL would get, in the format that it has. */
import { HalftoneError } from '../kernel/index.ts';
import type { Facts } from '../metadata/index.ts';
import type { Renditions } from '../renditions/index.ts';
import type { BlobStore, Staged } from '../storage/index.ts';
import type { Plan, Transformation } from '../transformation/index.ts';
import { errors } from './errors.ts';
import { type DeliveryPlanRequest, type PlannedFile, planFor, renditionSource } from './planning.ts';
import type { DeliverySettings } from './settings.ts';

export type PreTransformDeps = {
  readonly store: Pick<BlobStore, 'stage'>;
  readonly renditions: Pick<Renditions, 'makeOnce'>;
  /** Facts of an image, found out by a child process. */
  readonly inspect: (path: string, mime: string) => Promise<Facts>;
  readonly settings: DeliverySettings;
};

type Unstored = {
  /** Sealed. */
  readonly staged: Staged;
  /** SHA-256 of the bytes. */
  readonly hash: string;
  readonly mime: string;
  /** Without named transformations. */
  readonly transformation: Transformation;
  readonly customCoordinates: string | undefined;
  readonly signal: AbortSignal;
};

/**
 * Other sealed bytes, and those that were given are gone; or the same ones, where nothing is to be done: an SVG stays
 * as it is, like its URL. On a failure the given bytes stay.
 *
 * @throws as `planFor`, errors.unreadable, and as `Renditions.get`
 */
export function createPreTransform(deps: PreTransformDeps): (upload: Unstored) => Promise<Staged> {
  return async (upload) => {
    const { staged, hash, mime, signal } = upload;
    const file = await describe(deps, upload);
    const plan = planFor(upload.transformation, file, requestOf(mime, deps.settings));
    if (plan.original || !plan.asked) return staged;
    const made = await make(deps, plan, file, { path: staged.path, hash, signal });
    await staged.discard();
    return made;
  };
}

async function make(
  { store, renditions }: PreTransformDeps,
  plan: Plan,
  file: PlannedFile,
  { path, hash, signal }: { readonly path: string; readonly hash: string; readonly signal: AbortSignal },
): Promise<Staged> {
  const source = { path, hash, ...renditionSource(file) };
  return renditions.makeOnce({ plan, source, signal }, async (bytes) => {
    const made = await store.stage();
    try {
      for await (const chunk of bytes) await made.write(chunk);
      await made.seal();
      return made;
    } catch (error) {
      await made.discard();
      throw error;
    }
  });
}

async function describe(
  { inspect }: PreTransformDeps,
  { staged, mime, customCoordinates }: Unstored,
): Promise<PlannedFile> {
  const facts = await inspect(staged.path, mime).catch((error: unknown) => {
    // What brings its reader down cannot be read; only a server that cannot at the moment has to say so.
    if (error instanceof HalftoneError && error.status !== 503) throw errors.unreadable(mime).because(error);
    throw error;
  });
  const { width, height, orientation, hasAlpha, pages } = facts;
  const known = { width, height, orientation, hasAlpha, pages };
  return { mime, size: staged.size, ...known, customCoordinates: customCoordinates ?? null };
}

/** Nobody is there to negotiate with but the file itself: it takes what it is. */
function requestOf(mime: string, settings: DeliverySettings): DeliveryPlanRequest {
  const avif = mime === 'image/avif';
  return {
    accepts: { webp: mime === 'image/webp', avif },
    hints: { saveData: false },
    settings: { ...settings, defaultFormat: 'original', autoAvif: avif },
  };
}
