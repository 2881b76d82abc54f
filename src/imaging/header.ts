/** What imaging has to know of a source before its pixels. */
import type { Metadata } from 'sharp';
import type { Operation, Plan, Size } from '../transformation/index.ts';

/** Sizes and pages as libvips tells them; `autoOrient` is the size once the EXIF orientation is applied. */
export type Header = Pick<
  Metadata,
  | 'format'
  | 'width'
  | 'height'
  | 'autoOrient'
  | 'space'
  | 'depth'
  | 'hasAlpha'
  | 'hasProfile'
  | 'pages'
  | 'delay'
  | 'loop'
>;

/** What works on the pixels whatever channels they have. */
const BLIND: ReadonlySet<Operation['op']> = new Set([
  'flip',
  'grayscale',
  'contrast',
  'blur',
  'sharpen',
  'unsharpMask',
]);

/**
 * The header of a JPEG whose size is known since its upload, where nothing else of it counts for the plan: then it need
 * not be read once more before each render, which costs a small one a twentieth of its time. Undefined where it counts.
 *
 * @param size with the EXIF orientation applied; 0 x 0 when unknown
 */
export function knownHeader(mime: string, size: Size, plan: Plan): Header | undefined {
  const { keepMetadata, keepColorProfile } = plan.output;
  const isKnown = mime === 'image/jpeg' && size.width > 0 && size.height > 0;
  if (!isKnown || plan.page !== undefined || keepMetadata || keepColorProfile) return undefined;
  if (!plan.steps.every(({ operations }) => operations.every(isBlind))) return undefined;
  // Gray ones and those with a profile are not told apart: nothing of the plan asks.
  return {
    format: 'jpeg',
    ...size,
    autoOrient: size,
    space: 'srgb',
    depth: 'uchar',
    hasAlpha: false,
    hasProfile: false,
  };
}

/** A colour drawn on a gray image needs channels that it has not. */
function isBlind(operation: Operation): boolean {
  return operation.op === 'frame' ? operation.canvas === undefined : BLIND.has(operation.op);
}
