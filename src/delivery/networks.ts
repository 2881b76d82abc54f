/** Sets of IP addresses, and which of them a request comes from. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

export type Networks = {
  /** Whether the address lies in one of them; an IPv4 address mapped into IPv6 is what it maps. */
  includes(address: string): boolean;
};

/** @param entries addresses and networks such as `203.0.113.0/24`; what is neither is left out */
export function networksOf(entries: readonly string[]): Networks {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = familyOf(address);
    if (family === undefined) continue;
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return {
    includes(address) {
      const family = familyOf(address);
      return family !== undefined && list.check(address, family);
    },
  };
}

/** The address that is the client's as far as our own proxies say: the last one that is none of theirs. */
export function clientAddress({ socket, headers }: IncomingMessage, proxies: Networks): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((address) => address.trim());
  let address = socket.remoteAddress ?? '';
  while (proxies.includes(address)) {
    const before = forwarded.pop() ?? '';
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}
