/** Who is kept from delivered files (delivery.md 11.3), and which hosts are media domains. */
import { isIP, isIPv4 } from 'node:net';
import { isObject, json, listOf, type ValueType } from './value-types.ts';

/** ImageKit's limits. */
const MAX_ADDRESSES = 100;
const MAX_REFERERS = 30;
const MAX_USER_AGENTS = 10;

const MAX_TEXT_LENGTH = 200;
const MAX_DOMAINS = 100;
const HOST = /^(?!.*\.\.)[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$/;
const ENDPOINT_ID = /^[A-Za-z0-9_-]{1,100}$/;

/** ImageKit takes IPv4 only. No zone (`%eth0`): it would not be compared. */
export const addresses = listOf(MAX_ADDRESSES, 'IP addresses or networks such as 203.0.113.0/24', (text) => {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  if (isIP(address) === 0 || address.includes('%')) return undefined;
  const most = isIPv4(address) ? 32 : 128;
  return bits === undefined || Number(bits) <= most ? text.trim().toLowerCase() : undefined;
});

/** The host of a URL is what is compared with that of `Referer`; it may also be given alone. */
export const referers = listOf(MAX_REFERERS, 'URLs such as https://example.com, or their hosts', (text) => {
  const given = text.trim().toLowerCase();
  const url = /^https?:\/\//.test(given) ? given : `https://${given}`;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  const isHostAlone = given === host || url === given;
  return isHostAlone && (HOST.test(host) || host.startsWith('[')) ? host : undefined;
});

/** A part of the `User-Agent` header, whatever its case. */
export const userAgents = listOf(
  MAX_USER_AGENTS,
  `parts of the User-Agent header, each of 1 to ${MAX_TEXT_LENGTH} printable ASCII characters`,
  (text) =>
    /^[\x20-\x7e]+$/.test(text) && text.trim() !== '' && text.length <= MAX_TEXT_LENGTH ? text : undefined,
);

export const mediaDomains: ValueType<Readonly<Record<string, string>>> = json(
  `an object of at most ${MAX_DOMAINS} host names, each with the id of a URL endpoint`,
  { type: 'object', additionalProperties: { type: 'string' }, maxProperties: MAX_DOMAINS },
  (value) => {
    if (!isObject(value)) return undefined;
    const entries = Object.entries(value).map(([host, id]) => [host.toLowerCase(), id] as const);
    const isAllowed = entries.every(
      ([host, id]) => HOST.test(host) && typeof id === 'string' && ENDPOINT_ID.test(id),
    );
    return isAllowed && entries.length <= MAX_DOMAINS
      ? (Object.fromEntries(entries) as Readonly<Record<string, string>>)
      : undefined;
  },
);
