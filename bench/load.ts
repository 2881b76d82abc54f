/** Closed-loop load: each client asks again as soon as it has its answer. */

/**
 * Runs `jobs` with `clients` at once and returns jobs a second. One client's next job is whichever is first in line.
 */
export async function perSecond(jobs: readonly (() => Promise<unknown>)[], clients: number): Promise<number> {
  const line = jobs.values();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (const job of line) await job();
    }),
  );
  return jobs.length / ((performance.now() - start) / 1000);
}

/** The median of the ratios, and the pair of figures it came from: rounds are interleaved, so drift hits both alike. */
export async function medianOfRounds(
  rounds: number,
  ours: (round: number) => Promise<number>,
  baseline: (round: number) => Promise<number>,
): Promise<{ ours: number; baseline: number }> {
  const pairs: { ours: number; baseline: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    pairs.push({ baseline: await baseline(round), ours: await ours(round) });
  }
  pairs.sort((a, b) => a.ours / a.baseline - b.ours / b.baseline);
  const median = pairs[Math.floor(rounds / 2)];
  if (median === undefined) throw new RangeError('at least one round');
  return median;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
