export { type CheckFacts, type Checks, evaluateChecks, parseChecks } from './checks.ts';
export type { CustomField, CustomType } from './custom-operators.ts';
export { errors as searchErrors } from './errors.ts';
export type { PreparedSearch, SearchPlace } from './prepared.ts';
export { parseSearch, type Search } from './search.ts';
