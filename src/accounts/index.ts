export { type Accounts, type AccountsDeps, createAccounts } from './accounts.ts';
export type { AuditEntry, AuditLog } from './audit-log.ts';
export { errors as accountErrors } from './errors.ts';
export type { FoundPair, KeyChange, KeyPair, Permission } from './key-pair.ts';
export type { ApiKey, ApiKeys, GivenKeys, NewKey } from './keys.ts';
export type {
  CurrentNames,
  NamedChange,
  NamedTransformation,
  NamedTransformations,
} from './named-transformations.ts';
export {
  COMMON_FIELDS,
  FIELDS_BY_TYPE,
  fieldsOf,
  isSecret,
  ORIGIN_TYPES,
  type OriginField,
  type OriginType,
} from './origin-types.ts';
export type { GivenOrigin, Origin, Origins, OriginValues } from './origins.ts';
export type {
  ExtensionChange,
  GivenExtension,
  SavedExtension,
  SavedExtensions,
} from './saved-extensions.ts';
export type { AccountSettings, CurrentSettings } from './settings.ts';
export { units as accountUnits } from './units.ts';
export type { GivenUrlEndpoint, UrlEndpoint, UrlEndpoints, UrlRewriter } from './url-endpoints.ts';
export type {
  CountedDelivery,
  Days,
  Dimension,
  NamedCount,
  Usage,
  UsageTop,
  UsageTotals,
} from './usage/index.ts';
export { WEBHOOK_EVENTS } from './webhook-events.ts';
export type { ActiveWebhook, Webhook, WebhookChange, Webhooks } from './webhooks.ts';
