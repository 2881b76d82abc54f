/** How many pixels a plan may take in and produce (spec 6.12). */
import type { Operation, PlanRequest, Size, SourceFacts } from '../plan.ts';
import type { WalkedStep } from './walk.ts';

/**
 * Ours: five minutes at 16 frames a second. However small a frame is, it costs a fraction of a millisecond in every step,
 * and a file can claim as many as it has dozens of bytes.
 */
const MAX_FRAMES = 5_000;

/**
 * Ours: how often all steps together may produce as much as one may. A short URL can enlarge again what it has made small,
 * and would keep a worker busy until its time is up.
 */
const MAX_FULL_STEPS = 5;

/**
 * The first image on the way that has more frames, or more pixels over all frames, than may be taken in or produced, or
 * all images together; and the limit, in words. Sizes that only the pixels decide are imaging's to check.
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
  let total = 0;
  for (const { asked, state } of steps) {
    const sizes = asked.flatMap(({ operation }) => sizesOf(operation));
    if (state.exact) sizes.push(state.size);
    total += Math.max(0, ...sizes.map(({ width, height }) => width * height * frames));
    const size = sizes.find(tooLarge);
    if (size) return [`A step of ${describe(size)}`, megapixels];
  }
  const most = maxMegapixels * MAX_FULL_STEPS;
  return total > most * 1e6 ? ['The work of all steps together', `${most} megapixels`] : undefined;
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
