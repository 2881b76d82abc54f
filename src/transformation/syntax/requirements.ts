/** What a transformation needs besides its image, for the caller to find before it asks for a plan. */
import { errors } from '../errors.ts';
import { parameters } from '../parameters/index.ts';
import { layerInput } from './layers.ts';
import { LIMITS } from './limits.ts';
import { isBuiltInName } from './named.ts';
import type { Transformation } from './transformation.ts';
import { layersOf, parametersOf } from './walk.ts';

export type Requirements = {
  /** Named transformations of the account to look up, for `expandNamed`. */
  readonly named: readonly string[];
  /** Those every account has; on a private file they need a signature. */
  readonly builtInNamed: readonly string[];
  /** Paths of the files of layers, slashes real, as given (not yet NFC). */
  readonly layerAssets: readonly string[];
  /** Font files of text layers; built-in fonts are not among them. */
  readonly fonts: readonly string[];
  /** The file to serve when the one asked for is missing (`di`): the last one wins. */
  readonly defaultImage: string | undefined;
  /** Client hints that may decide: `w-auto` reads the width, `dpr-auto` the density. */
  readonly hints: readonly ('width' | 'dpr')[];
};

export function requirements(transformation: Transformation): Requirements {
  const named = new Set<string>();
  const layerAssets = new Set<string>();
  const fonts = new Set<string>();
  const hints = new Set<'width' | 'dpr'>();
  let defaultImage: string | undefined;
  for (const parameter of parametersOf(transformation)) {
    if (parameter.key === 'n') named.add(parameter.value);
    else if (parameter.key === 'ff' && FONT_FILE.test(parameter.value ?? '')) fonts.add(parameter.value);
    else if (parameter.key === 'di') defaultImage = parameter.value ?? defaultImage;
    else if (parameter.key === 'w' && parameter.value === 'auto') hints.add('width');
    else if (parameter.key === 'dpr' && parameter.value === 'auto') hints.add('dpr');
  }
  for (const layer of layersOf(transformation)) {
    const input = layerInput(layer);
    if (input?.kind === 'file') layerAssets.add(input.path);
  }
  return {
    named: [...named].filter((name) => !isBuiltInName(name)),
    builtInNamed: [...named].filter(isBuiltInName),
    layerAssets: [...layerAssets],
    fonts: [...fonts],
    defaultImage,
    hints: [...hints],
  };
}

/** Whether a step needs a model or a provider: those cost extension units (delivery.md 11.1). */
export function costsUnits(transformation: Transformation): boolean {
  return parametersOf(transformation).some(
    (parameter) =>
      parameters[parameter.key].family === 'ai' ||
      (parameter.key === 'bg' && parameter.value?.kind === 'genfill'),
  );
}

const FONT_FILE = /\.(?:ttf|otf|woff2?)$/i;

/** Several transformations one after the other: that of the path, then those of the query in order. */
export function chain(...transformations: readonly Transformation[]): Transformation {
  const steps = transformations.flatMap((transformation) => transformation.steps);
  if (steps.length > LIMITS.steps) throw errors.tooComplex('steps', LIMITS.steps);
  return { steps };
}

/** Whether `orig-true` stands in a step that always applies: the stored bytes are the answer then, whatever else. */
export function asksForOriginal({ steps }: Transformation): boolean {
  return steps.some(
    (step) =>
      step.kind === 'items' && step.parameters.some(({ key, value }) => key === 'orig' && value === true),
  );
}
