/** wrk, which asks for one URL as fast as it is answered. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type Load = {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p99: number;
};

/** @throws when there is no wrk, or an answer is no success */
export async function wrk(url: string, options: readonly string[]): Promise<Load> {
  const { stdout } = await promisify(execFile)('wrk', ['--latency', ...options, url]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  const [, p99, unit = ''] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)?.[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99: Number(p99) * ({ us: 0.001, ms: 1, s: 1_000 }[unit] ?? Number.NaN),
  };
}
