/** What may be asked for without a signature, where the owner restricts it (delivery.md 11.1 and 11.2). */
import type { StoredVersion } from '../library/index.ts';
import type { Settings } from '../settings/index.ts';
import { costsUnits, isOnlyNamed, type Transformation } from '../transformation/index.ts';
import { errors } from './errors.ts';

export type Restrictions = Pick<Settings, 'restrictUnsignedImages' | 'restrictUnnamedTransformations'>;

type Asked = {
  /** As it was written, and with its named transformations put in. */
  readonly written: Transformation;
  readonly transformation: Transformation;
};

/**
 * Of an unsigned request. Undefined where nothing is restricted, so that nothing is asked of it.
 * @returns throws errors.unnamed, errors.unsigned
 */
export function createRestriction({
  restrictUnsignedImages,
  restrictUnnamedTransformations,
}: Restrictions): ((asked: Asked, version: StoredVersion) => void) | undefined {
  const needsSignature = NEEDS_SIGNATURE[restrictUnsignedImages];
  if (needsSignature === undefined && !restrictUnnamedTransformations) return undefined;
  return (asked, { mime }) => {
    const { written } = asked;
    if (restrictUnnamedTransformations && written.steps.length > 0 && !isOnlyNamed(written))
      throw errors.unnamed().with({ phrase: 'Bad Image Transformation Request' });
    if (mime.startsWith('image/') && needsSignature?.(asked)) throw errors.unsigned();
  };
}

/** Named transformations do not lift any of them (delivery.md 11.1). */
const NEEDS_SIGNATURE: Readonly<
  Record<Settings['restrictUnsignedImages'], ((asked: Asked) => boolean) | undefined>
> = {
  off: undefined,
  ai: ({ transformation }) => costsUnits(transformation),
  transformations: ({ written }) => written.steps.length > 0,
  all: () => true,
};
