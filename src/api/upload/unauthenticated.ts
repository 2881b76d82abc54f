/**
 * How much a client may send before it has shown who it is. The browser SDK may send the file before the fields of
 * its signature, so such bytes have to be taken; what bounds them is their number under way at one time from one
 * address.
 */
import ipaddr from 'ipaddr.js';
import { errors } from '../errors.ts';

export type UnauthenticatedBytes = {
  /**
   * Starts counting for one request.
   * @param limit bytes of one address at one time
   */
  open(address: string, limit: number): UnauthenticatedHold;
};

export type UnauthenticatedHold = {
  /** Errors: `tooManyUnauthenticatedBytes` (429). Does nothing after `release`. */
  add(bytes: number): void;
  /** The client is known now, or its request is over. */
  release(): void;
};

export function createUnauthenticatedBytes(): UnauthenticatedBytes {
  const byNetwork = new Map<string, number>();
  return {
    open(address, limit) {
      const network = networkOf(address);
      let held: number | undefined = 0;
      return {
        add(bytes) {
          if (held === undefined) return;
          const sum = (byNetwork.get(network) ?? 0) + bytes;
          if (sum > limit) throw errors.tooManyUnauthenticatedBytes();
          held += bytes;
          byNetwork.set(network, sum);
        },
        release() {
          if (held === undefined) return;
          const rest = (byNetwork.get(network) ?? 0) - held;
          held = undefined;
          if (rest > 0) byNetwork.set(network, rest);
          else byNetwork.delete(network);
        },
      };
    },
  };
}

/** The /64 of an IPv6 address, since one host can take any address of it; IPv4 as it is, also when mapped. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : parsed.toByteArray().slice(0, 8).join('.');
}
