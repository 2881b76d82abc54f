/** Parsed to planned. */
export { resolveFocus } from './framing/index.ts';
export { resolvePlace } from './layers/index.ts';
export { draft, plan } from './plan.ts';
export { resolveDeferred } from './resolve.ts';
