/** What follows a step whose size only the pixels can tell: kept as text, planned when the size is there. */

import { parameterOf } from '../parameters/index.ts';
import type { Deferred } from '../plan.ts';
import { canonical, type ParsedStep, requirements } from '../syntax/index.ts';
import type { Asked, Context, State } from './state.ts';

/** None when nothing that follows concerns the pixels. */
export function deferredOf(
  steps: readonly ParsedStep[],
  { hasAlpha }: State,
  context: Context,
): readonly Asked[] {
  const following = { steps: steps.map(onlyPixels) };
  const rest = canonical(following);
  if (rest === '') return [];
  const { hints: read, layerAssets } = requirements(following);
  const { source, base, hints } = context;
  const operation: Deferred = {
    op: 'deferred',
    rest,
    source: source && { width: source.width, height: source.height, format: source.format },
    hasAlpha,
    hints: {
      ...(read.includes('dpr') && { dpr: hints.dpr }),
      ...(read.includes('width') && { width: hints.width }),
    },
    ...(base && { base }),
    ...(layerAssets.length > 0 && {
      layers: Object.fromEntries(
        layerAssets.flatMap((path) => {
          const facts = context.layers[path];
          return facts ? [[path, facts]] : [];
        }),
      ),
    }),
  };
  return [{ operation, item: rest }];
}

/** Without what chooses the source or the output: it is decided already, and equal plans have equal keys. */
function onlyPixels(step: ParsedStep): ParsedStep {
  if (step.kind === 'conditional')
    return {
      ...step,
      whenTrue: { steps: step.whenTrue.steps.map(onlyPixels) },
      whenFalse: { steps: step.whenFalse.steps.map(onlyPixels) },
    };
  const parameters = step.parameters.filter(({ key }) => !DECIDED.has(parameterOf(key).family));
  return { ...step, parameters };
}

const DECIDED: ReadonlySet<string> = new Set(['output', 'source', 'video']);
