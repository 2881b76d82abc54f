/** From the texts of a URL to a plan for the version it names. */

import type { StoredVersion } from '../library/index.ts';
import {
  chain,
  expandNamed,
  isOnlyNamed,
  LIMITS,
  type NamedLookup,
  type Plan,
  type PlanRequest,
  parse,
  plan,
  requirements,
  type SourceFacts,
  type Transformation,
  transformationErrors,
} from '../transformation/index.ts';
import type { TransformationText } from './address.ts';
import { errors } from './errors.ts';
import { imageFormat } from './media-type.ts';
import type { DeliverySettings } from './settings.ts';

export type ReadTransformation = {
  readonly written: Transformation;
  /** The named transformations of the account that are in it. */
  readonly named: readonly string[];
  /** Whether there is nothing in it but named transformations that the account made itself. */
  readonly onlyNamed: boolean;
};

const NOTHING: ReadTransformation = Object.freeze({ written: { steps: [] }, named: [], onlyNamed: false });

/**
 * Reads the texts of a URL as one chain.
 *
 * @throws the language's errors, all of them 400
 */
export function readTransformation(texts: readonly TransformationText[]): ReadTransformation {
  if (texts.length === 0) return NOTHING;
  checkTotal(texts);
  const written = chain(...texts.map(({ text, form }) => parse(text, { form })));
  const needed = requirements(written);
  return {
    written,
    named: needed.named,
    onlyNamed: isOnlyNamed(written) && needed.builtInNamed.length === 0,
  };
}

/** A URL may not say in many short texts what it may not say in one: they are refused before any of them is read. */
function checkTotal(texts: readonly TransformationText[]): void {
  if (texts.length > LIMITS.steps) throw transformationErrors.tooComplex('steps', LIMITS.steps);
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  if (characters > LIMITS.characters) throw transformationErrors.tooComplex('characters', LIMITS.characters);
}

export type ExpandedTransformation = {
  readonly transformation: Transformation;
  /** The file to deliver when the one of the URL is missing (`di`). */
  readonly defaultImage: string | undefined;
};

/**
 * Puts the named transformations in.
 *
 * @throws the language's errors, all of them 400: for a name that is unknown or switched off as well
 */
export function expandTransformation(
  { written }: ReadTransformation,
  lookup: NamedLookup,
): ExpandedTransformation {
  const transformation = expandNamed(written, lookup);
  return { transformation, defaultImage: requirements(transformation).defaultImage };
}

/** What a plan has to know of a file, stored or not. */
export type PlannedFile = Pick<
  StoredVersion,
  'mime' | 'size' | 'width' | 'height' | 'orientation' | 'hasAlpha' | 'pages' | 'customCoordinates'
>;

/** What the request and the settings add to the URL. */
export type DeliveryPlanRequest = PlanRequest & { readonly settings: DeliverySettings };

/**
 * The plan for a version; `original` when its stored bytes are the answer. An image that cannot be taken in is
 * delivered as it is unless something was asked of it.
 *
 * @throws the language's errors; errors.noDecoder, errors.unreadable, errors.imageTooLarge
 */
export function planFor(
  transformation: Transformation,
  version: PlannedFile,
  request: DeliveryPlanRequest,
): Plan {
  const planned = plan(transformation, factsOf(version), request);
  if (planned.original) return checkAnswerable(planned, version);
  const refusal = refusalOf(version, request.settings);
  if (refusal === undefined) return planned;
  if (planned.asked) throw refusal;
  return { ...planned, original: true };
}

/** What is asked of a stylesheet or a film has no effect; of an image that no decoder opens it must not seem to have one. */
function checkAnswerable(planned: Plan, { mime }: PlannedFile): Plan {
  const isRefused = planned.originalBecause === 'not-an-image' && planned.asked && mime.startsWith('image/');
  if (isRefused) throw errors.noDecoder(mime);
  return planned;
}

function refusalOf({ width, height, size, mime }: PlannedFile, { maxImageBytes }: DeliverySettings) {
  if (size > maxImageBytes) return errors.imageTooLarge(maxImageBytes);
  // Ingest has tried: what it could not measure cannot be decoded either. An SVG has a size only when it is drawn.
  if ((width === null || height === null) && mime !== 'image/svg+xml') return errors.unreadable(mime);
  return undefined;
}

export function factsOf(version: PlannedFile): SourceFacts {
  const { width, height } = upright(version);
  return {
    width,
    height,
    hasAlpha: version.hasAlpha,
    format: imageFormat(version.mime) ?? version.mime,
    pages: version.pages,
    customCoordinates: version.customCoordinates ?? undefined,
  };
}

/** A version as a source of renditions. */
export function renditionSource(version: PlannedFile) {
  const isKnown = version.width !== null && version.height !== null;
  const size = isKnown ? upright(version) : { width: 0, height: 0 };
  return { mime: version.mime, pages: version.pages, ...size };
}

/** The size once its EXIF orientation is applied: 5 to 8 lie on their side. */
function upright({ width, height, orientation }: PlannedFile): { width: number; height: number } {
  const size = { width: width ?? 1, height: height ?? 1 };
  return (orientation ?? 1) >= 5 ? { width: size.height, height: size.width } : size;
}
