/** A better order of the same operations. */
import type { Frame, Operation, Rotate, Size } from '../../transformation/index.ts';

/**
 * Mirroring, turning by right angles, graying and fading give the same picture before and after scaling. Scaled first,
 * the size wanted reaches the decoder, which may then skip most of the work.
 */
export function scaledFirst(operations: readonly Operation[]): readonly Operation[] {
  const ordered: Operation[] = [];
  for (const operation of operations) {
    const { resize, ...rest } = operation.op === 'frame' ? operation : NO_FRAME;
    const before = resize ? ordered.splice(ordered.findLastIndex((other) => !commutes(other)) + 1) : [];
    ordered.push(...(resize && before.length > 0 ? scaledBefore(before, resize, rest) : [operation]));
  }
  return ordered;
}

const NO_FRAME: Frame = { op: 'frame' };

function commutes(operation: Operation): boolean {
  return (
    ['flip', 'grayscale', 'opacity'].includes(operation.op) ||
    (operation.op === 'rotate' && operation.degrees % 90 === 0)
  );
}

function scaledBefore(operations: readonly Operation[], wanted: Size, rest: Frame): readonly Operation[] {
  // Backwards: the size that is wanted, as it is before each turn.
  let size = wanted;
  const scaled = operations.toReversed().map((operation) => {
    if (operation.op !== 'rotate') return operation;
    const rotate: Rotate = { ...operation, size };
    if (operation.degrees % 180 !== 0) size = { width: size.height, height: size.width };
    return rotate;
  });
  return [{ op: 'frame', resize: size }, ...scaled.toReversed(), ...(rest.crop || rest.canvas ? [rest] : [])];
}
