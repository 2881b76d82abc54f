/**
 * Which addresses the program may connect to: the public Internet, and what its owner opened.
 *
 * The list of special ranges is ipaddr.js's; what is ours is the order of the questions. An IPv6 address that carries
 * an IPv4 one (RFC 4291 mapped, RFC 6052 NAT64, RFC 3056 6to4, RFC 5214 ISATAP) is judged by the address it carries,
 * because that is where its packets end up.
 */

import ipaddr from 'ipaddr.js';
import { errors } from './errors.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** `private`: the owner may open it with `true`. `forbidden`: only by naming its network. */
export type Reach = 'public' | 'private' | 'forbidden';

export type AddressGuard = {
  /** Whether a connection to `address`, found under the name `host`, may be made. */
  permits(address: string, host: string): boolean;
};

/**
 * @param allow CIDRs, addresses and host names; `true` opens loopback and private networks. A named host may lie in
 *   those too, but neither ever opens link-local addresses or a cloud's metadata service: only their CIDR does.
 * @throws errors.badAllowEntry
 */
export function createAddressGuard(allow: readonly string[]): AddressGuard {
  const entries = allow.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');
  const everyPrivate = entries.includes('true');
  const networks: [Address, number][] = [];
  const hosts = new Set<string>();
  for (const entry of entries) {
    const bare = bareHost(entry);
    if (ipaddr.isValidCIDR(entry)) networks.push(ipaddr.parseCIDR(entry));
    else if (ipaddr.isValid(bare)) networks.push(single(ipaddr.process(bare)));
    else if (HOST_NAME.test(bare)) hosts.add(bare);
    else throw errors.badAllowEntry(entry);
  }

  return {
    permits(address, host) {
      const parsed = parseAddress(address);
      if (parsed === undefined) return false;
      const reach = reachOf(parsed);
      if (reach === 'public') return true;
      if (reach === 'private' && (everyPrivate || hosts.has(bareHost(host)))) return true;
      return networks.some(
        ([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits),
      );
    },
  };
}

/** How far the address `text` reaches; `forbidden` when it is no address. */
export function classify(text: string): Reach {
  const address = parseAddress(text);
  return address === undefined ? 'forbidden' : reachOf(address);
}

/** A host name as it is compared: lower case, without brackets and without the root's dot. */
export function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

const HOST_NAME = /^(?!.*\.\.)[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/;

/**
 * Metadata services that do not live in a link-local range: they hand out the machine's credentials. The first is
 * Amazon's, the second Google's, the third Azure's, which has a public address.
 */
const METADATA = new Set(['fd00:ec2::254', 'fd20:ce::254', '168.63.129.16']);

/** Mapped IPv6 addresses become IPv4 ones. ipaddr.js also takes `::1.2.3.4` for one, which it is not: hence the hex. */
function parseAddress(text: string): Address | undefined {
  const hex = text.replace(/(?<=:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...octets: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = octets.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  return ipaddr.isValid(hex) ? ipaddr.process(hex) : undefined;
}

function reachOf(address: Address): Reach {
  if (METADATA.has(address.toString())) return 'forbidden';
  const range = address.range();
  if (range === 'loopback' || range === 'private' || range === 'uniqueLocal') return 'private';
  if (address instanceof ipaddr.IPv4) return range === 'unicast' ? 'public' : 'forbidden';
  if (range !== 'unicast' && range !== '6to4' && range !== 'rfc6052') return 'forbidden';
  const carried = carriedAddress(address);
  if (carried !== undefined) return reachOf(carried) === 'public' ? 'public' : 'forbidden';
  return isGlobalUnicast(address) ? 'public' : 'forbidden';
}

/** RFC 4291: only 2000::/3 has been given out. IPv4-compatible addresses (::/96) fall outside it too. */
function isGlobalUnicast(address: ipaddr.IPv6): boolean {
  return ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
}

/** The IPv4 address inside an IPv6 one. Teredo and the local NAT64 prefix hide it in other ways: refused whole. */
function carriedAddress({ parts }: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const [a, b, c, d, e, f, g, h] = parts as [number, number, number, number, number, number, number, number];
  if (a === 0x2002) return fromWords(b, c);
  if (a === 0x64 && b === 0xff9b && c === 0 && d === 0 && e === 0 && f === 0) return fromWords(g, h);
  if ((e & ~0x0200) === 0 && f === 0x5efe) return fromWords(g, h);
  return undefined;
}

function fromWords(high: number, low: number): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 255, low >> 8, low & 255]);
}

function single(address: Address): [Address, number] {
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
