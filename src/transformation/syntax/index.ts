/** Text to parsed and back, and what a parsed transformation needs. */
export { canonical } from './canonical.ts';
export { type Condition, dependsOnSize, holds } from './conditions.ts';
export { type LayerInput, layerInput } from './layers.ts';
export { LIMITS } from './limits.ts';
export { BUILT_IN_NAMED, expandNamed, isBuiltInName, isOnlyNamed, type NamedLookup } from './named.ts';
export { isAbsent } from './order.ts';
export { type ParseOptions, parse } from './parser.ts';
export { asksForOriginal, chain, costsUnits, type Requirements, requirements } from './requirements.ts';
export type {
  Conditional,
  Items,
  Layer,
  LayerType,
  ParsedParameter,
  ParsedStep,
  Transformation,
} from './transformation.ts';
export { parametersOf } from './walk.ts';
