import type { UnitOfWork } from '../database/index.ts';
import { bootstrapUnit } from './bootstrap.ts';
import { putNamedUnit, removeNamedUnit } from './named-transformations.ts';
import { consumeTokenUnit } from './tokens.ts';

/** Every write of the accounts. */
export const units: readonly UnitOfWork<never, unknown>[] = [
  bootstrapUnit,
  consumeTokenUnit,
  putNamedUnit,
  removeNamedUnit,
];
