export { type Accounts, type AccountsDeps, createAccounts, type GivenKeys } from './accounts.ts';
export { errors as accountErrors } from './errors.ts';
export type { FoundPair, KeyPair, Permission } from './key-pair.ts';
export type { CurrentNames, NamedTransformation, NamedTransformations } from './named-transformations.ts';
export { units as accountUnits } from './units.ts';
