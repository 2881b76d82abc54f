/** From the texts of a URL to a plan for the version it names. */

import type { StoredVersion } from '../library/index.ts';
import {
  chain,
  expandNamed,
  isOnlyNamed,
  type Plan,
  parse,
  plan,
  requirements,
  type SourceFacts,
  type Transformation,
} from '../transformation/index.ts';
import type { TransformationText } from './address.ts';
import { errors } from './errors.ts';
import { imageFormat } from './media-type.ts';
import type { Client } from './negotiation.ts';
import type { DeliverySettings } from './settings.ts';

export type ReadTransformation = {
  readonly transformation: Transformation;
  /** Whether there is nothing in it but named transformations that the account made itself. */
  readonly onlyNamed: boolean;
  /** The file to deliver when the one of the URL is missing (`di`). */
  readonly defaultImage: string | undefined;
};

const NOTHING: ReadTransformation = Object.freeze({
  transformation: { steps: [] },
  onlyNamed: false,
  defaultImage: undefined,
});

/**
 * Reads the texts of a URL as one chain, with its named transformations put in.
 *
 * @throws the language's errors, all of them 400
 */
export function readTransformation(texts: readonly TransformationText[]): ReadTransformation {
  if (texts.length === 0) return NOTHING;
  const written = chain(...texts.map(({ text, form }) => parse(text, { form })));
  const needed = requirements(written);
  return {
    transformation: expandNamed(written, noNames),
    onlyNamed: isOnlyNamed(written) && needed.builtInNamed.length === 0,
    defaultImage: needed.defaultImage,
  };
}

/** Accounts cannot store named transformations yet. */
function noNames(): undefined {
  return undefined;
}

/**
 * The plan for a version; `original` when its stored bytes are the answer. An image that cannot be taken in is
 * delivered as it is unless something was asked of it.
 *
 * @throws the language's errors; errors.unreadable, errors.imageTooLarge
 */
export function planFor(
  transformation: Transformation,
  version: StoredVersion,
  client: Client,
  settings: DeliverySettings,
): Plan {
  const planned = plan(transformation, factsOf(version), { ...client, settings });
  if (planned.original) return planned;
  const refusal = refusalOf(version, settings);
  if (refusal === undefined) return planned;
  if (planned.asked) throw refusal;
  return { ...planned, original: true };
}

function refusalOf({ width, height, size, mime }: StoredVersion, { maxImageBytes }: DeliverySettings) {
  if (size > maxImageBytes) return errors.imageTooLarge(maxImageBytes);
  // Ingest has tried: what it could not measure cannot be decoded either. An SVG has a size only when it is drawn.
  if ((width === null || height === null) && mime !== 'image/svg+xml') return errors.unreadable(mime);
  return undefined;
}

function factsOf(version: StoredVersion): SourceFacts {
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

/** The size once its EXIF orientation is applied: 5 to 8 lie on their side. */
function upright({ width, height, orientation }: StoredVersion): { width: number; height: number } {
  const size = { width: width ?? 1, height: height ?? 1 };
  return (orientation ?? 1) >= 5 ? { width: size.height, height: size.width } : size;
}
