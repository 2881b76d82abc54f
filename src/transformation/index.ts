/** The URL transformation language: text to parsed, to what it needs, to a plan. Pure, and runs in a browser. */
export { errors as transformationErrors } from './errors.ts';
export {
  type Family,
  type Parameter,
  type ParameterKey,
  type Place,
  parameters,
} from './parameters/index.ts';
export type * from './plan.ts';
export { draft, plan, resolveDeferred, resolveFocus, resolvePlace } from './planning/index.ts';
export {
  asksForOriginal,
  BUILT_IN_NAMED,
  canonical,
  chain,
  costsUnits,
  expandNamed,
  isBuiltInName,
  isOnlyNamed,
  type Layer,
  type LayerInput,
  type LayerType,
  LIMITS,
  layerInput,
  type NamedLookup,
  type ParsedParameter,
  type ParsedStep,
  type ParseOptions,
  parse,
  type Requirements,
  requirements,
  type Transformation,
} from './syntax/index.ts';
