/** Everything inside a transformation, however deep. */
import type { Layer, ParsedParameter, ParsedStep, Transformation } from './transformation.ts';

/** All steps, those of branches and layers included. */
export function stepsOf({ steps }: Transformation): readonly ParsedStep[] {
  return steps.flatMap((step): readonly ParsedStep[] =>
    step.kind === 'conditional'
      ? [step, ...stepsOf(step.whenTrue), ...stepsOf(step.whenFalse)]
      : [step, ...step.layers.flatMap(({ body }) => stepsOf(body))],
  );
}

/** All layers with their depth, 1 for those on the image itself. */
export function layersOf(
  { steps }: Transformation,
  depth = 1,
): readonly (Layer & { readonly depth: number })[] {
  return steps.flatMap((step): readonly (Layer & { readonly depth: number })[] =>
    step.kind === 'conditional'
      ? [...layersOf(step.whenTrue, depth), ...layersOf(step.whenFalse, depth)]
      : step.layers.flatMap((layer) => [{ ...layer, depth }, ...layersOf(layer.body, depth + 1)]),
  );
}

/** All parameters, those that place layers included. */
export function parametersOf(transformation: Transformation): readonly ParsedParameter[] {
  return [
    ...stepsOf(transformation).flatMap((step) => (step.kind === 'items' ? step.parameters : [])),
    ...layersOf(transformation).flatMap(({ placement }) => placement),
  ];
}
