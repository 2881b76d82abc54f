/** Rate limits at the edge: three headers on every answer they apply to, 429 beyond them (rest-api.md 1.5). */
import type { FastifyInstance } from 'fastify';
import type { AccountSettings, CurrentSettings } from '../../accounts/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { RATE_CLASSES, type RateClass } from '../../settings/index.ts';
import { errors } from '../errors.ts';
import { createRateCounter, type RateCounter } from './counter.ts';

type Deps = {
  readonly accounts: { readonly settings: Pick<AccountSettings, 'current'> };
  readonly clock: Clock;
};

/** SDKs wait as long as they are told, or not at all from a minute on. Whole seconds: one of the two headers rounds up. */
const LONGEST_WAIT_MS = 59_000;

/** To be added after authentication: what is not of the account does not count against it. */
export function addRateLimits(app: FastifyInstance, { accounts, clock }: Deps): void {
  let counting: Counting = { revision: -1, counters: new Map() };

  app.addHook('onRequest', async (request, reply) => {
    const { rateClass } = request.routeOptions.config;
    if (rateClass === undefined) return;
    const current = await accounts.settings.current();
    if (current.revision !== counting.revision) counting = startCounting(current);
    const verdict = counting.counters.get(rateClass)?.take(clock());
    if (verdict === undefined) return;
    reply.headers({
      'x-ratelimit-limit': verdict.limit,
      'x-ratelimit-reset': verdict.resetMs,
      'x-ratelimit-interval': verdict.intervalMs,
    });
    if (verdict.admitted) return;
    const waitMs = Math.min(verdict.resetMs, LONGEST_WAIT_MS);
    throw errors.rateLimited(verdict.resetMs).retryIn(waitMs / 1000);
  });
}

type Counting = {
  readonly revision: number;
  /** Without a class that has no limit. */
  readonly counters: ReadonlyMap<RateClass, RateCounter>;
};

/** Anew after every change of the settings: at worst a window begins again. */
function startCounting({ revision, values: { rateLimits } }: CurrentSettings): Counting {
  const classes = Object.keys(RATE_CLASSES) as readonly RateClass[];
  const counters = classes.flatMap((name) => {
    const [first, ...more] = rateLimits === 'off' ? [] : rateLimits[name];
    return first === undefined ? [] : [[name, createRateCounter([first, ...more])] as const];
  });
  return { revision, counters: new Map(counters) };
}
