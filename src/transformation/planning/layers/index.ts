/** Pictures and texts on top. */
export { type PlanChain, planLayer } from './layer.ts';
export { resolvePlace } from './placement.ts';
