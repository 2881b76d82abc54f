/** The writes behind the API, and one that no part of the program does yet; SQLite's writer thread loads this file. */
import type { Permission } from '../accounts/index.ts';
import { units as accountUnits } from '../accounts/units.ts';
import { type Tx, unitOfWork } from '../database/index.ts';
import { units as jobUnits } from '../jobs/units.ts';
import { units as libraryUnits } from '../library/units.ts';
import { units as webhookUnits } from '../webhooks/units.ts';

/** Restricts all keys, or lets them expire. */
export const restrictKeys = unitOfWork(
  'test.restrictKeys',
  async (tx: Tx, key: { readonly permission: Permission; readonly expiresAt: number | null }) => {
    await tx.updateTable('api_keys').set({ permission: key.permission, expires_at: key.expiresAt }).execute();
  },
);

export const units = [...accountUnits, ...jobUnits, ...libraryUnits, ...webhookUnits, restrictKeys];
