/** How many pixels a plan may take in and produce (spec 6.12). */
import type { Operation, PlanRequest, Size, SourceFacts } from '../plan.ts';
import type { WalkedStep } from './walk.ts';

/**
 * Ours: five minutes at 16 frames a second. However small a frame is, it costs a fraction of a millisecond in every step,
 * and a file can claim as many as it has dozens of bytes.
 */
const MAX_FRAMES = 5_000;

/**
 * The first image on the way that has more frames, or more pixels over all frames, than may be taken in or produced, and
 * the limit, in words. Sizes that only the pixels decide are imaging's to check.
 */
export function firstTooLarge(
  steps: readonly WalkedStep[],
  facts: SourceFacts,
  frames: number,
  { maxMegapixels }: Pick<PlanRequest['settings'], 'maxMegapixels'>,
): readonly [what: string, limit: string] | undefined {
  const tooLarge = ({ width, height }: Size) => !(width * height * frames <= maxMegapixels * 1e6);
  const describe = ({ width, height }: Size) =>
    `${width}x${height}${frames > 1 ? ` with ${frames} frames` : ''}`;
  const megapixels = `${maxMegapixels} megapixels`;
  if (frames > MAX_FRAMES) return [`The image of ${describe(facts)}`, `${MAX_FRAMES} frames`];
  if (facts.format !== 'svg' && tooLarge(facts)) return [`The image of ${describe(facts)}`, megapixels];
  for (const { asked, state } of steps) {
    const sizes = asked.flatMap(({ operation }) => sizesOf(operation));
    const size = [...sizes, ...(state.exact ? [state.size] : [])].find(tooLarge);
    if (size) return [`A step of ${describe(size)}`, megapixels];
  }
  return undefined;
}

/** All sizes an operation goes through, those of layers within it included. */
function sizesOf(operation: Operation): readonly Size[] {
  switch (operation.op) {
    case 'frame':
      return operation.resize ? [operation.resize] : [];
    case 'focus':
      return [operation.resize, operation.size].filter((size) => size !== undefined);
    case 'layer':
      return [
        ...(operation.source.kind === 'block' ? [operation.source.size] : []),
        ...operation.operations.flatMap(sizesOf),
        ...(operation.size ? [operation.size] : []),
      ];
    default:
      return 'size' in operation ? [operation.size] : [];
  }
}
