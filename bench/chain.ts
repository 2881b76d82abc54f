/**
 * A chain of five operations on a 12 MP photograph, against the most expensive of them: each is asked for alone too, on
 * the same number of pixels, so that what a chain adds is the operations and not a decode or an encode for each.
 */
import { startServer } from '../test/server.ts';
import { createClient, store } from './client.ts';
import { median } from './load.ts';
import { photograph } from './photos.ts';
import type { Row } from './row.ts';

const ROUNDS = 15;
/** The first step of all, at a width of its own in each round, so that none is in a cache. */
const resize = (round: number) => `w-${1000 + round},f-jpg`;
const OPERATIONS = ['cm-extract,w-900,h-600,x-20,y-20', 'e-sharpen', 'rt-90', 'e-contrast'];

export async function chain(): Promise<readonly Row[]> {
  const server = await startServer();
  const client = createClient();
  try {
    await store(server, '/', 'a.jpg', await photograph(0));
    const time = async (steps: readonly string[]) => {
      const start = performance.now();
      await client.readCold(`${server.urlEndpoint}/tr:${steps.join(':')}/a.jpg`);
      return performance.now() - start;
    };
    const kinds = [
      (round: number) => [resize(round)],
      ...OPERATIONS.map((operation) => (round: number) => [resize(round), operation]),
      (round: number) => [resize(round), ...OPERATIONS],
    ];
    const times = kinds.map((): number[] => []);
    // The first rounds warm the process up.
    for (let round = -5; round < ROUNDS; round += 1)
      for (const [index, kind] of kinds.entries()) {
        const ms = await time(kind(round));
        if (round >= 0) times[index]?.push(ms);
      }
    const medians = times.map(median);
    const whole = medians.pop() ?? Number.NaN;
    const name = 'chain of 5, over its dearest operation';
    return [{ name, ours: whole, baseline: Math.max(...medians), unit: 'ms', atMost: 1.3 }];
  } finally {
    client.close();
    await server.remove();
  }
}
