/**
 * The only way out of the process. Every address is checked when the socket is made, after the name was resolved, so
 * that neither a redirect nor a name that changes its answer (DNS rebinding) reaches what the owner did not open.
 */
import { lookup as resolve } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Agent } from 'undici';
import { HalftoneError } from '../kernel/index.ts';
import { type AddressGuard, bareHost, createAddressGuard } from './address-guard.ts';
import { errors } from './errors.ts';

export type GuardedClientOptions = {
  /** Private hosts and networks that are open: see `createAddressGuard`. */
  readonly allow: readonly string[];
  readonly resolve?: Resolve;
};

/** All addresses of a name; tests give their own. */
export type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>;

export type GuardedClient = {
  /** An absolute http(s) URL, or one relative to `base`. Errors: badUrl, blockedAddress. */
  checkedUrl(text: string, base?: URL): URL;
  /** What requests of such a URL are made with. */
  connect(): Promise<{ readonly agent: Agent; readonly request: typeof import('undici').request }>;
  close(): Promise<void>;
};

export function createGuardedClient(options: GuardedClientOptions): GuardedClient {
  const guard = createAddressGuard(options.allow);
  const lookup = guardedLookup(guard, options.resolve ?? ((host) => resolve(host, { all: true })));
  let client: ReturnType<GuardedClient['connect']> | undefined;
  return {
    checkedUrl: (text, base) => checkedUrl(text, guard, base),
    // undici is loaded by the first request: most starts of the server need none.
    connect() {
      client ??= import('undici').then(({ Agent, request }) => ({
        agent: new Agent({ connect: { lookup }, allowH2: false, pipelining: 1 }),
        request,
      }));
      return client;
    },
    async close() {
      await (await client)?.agent.destroy();
    },
  };
}

/** Resolves a name to those of its addresses that may be connected to; the socket takes no others. */
function guardedLookup(guard: AddressGuard, resolveAll: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolveAll(host)
      .then((found) => {
        const permitted = found.filter(({ address }) => guard.permits(address, host));
        const first = permitted[0];
        if (first === undefined) throw errors.blockedAddress(host);
        if (options.all === true) callback(null, [...permitted]);
        else callback(null, first.address, first.family);
      })
      .catch((error: NodeJS.ErrnoException) => callback(error, '', 0));
  };
}

/** WHATWG parsing turns `0177.0.0.1` and `2130706433` into 127.0.0.1. A literal address is never looked up. */
function checkedUrl(text: string, guard: AddressGuard, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) throw errors.badUrl('it is not a URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw errors.badUrl('only http and https are fetched');
  if (url.username !== '' || url.password !== '') throw errors.badUrl('it carries a user name or password');
  const host = bareHost(url.hostname);
  if (ipaddr.isValid(host) && !guard.permits(host, host)) throw errors.blockedAddress(host);
  return url;
}

/** What undici throws, as this room's errors. */
export function translate(error: unknown, url: URL): unknown {
  if (error instanceof HalftoneError) return error;
  const { code = '', cause } = error as { code?: string; cause?: unknown };
  if (cause instanceof HalftoneError) return cause;
  if (code === 'ECONNREFUSED') return errors.connectionRefused(url.hostname).because(error);
  if (code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT')
    return errors.timeout('no data arrived').because(error);
  return errors.unreachable(url.hostname).because(error);
}
