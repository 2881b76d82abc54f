/** One attempt to send a message. */
import { sql } from 'kysely';
import { type Database, type Tx, unitOfWork } from '../database/index.ts';
import { finishJob, type Handler, type Lease, putBackJob } from '../jobs/index.ts';
import { type Clock, HalftoneError } from '../kernel/index.ts';
import type { SafePost } from '../net/index.ts';
import type { Log } from '../observability/index.ts';
import type { Message, Outcome } from './message.ts';
import { nextAttempt } from './retries.ts';
import { signatureHeaders } from './signatures.ts';

/** A webhook that is enabled. */
export type ActiveWebhook = { readonly id: string; readonly endpoint: string; readonly secret: string };

export type DeliverDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly post: SafePost;
  /** From the oldest to the newest; may be a second old. */
  readonly activeWebhooks: () => Promise<readonly ActiveWebhook[]>;
  readonly pausesMs?: readonly number[] | undefined;
  readonly timeoutMs?: number | undefined;
};

const TIMEOUT_MS = 30_000;
const USER_AGENT = 'Halftone';
/** Until the copy of the webhooks in memory is up to date. */
const COPY_MS = 1_000;

export function createDeliver(deps: DeliverDeps): Handler {
  const { database, clock } = deps;
  return async ({ id, payload, attempts, createdAt, lease, signal }) => {
    const message = payload as Message;
    const target = await findTarget(deps, message);
    if (target === undefined) {
      await database.write(dropUnheard, { lease, message, now: clock() });
      return 'settled';
    }
    const answer = await attempt(deps, message, target, signal);
    const now = clock();
    const outcome = { ...answer, at: now };
    if (target.isSuccess(answer.status)) await database.write(settleDelivered, { lease, message, outcome });
    else {
      const runAt = nextAttempt({ attempts, createdAt }, now, deps.pausesMs);
      await database.write(settleFailed, { lease, outcome, runAt });
      if (runAt === null) {
        const { eventId, type } = message;
        deps.log.warn({ deliveryId: id, eventId, type, ...answer }, 'A delivery to a webhook was given up.');
      }
    }
    return 'settled';
  };
}

type Target = {
  readonly url: string;
  readonly secret: string | undefined;
  readonly isSuccess: (status: number | null) => boolean;
};

/** Undefined where the webhook is not there, or not enabled, as far as is known. */
async function findTarget(deps: DeliverDeps, { to }: Message): Promise<Target | undefined> {
  const webhooks = await deps.activeWebhooks();
  if ('url' in to) {
    // The original does not sign these; ours are signed when the account has anything to sign them with.
    return { url: to.url, secret: webhooks[0]?.secret, isSuccess: (status) => status === 200 };
  }
  const webhook = webhooks.find(({ id }) => id === to.webhookId);
  if (webhook === undefined) return undefined;
  return {
    url: webhook.endpoint,
    secret: webhook.secret,
    isSuccess: (status) => status !== null && status >= 200 && status < 300,
  };
}

async function attempt(
  { post, clock, timeoutMs = TIMEOUT_MS }: DeliverDeps,
  { eventId, body = '' }: Message,
  { url, secret }: Target,
  signal: AbortSignal,
): Promise<Pick<Outcome, 'status' | 'error'>> {
  const signed = secret === undefined ? {} : signatureHeaders(secret, { id: eventId, body }, clock());
  const headers = { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...signed };
  try {
    return { status: await post(url, { body, headers, timeoutMs, signal }), error: null };
  } catch (error) {
    // What the receiver does is told to the account; whatever else goes wrong is ours.
    if (error instanceof HalftoneError) return { status: null, error: error.message };
    throw error;
  }
}

type Settled = { readonly lease: Lease; readonly outcome: Outcome };

export const settleDelivered = unitOfWork(
  'webhooks.settleDelivered',
  async (tx: Tx, { lease, message, outcome }: Settled & { readonly message: Message }): Promise<void> => {
    await finishJob(tx, lease, outcome, outcome.at);
    const { body: _, ...rest } = message;
    await tx
      .updateTable('jobs')
      .set({ payload: JSON.stringify(rest) })
      .where('id', '=', lease.jobId)
      .execute();
  },
);

export const settleFailed = unitOfWork(
  'webhooks.settleFailed',
  async (tx: Tx, { lease, outcome, runAt }: Settled & { readonly runAt: number | null }): Promise<void> => {
    await putBackJob(tx, lease, { runAt, result: outcome }, outcome.at);
  },
);

/**
 * Forgets a message to a webhook that is disabled or was removed. Where it is there after all, because it was made a
 * moment ago by another process, this was no attempt.
 */
export const dropUnheard = unitOfWork(
  'webhooks.dropUnheard',
  async (
    tx: Tx,
    { lease, message, now }: { readonly lease: Lease; readonly message: Message; readonly now: number },
  ): Promise<void> => {
    const { to } = message;
    const isHeard = 'webhookId' in to && (await isEnabled(tx, to.webhookId));
    await putBackJob(tx, lease, { runAt: now + COPY_MS, result: null }, now);
    if (isHeard) {
      const attempts = sql<number>`attempts - 1`;
      await tx.updateTable('jobs').set({ attempts }).where('id', '=', lease.jobId).execute();
    } else await tx.deleteFrom('jobs').where('id', '=', lease.jobId).execute();
  },
);

export async function isEnabled(tx: Tx, webhookId: string): Promise<boolean> {
  const webhook = await tx
    .selectFrom('webhooks')
    .select('id')
    .where('id', '=', webhookId)
    .where('enabled', '=', 1)
    .executeTakeFirst();
  return webhook !== undefined;
}
