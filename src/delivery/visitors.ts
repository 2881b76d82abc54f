/** Who is kept from delivered files: by address, by the page that shows them, by program (delivery.md 11.3). */
import type { IncomingMessage } from 'node:http';
import type { Settings } from '../settings/index.ts';
import { errors } from './errors.ts';
import { clientAddress, networksOf } from './networks.ts';

export type VisitorRules = Pick<
  Settings,
  'blockedIps' | 'allowedIps' | 'blockedReferers' | 'allowedReferers' | 'blockedUserAgents'
>;

type Check = (request: IncomingMessage) => void;

/**
 * Undefined where every request is admitted, so that nothing is asked of it.
 * @param trustedProxies addresses and networks whose `X-Forwarded-For` is believed
 * @returns throws errors.notAdmitted
 */
export function createVisitorCheck(
  rules: VisitorRules,
  trustedProxies: readonly string[],
): Check | undefined {
  const checks = [addressCheck(rules, trustedProxies), refererCheck(rules), userAgentCheck(rules)].filter(
    (check) => check !== undefined,
  );
  if (checks.length === 0) return undefined;
  return (request) => {
    for (const check of checks) check(request);
  };
}

function addressCheck({ blockedIps, allowedIps }: VisitorRules, trustedProxies: readonly string[]) {
  if (blockedIps.length === 0 && allowedIps.length === 0) return undefined;
  const [blocked, allowed, proxies] = [blockedIps, allowedIps, trustedProxies].map(networksOf);
  return (request: IncomingMessage) => {
    const address = clientAddress(request, proxies as NonNullable<typeof proxies>);
    const isOutside = allowedIps.length > 0 && !allowed?.includes(address);
    if (isOutside || blocked?.includes(address)) throw errors.notAdmitted('address');
  };
}

/** Without a `Referer` a request is admitted unless only some are allowed (delivery.md, section 20). */
function refererCheck({ blockedReferers, allowedReferers }: VisitorRules) {
  if (blockedReferers.length === 0 && allowedReferers.length === 0) return undefined;
  return ({ headers: { referer = '' } }: IncomingMessage) => {
    const host = URL.canParse(referer) ? new URL(referer).hostname : '';
    const isOutside = allowedReferers.length > 0 && !allowedReferers.includes(host);
    if (isOutside || blockedReferers.includes(host)) throw errors.notAdmitted('referer');
  };
}

function userAgentCheck({ blockedUserAgents }: VisitorRules) {
  if (blockedUserAgents.length === 0) return undefined;
  const blocked = blockedUserAgents.map((part) => part.toLowerCase());
  return ({ headers }: IncomingMessage) => {
    const userAgent = headers['user-agent']?.toLowerCase() ?? '';
    if (blocked.some((part) => userAgent.includes(part))) throw errors.notAdmitted('user agent');
  };
}
