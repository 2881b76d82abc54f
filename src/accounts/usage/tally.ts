/**
 * Counts by name, of which there may be any number: most names come from clients. The memory is bounded, and so is the
 * time: when there are too many names, those with the fewest requests and bytes go, so that what is large stays.
 */

export type Count = { requests: number; bytes: number };

export type Tally = {
  /** Adds to what a name has. A long name is cut. */
  add(name: string, requests: number, bytes: number): void;
  /** The names with the most, at most `KEPT` by each measure. */
  largest(): [name: string, count: Count][];
};

/** Names at one time, and how many of them survive a clearing, by each measure. */
export const MAX_NAMES = 1_000;
export const KEPT = 200;
/** Characters: an index of PostgreSQL takes no more than 2,700 bytes. */
const MAX_LENGTH = 500;

export function createTally(): Tally {
  let counts = new Map<string, Count>();
  /** The one before is often the next one too, and comparing a text costs less than looking it up. */
  let lastName: string | undefined;
  let last: Count = { requests: 0, bytes: 0 };

  const largest = () => {
    const all = [...counts];
    if (all.length <= KEPT) return all;
    const byRequests = all.toSorted(([, a], [, b]) => b.requests - a.requests).slice(0, KEPT);
    const byBytes = all.toSorted(([, a], [, b]) => b.bytes - a.bytes).slice(0, KEPT);
    return [...new Map([...byRequests, ...byBytes])];
  };

  function countOf(name: string): Count {
    if (counts.size >= MAX_NAMES) counts = new Map(largest());
    const count = counts.get(name) ?? { requests: 0, bytes: 0 };
    counts.set(name, count);
    return count;
  }

  return {
    add(name, requests, bytes) {
      if (name !== lastName) {
        const cut = name.length > MAX_LENGTH ? name.slice(0, MAX_LENGTH) : name;
        last = counts.get(cut) ?? countOf(owned(cut));
        lastName = name;
      }
      last.requests += requests;
      last.bytes += bytes;
    },
    largest,
  };
}

/** Text that a database keeps, in memory of its own: a part of a request's header would keep all of it alive. */
function owned(name: string): string {
  return Buffer.from(name).toString().replaceAll('\0', '\ufffd');
}
