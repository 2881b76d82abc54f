/** Parameters of a step in the order of the registry: what is written in another order means the same. */
import { parameterOf, parameterOrder } from '../parameters/index.ts';
import type { ParsedParameter } from './transformation.ts';

export function orderParameters(parameters: Iterable<ParsedParameter>): readonly ParsedParameter[] {
  return [...parameters].sort(
    (left, right) => (parameterOrder.get(left.key) ?? 0) - (parameterOrder.get(right.key) ?? 0),
  );
}

/** Whether the value says the same as leaving the parameter out. */
export function isAbsent({ key, value }: ParsedParameter): boolean {
  return value === undefined || value === parameterOf(key).absent;
}
