/** Parsed transformations to plans. */
export { plan } from './plan.ts';
