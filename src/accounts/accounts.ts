import type { Database } from '../database/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { Settings } from '../settings/index.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';
import { type ApiKeys, createKeys, type KeyLookup } from './keys.ts';
import { createNamedTransformations, type NamedTransformations } from './named-transformations.ts';
import { createOrigins, type Origins } from './origins.ts';
import { createSavedExtensions, type SavedExtensions } from './saved-extensions.ts';
import { type AccountSettings, createSettings } from './settings.ts';
import { consumeToken } from './tokens.ts';
import { transformationsOfUploads } from './upload-transformations.ts';
import { createUrlEndpoints, type UrlEndpoints } from './url-endpoints.ts';
import { createUsage, type Usage } from './usage/index.ts';
import { createVault } from './vault.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

export type AccountsDeps = {
  readonly database: Database;
  /** The bytes of `HALFTONE_SECRET`: every key at rest is encrypted with a key derived from them. */
  readonly secret: Uint8Array;
  readonly clock: Clock;
  /** The settings that the environment gives. */
  readonly given?: Partial<Settings>;
  /** The largest upload that this node can take, whatever the settings allow. */
  readonly mostUploadBytes?: number;
  /** Entries of the audit log could not be written; they are tried again. */
  readonly onAuditError?: (error: unknown) => void;
  /** Counts could not be kept; unless it is not known whether they were, they are kept with the next. */
  readonly onUsageError?: (error: unknown) => void;
};

export type Accounts = KeyLookup & {
  /**
   * Uses up an upload token. `expiresAt` is in milliseconds since 1970: the API's `expire` times 1000.
   * False: it was used before.
   */
  consumeToken(publicKey: string, token: string, expiresAt: number): Promise<boolean>;
  readonly settings: AccountSettings;
  readonly apiKeys: ApiKeys;
  readonly auditLog: AuditLog;
  readonly namedTransformations: NamedTransformations;
  readonly savedExtensions: SavedExtensions;
  readonly origins: Origins;
  readonly urlEndpoints: UrlEndpoints;
  readonly webhooks: Webhooks;
  /** Counts from the start; is kept once `start` was called. */
  readonly usage: Usage;
};

export function createAccounts(deps: AccountsDeps): Accounts {
  const { database, clock } = deps;
  const vault = createVault(deps.secret);
  const settings = createSettings({
    database,
    clock,
    given: deps.given ?? {},
    mostUploadBytes: deps.mostUploadBytes ?? Number.MAX_SAFE_INTEGER,
  });

  return {
    ...createKeys({ database, vault, clock }),
    settings,
    auditLog: createAuditLog({ database, clock, onError: deps.onAuditError ?? (() => {}) }),
    consumeToken: (publicKey, token, expiresAt) =>
      consumeToken(database, { publicKey, token, expiresAt, now: clock() }),
    namedTransformations: createNamedTransformations({
      database,
      clock,
      uploadTransformations: async () => transformationsOfUploads((await settings.current()).values),
    }),
    savedExtensions: createSavedExtensions({ database, clock }),
    origins: createOrigins({ database, vault, clock }),
    urlEndpoints: createUrlEndpoints({ database, clock }),
    webhooks: createWebhooks({ database, vault, clock }),
    usage: createUsage({ database, clock, onError: deps.onUsageError ?? (() => {}) }),
  };
}
