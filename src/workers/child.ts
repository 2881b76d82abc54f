/**
 * The program of a child process: loads the tasks module named by its argument and does one job after another.
 * Everything that opens untrusted bytes runs here, so this process may be killed or die at any moment.
 */

import { flushCompileCache } from 'node:module';
import { HalftoneError, toPlain } from '../kernel/index.ts';
import { errors } from './errors.ts';
import type { Answer, Job, Report, Tasks } from './protocol.ts';

const STACK_CHARACTERS = 4096;

// The server has gone: nobody wants the work. Not exit(): codecs may be busy in other threads.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl-C and service managers signal the whole group. Whether a job may finish is the server's decision.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const { tasks } = (await import(process.argv[2] ?? '')) as { tasks: Tasks };
let jobs = 0;

process.on('message', async ({ task, input }: Job) => {
  const answer = await perform(task, input);
  try {
    send(answer);
  } catch (error) {
    send(failure(error)); // An output that cannot be cloned.
  }
  // The first job has loaded the heavy libraries. A child is ended by a kill, which would not write the cache.
  if (++jobs === 1) flushCompileCache();
});
send({ kind: 'ready' });
flushCompileCache();

async function perform(name: string, input: unknown): Promise<Answer> {
  try {
    const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
    if (task === undefined) throw new Error(`There is no task ${name}.`);
    const output = await task(input as never, (phase) => send({ kind: 'phase', phase }));
    return { kind: 'done', output, residentBytes: process.memoryUsage.rss() };
  } catch (error) {
    return failure(error);
  }
}

function failure(thrown: unknown): Answer {
  const declared = thrown instanceof HalftoneError;
  const cause = declared ? thrown.cause : thrown;
  return {
    kind: 'failed',
    error: toPlain(declared ? thrown : errors.taskFailed()),
    cause: cause === undefined ? undefined : describe(cause).slice(0, STACK_CHARACTERS),
    residentBytes: process.memoryUsage.rss(),
  };
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

function send(message: Answer | Report): void {
  process.send?.(message, () => {}); // A failed send means that the server has gone: `disconnect` follows.
}
