/** One child process, as the server sees it: born, ready, one job at a time, and an end that may come at any moment. */

import { type ChildProcess, fork } from 'node:child_process';
import { fromPlain, type HalftoneError } from '../kernel/index.ts';
import { errors } from './errors.ts';
import { type Loss, WorkerLost } from './loss.ts';
import { ownMemory } from './memory.ts';
import type { Answer, Job, Report } from './protocol.ts';

/** A job's memory is looked at this often: seldom enough to cost nothing, often enough to stop a bomb. */
const WATCH_EVERY_MS = 100;
/** How long after the end of a child its pipes may stay open. */
const CLOSE_WAIT_MS = 1_000;
/** How much of what a child writes to standard error is kept, from its end. */
const STDERR_CHARACTERS = 4096;

export type Worker = {
  /** Neither dead nor told to die. */
  readonly alive: boolean;
  /** Jobs begun, and memory in bytes as the child measured it after the last one. */
  readonly jobs: number;
  readonly residentBytes: number;
  /** Settles when the tasks module is loaded; rejects when the child ended before. */
  readonly ready: Promise<void>;
  /** Settles when the process is gone; never rejects. */
  readonly gone: Promise<void>;
  /**
   * Does one job; the worker must be ready and free. `phase` is how far it has come before it begins.
   * @throws what the task threw; taskTimedOut, taskTooLarge (both: killed), taskCrashed.
   */
  run(job: Job, deadlineMs: number, phase?: string): Promise<unknown>;
  /** Ends the process. A job under way fails with `reason`. */
  kill(reason: unknown): void;
};

export type WorkerOptions = {
  readonly tasks: URL;
  readonly env: Readonly<Record<string, string>>;
  /** The process is killed when a job's own memory is found above this. */
  readonly killAboveBytes: number;
  /** The process is killed when it is not ready after this time. */
  readonly startDeadlineMs: number;
};

export function startWorker(options: WorkerOptions): Worker {
  const child = fork(new URL('./child.ts', import.meta.url), [options.tasks.href], {
    env: options.env,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const stderr = keepTail(child);
  const gone = Promise.withResolvers<void>();
  let pending: PromiseWithResolvers<Answer> | undefined;
  let verdict: { readonly reason: unknown } | undefined;
  let phase: string | undefined;
  let running = true;
  let jobs = 0;
  let residentBytes = 0;

  child.on('message', (message: Answer | Report) => {
    if (message.kind === 'phase') phase = message.phase;
    else pending?.resolve(message);
  });
  child.on('exit', (code, signal) => {
    running = false;
    const how = signal ?? `exit code ${code}`;
    // Only at `close` have its last answer and its last words been read; what it started may keep that from coming.
    const late = setTimeout(buried, CLOSE_WAIT_MS, how);
    child.once('close', () => {
      clearTimeout(late);
      buried(how);
    });
  });
  child.on('error', (error) => {
    if (child.pid !== undefined) return kill(crashed(error.message));
    running = false; // It was never born, and no exit follows.
    buried(error.message);
  });

  function buried(how: string): void {
    pending?.reject(verdict === undefined ? crashed(`${how} ${stderr()}`.trim()) : verdict.reason);
    gone.resolve();
  }

  function kill(reason: unknown): void {
    verdict ??= { reason };
    child.kill('SIGKILL');
  }

  const lost = (kind: Loss['kind'], detail: string) => new WorkerLost({ kind, phase }, detail);
  const crashed = (detail: string) => errors.taskCrashed().because(lost('crash', detail));
  const timedOut = (ms: number) =>
    errors.taskTimedOut(ms).because(lost('deadline', `Killed after ${ms} ms.`));
  const tooLarge = (bytes: number) =>
    errors.taskTooLarge().because(lost('memory', `Killed at ${bytes} bytes.`));

  function send(job: Job): void {
    try {
      child.send(job, (error) => error && kill(crashed(error.message)));
    } catch (error) {
      throw errors.taskFailed().because(error); // An input that cannot be cloned.
    }
  }

  async function nextAnswer(deadlineMs: number): Promise<Answer> {
    pending = Promise.withResolvers();
    const deadline = setTimeout(() => kill(timedOut(deadlineMs)), deadlineMs);
    try {
      return await pending.promise;
    } finally {
      clearTimeout(deadline);
      pending = undefined;
    }
  }

  function watchMemory(pid: number): NodeJS.Timeout {
    return setInterval(() => {
      const bytes = ownMemory(pid);
      if (bytes > options.killAboveBytes) kill(tooLarge(bytes));
    }, WATCH_EVERY_MS);
  }

  return {
    get alive() {
      return running && verdict === undefined;
    },
    get jobs() {
      return jobs;
    },
    get residentBytes() {
      return residentBytes;
    },
    ready: nextAnswer(options.startDeadlineMs).then(() => undefined),
    gone: gone.promise,
    kill,
    async run(job, deadlineMs, before) {
      phase = before;
      if (!running || child.pid === undefined) throw crashed('The process had ended before the job.');
      jobs += 1;
      send(job);
      const watch = watchMemory(child.pid);
      try {
        const answer = await nextAnswer(deadlineMs);
        if (answer.kind === 'ready') throw crashed('The process began anew.');
        residentBytes = answer.residentBytes;
        if (answer.kind === 'failed') throw revive(answer);
        return answer.output;
      } finally {
        clearInterval(watch);
      }
    },
  };
}

function revive({ error, cause }: Extract<Answer, { kind: 'failed' }>): HalftoneError {
  if (cause === undefined) return fromPlain(error);
  return fromPlain(error).because(Object.assign(new Error(cause.split('\n', 1)[0]), { stack: cause }));
}

/** Reads a child's standard error, so that it never blocks, and keeps the end of it. */
function keepTail(child: ChildProcess): () => string {
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-STDERR_CHARACTERS);
  });
  return () => tail;
}
