import type { UnitOfWork } from '../database/index.ts';
import { pruneUnit, recordUnit } from './audit-log.ts';
import { bootstrapUnit } from './bootstrap.ts';
import { changeKeyUnit, createKeyUnit, revokeKeyUnit, rollKeyUnit } from './key-units.ts';
import { createNamedUnit, removeNamedUnit, updateNamedUnit } from './named-transformations.ts';
import { createOriginUnit, removeOriginUnit, replaceOriginUnit } from './origins.ts';
import { createSavedUnit, removeSavedUnit, updateSavedUnit } from './saved-extensions.ts';
import { changeSettingsUnit } from './settings.ts';
import { consumeTokenUnit } from './tokens.ts';
import { putUrlEndpointUnit, removeUrlEndpointUnit } from './url-endpoints.ts';
import { addCountsUnit, clearCountsUnit } from './usage/index.ts';
import { createWebhookUnit, removeWebhookUnit, updateWebhookUnit } from './webhooks.ts';

/** Every write of the accounts. */
export const units: readonly UnitOfWork<never, unknown>[] = [
  bootstrapUnit,
  consumeTokenUnit,
  createKeyUnit,
  rollKeyUnit,
  changeKeyUnit,
  revokeKeyUnit,
  changeSettingsUnit,
  recordUnit,
  pruneUnit,
  createNamedUnit,
  updateNamedUnit,
  removeNamedUnit,
  createSavedUnit,
  updateSavedUnit,
  removeSavedUnit,
  createOriginUnit,
  replaceOriginUnit,
  removeOriginUnit,
  putUrlEndpointUnit,
  removeUrlEndpointUnit,
  createWebhookUnit,
  updateWebhookUnit,
  removeWebhookUnit,
  addCountsUnit,
  clearCountsUnit,
];
