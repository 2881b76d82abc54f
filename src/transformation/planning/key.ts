/** The text by which renditions know a plan. */
import type { Operation, Output, Plan } from '../plan.ts';

/**
 * Equal for plans that give the same bytes from the same file, whatever URL and headers they come from. Step borders do
 * not count, nor does what the encoder does not look at.
 */
export function planKey(plan: Pick<Plan, 'animated' | 'page' | 'steps' | 'output'>): string {
  const operations = plan.steps.flatMap((step) => step.operations);
  return JSON.stringify([plan.animated, plan.page ?? 1, operations.map(sorted), encoding(plan.output)]);
}

function encoding(output: Output): readonly unknown[] {
  const lossless =
    output.lossless || output.format === 'gif' || (output.format === 'png' && !output.pngPalette);
  return [
    output.format,
    lossless ? 'lossless' : output.quality,
    output.progressive,
    output.keepMetadata,
    output.keepColorProfile,
    output.pngPalette,
    ...(output.density === undefined ? [] : [output.density]),
  ];
}

/** The same members in the same order, however the operation was put together; undefined ones are left out. */
function sorted(value: Operation | unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
