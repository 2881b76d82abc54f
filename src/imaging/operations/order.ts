/** A better order of the same operations. */
import type { Frame, Operation, Rotate, Size } from '../../transformation/index.ts';

/**
 * Mirroring and turning by right angles give the same picture before and after scaling. Scaled first, the size wanted
 * reaches the decoder, which may then skip most of the work.
 */
export function scaledFirst(operations: readonly Operation[]): readonly Operation[] {
  const ordered: Operation[] = [];
  for (const operation of operations) {
    const turns = operation.op === 'frame' && operation.resize ? ordered.splice(firstTurn(ordered)) : [];
    ordered.push(...(turns.length > 0 ? scaledBefore(turns, operation as Frame) : [operation]));
  }
  return ordered;
}

/** Where the turns at the end of a list begin. */
function firstTurn(operations: readonly Operation[]): number {
  return operations.findLastIndex((operation) => !isTurn(operation)) + 1;
}

function isTurn(operation: Operation): boolean {
  return operation.op === 'flip' || (operation.op === 'rotate' && operation.degrees % 90 === 0);
}

function scaledBefore(turns: readonly Operation[], { resize, crop, canvas }: Frame): readonly Operation[] {
  // Backwards: the size that is wanted, as it is before each turn.
  let size = resize as Size;
  const turned = turns.toReversed().map((turn) => {
    if (turn.op !== 'rotate') return turn;
    const rotate: Rotate = { ...turn, size };
    if (turn.degrees % 180 !== 0) size = { width: size.height, height: size.width };
    return rotate;
  });
  return [
    { op: 'frame', resize: size },
    ...turned.toReversed(),
    ...(crop || canvas ? [{ op: 'frame', crop, canvas } as const] : []),
  ];
}
