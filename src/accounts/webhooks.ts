/** Webhooks of the account: where its events are sent (rest-api.md 6.5). */
import { randomBytes } from 'node:crypto';
import { type Database, type Reader, type Tables, type Tx, unitOfWork } from '../database/index.ts';
import { type Clock, randomToken } from '../kernel/index.ts';
import { createCopy } from './copy.ts';
import { errors } from './errors.ts';
import { countUp } from './revision.ts';
import { isShortId } from './short-id.ts';
import type { Vault } from './vault.ts';

export type Webhook = {
  readonly id: string;
  /** As it was given. */
  readonly endpoint: string;
  /** Types of events (rest-api.md 5.1). */
  readonly events: readonly string[];
  readonly enabled: boolean;
  /** `whsec_` and 32 characters of base64; the same for as long as the webhook exists. */
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** What is sent where. */
export type ActiveWebhook = Pick<Webhook, 'id' | 'endpoint' | 'events' | 'secret'>;

export type GivenWebhook = Pick<Webhook, 'endpoint' | 'events' | 'enabled'>;

/** Undefined leaves as it is. */
export type WebhookChange = { readonly [Key in keyof GivenWebhook]?: GivenWebhook[Key] | undefined };

export type Webhooks = {
  /** From the oldest to the newest. */
  list(): Promise<readonly Webhook[]>;
  /** Errors: `webhookNotFound` (404), also for an id of another shape. */
  get(id: string): Promise<Webhook>;
  /** Errors: `tooManyWebhooks`, `webhookEndpointTaken` (400). */
  create(given: GivenWebhook): Promise<Webhook>;
  /** Errors: `webhookNotFound`, `webhookEndpointTaken`. */
  update(id: string, change: WebhookChange): Promise<Webhook>;
  /** Errors: `webhookNotFound`. */
  remove(id: string): Promise<void>;
  /** Those that are enabled, as they were less than a second ago; exact after a change of this node's own. */
  active(): Promise<readonly ActiveWebhook[]>;
};

type WebhookRow = Tables['webhooks'];

/** ImageKit's documented limit. */
const MAX_WEBHOOKS = 3;
const SECRET_BYTES = 24;
/** A change by another node is seen after this time at the latest. */
const COPY_MAX_AGE_MS = 1000;

export function createWebhooks(deps: {
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
}): Webhooks {
  const { database, vault, clock } = deps;
  const copy = createCopy({
    load: async () => (await select(database.reader)).map(fromRow).filter(({ enabled }) => enabled),
    maxAgeMs: COPY_MAX_AGE_MS,
    clock,
  });

  function fromRow(row: WebhookRow): Webhook {
    return {
      id: row.id,
      endpoint: row.endpoint,
      events: JSON.parse(row.events),
      enabled: row.enabled === 1,
      secret: vault.open(row.secret, ownerOf(row.id)),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }

  return {
    list: async () => (await select(database.reader)).map(fromRow),
    async get(id) {
      const [row] = isShortId(id) ? await select(database.reader, id) : [];
      if (row === undefined) throw errors.webhookNotFound();
      return fromRow(row);
    },
    async create({ endpoint, events, enabled }) {
      const id = randomToken(9);
      const now = clock();
      const row = {
        id,
        endpoint,
        events: JSON.stringify(events),
        enabled: enabled ? 1 : 0,
        secret: vault.seal(`whsec_${randomBytes(SECRET_BYTES).toString('base64')}`, ownerOf(id)),
        created_at: now,
        updated_at: now,
      };
      await database.write(createWebhookUnit, row);
      copy.forget();
      return fromRow(row);
    },
    async update(id, { endpoint, events, enabled }) {
      if (!isShortId(id)) throw errors.webhookNotFound();
      const row = await database.write(updateWebhookUnit, {
        id,
        change: {
          ...(endpoint !== undefined && { endpoint }),
          ...(events !== undefined && { events: JSON.stringify(events) }),
          ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }),
        },
        now: clock(),
      });
      copy.forget();
      return fromRow(row);
    },
    async remove(id) {
      if (!isShortId(id)) throw errors.webhookNotFound();
      await database.write(removeWebhookUnit, id);
      copy.forget();
    },
    async active() {
      const webhooks = await copy.get();
      return webhooks.map(({ id, endpoint, events, secret }) => ({ id, endpoint, events, secret }));
    },
  };
}

export const createWebhookUnit = unitOfWork(
  'accounts.createWebhook',
  async (tx: Tx, row: WebhookRow): Promise<void> => {
    await countUp(tx, 'webhooks_revision');
    const others = await select(tx);
    checkEndpoint(row.endpoint, others);
    if (others.length >= MAX_WEBHOOKS) throw errors.tooManyWebhooks(MAX_WEBHOOKS);
    await tx.insertInto('webhooks').values(row).execute();
  },
);

export const updateWebhookUnit = unitOfWork(
  'accounts.updateWebhook',
  async (
    tx: Tx,
    input: {
      readonly id: string;
      readonly change: Partial<Pick<WebhookRow, 'endpoint' | 'events' | 'enabled'>>;
      readonly now: number;
    },
  ): Promise<WebhookRow> => {
    await countUp(tx, 'webhooks_revision');
    const { id, change, now } = input;
    const all = await select(tx);
    const stored = all.find((row) => row.id === id);
    if (stored === undefined) throw errors.webhookNotFound();
    if (Object.keys(change).length === 0) return stored;
    const changed = { ...stored, ...change, updated_at: now };
    checkEndpoint(
      changed.endpoint,
      all.filter((row) => row.id !== id),
    );
    await tx.updateTable('webhooks').set(changed).where('id', '=', id).execute();
    return changed;
  },
);

export const removeWebhookUnit = unitOfWork('accounts.removeWebhook', async (tx: Tx, id: string) => {
  await countUp(tx, 'webhooks_revision');
  const { numDeletedRows } = await tx.deleteFrom('webhooks').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw errors.webhookNotFound();
});

/** Two spellings of one URL are one endpoint. */
function checkEndpoint(endpoint: string, others: readonly WebhookRow[]): void {
  const address = addressOf(endpoint);
  if (others.some((other) => addressOf(other.endpoint) === address)) throw errors.webhookEndpointTaken();
}

function addressOf(endpoint: string): string {
  return new URL(endpoint).href;
}

async function select(db: Reader | Tx, id?: string): Promise<WebhookRow[]> {
  const query = db.selectFrom('webhooks').selectAll().orderBy('created_at').orderBy('id');
  return (id === undefined ? query : query.where('id', '=', id)).execute();
}

/** What the secret is bound to: it does not open as another webhook's, nor as anything but a webhook's. */
function ownerOf(id: string): string {
  return `webhook/${id}`;
}
