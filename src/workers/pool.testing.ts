/** What the children of the pool's tests can do: behave, wait, fail and die on command. */

import { HalftoneError } from '../kernel/index.ts';
import { waitAtGate } from './testing.ts';

export const tasks = {
  echo: async (input: unknown) => input,
  pid: async () => process.pid,
  environment: async () => ({ ...process.env }),
  wait: async (gate: string) => {
    await waitAtGate(gate);
    return process.pid;
  },
  declared: async () => {
    throw new HalftoneError({ code: 'EFORMAT', status: 400, message: 'Not an image.' });
  },
  bug: async () => {
    throw new TypeError('a bug in a task');
  },
  uncloneable: async () => () => {},
  crash: async (signal: NodeJS.Signals) => {
    process.kill(process.pid, signal);
    return new Promise(() => {});
  },
  crashAfter: async (phases: readonly string[], report: (phase: string) => void) => {
    for (const phase of phases) report(phase);
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  },
  complain: async () => {
    process.stderr.write(`${'x'.repeat(10_000)} last words`, () => process.exit(7));
    return new Promise(() => {});
  },
  spin: async () => {
    for (;;);
  },
  allocate: async ({ bytes, gate }: { bytes: number; gate?: string }) => {
    const memory = Buffer.alloc(bytes, 1);
    if (gate !== undefined) await waitAtGate(gate);
    return { pid: process.pid, last: memory.at(-1) };
  },
};
