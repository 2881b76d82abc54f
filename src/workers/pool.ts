/**
 * The pool of child processes in which untrusted bytes are opened (decoders, encoders, parsers). A child may crash,
 * hang or eat memory: it is killed and replaced, the job fails with a declared error, and the server goes on.
 */

import type { HalftoneError } from '../kernel/index.ts';
import type { Log } from '../observability/index.ts';
import { childEnvironment, ownCompileCache } from './environment.ts';
import { errors } from './errors.ts';
import type { Job } from './protocol.ts';
import { startWorker, type Worker } from './worker.ts';

export type ChildPool = {
  /**
   * Does one job in a child, first come, first served. Input and output must survive a structured clone.
   * @param options.deadlineMs from the moment the job starts in its child; the pool's own by default.
   * @param options.signal drops the job while it waits. One that runs is left to finish, since its result can be kept,
   *   unless it has more to do than the start of another process costs: then its process is killed.
   * @param options.phase how far the job has come before it begins, for whoever asks how it was lost.
   * @param options.estimateMs what the job is expected to take in all, on one core; without it a job never counts as long.
   * @throws HalftoneErrors that the task threw; taskFailed for anything else it threw; taskTimedOut, taskTooLarge and
   *   taskCrashed when the child was killed or died; workerNotStarted; poolClosed; the signal's reason.
   */
  run<Out>(task: string, input: unknown, options?: JobOptions): Promise<Out>;
  /** Drops what waits, gives what runs a little time, then kills. */
  close(): Promise<void>;
  stats(): PoolStats;
};

export type JobOptions = {
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly estimateMs?: number | undefined;
  readonly phase?: string | undefined;
};

export type PoolStats = {
  /** Processes started so far. */
  readonly spawned: number;
  readonly running: number;
  readonly queued: number;
  /** Jobs that got an answer, good or bad. */
  readonly completed: number;
  /** Jobs lost with their process: crashes, deadlines, memory. */
  readonly crashed: number;
  /** Jobs given up with their process because nobody waited for them any more. */
  readonly abandoned: number;
};

export type ChildPoolOptions = {
  /** Module exporting `tasks: Record<string, (input) => Promise<output>>`. */
  readonly tasks: URL;
  /** Most processes at once. One more than there is work for is kept warm, up to this. */
  readonly size: number;
  readonly deadlineMs: number;
  /** Jobs after which a process is replaced: what leaks or fragments goes with it. */
  readonly recycleAfter: number;
  /** A process found above this after a job is replaced. */
  readonly memoryLimitBytes: number;
  /** A process found above this during a job is killed (Linux only). */
  readonly killAboveBytes: number;
  /** How long `close` waits for running jobs. */
  readonly closeGraceMs?: number;
  /** Folder of Node's compile cache; the server's own by default, if it has one. */
  readonly compileCache?: string;
  /** What of this a child may know is chosen here: no secret passes. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
};

const START_DEADLINE_MS = 30_000;
const CLOSE_GRACE_MS = 5_000;
/** What a new process costs before it can work (68 ms measured, the libraries loaded): less is not worth killing one for. */
const RESPAWN_MS = 70;

type Waiting = Job & {
  readonly deadlineMs: number;
  readonly estimateMs: number;
  readonly signal: AbortSignal | undefined;
  readonly phase: string | undefined;
  /** The job has left the queue: from here on its signal means something else. */
  readonly onDequeue: () => void;
  readonly resolve: (output: never) => void;
  readonly reject: (error: unknown) => void;
};

export function createChildPool(options: ChildPoolOptions): ChildPool {
  const { size, recycleAfter, memoryLimitBytes, log } = options;
  const env = childEnvironment(options.env, options.compileCache ?? ownCompileCache());
  const workers = new Set<Worker>();
  const idle: Worker[] = [];
  const queue: Waiting[] = [];
  const underWay = new Set<Promise<void>>();
  let closed = false;
  let starting = 0;
  let spawned = 0;
  let running = 0;
  let completed = 0;
  let crashed = 0;
  let abandoned = 0;

  function spawn(): void {
    const worker = startOne();
    if (worker === undefined) return;
    workers.add(worker);
    spawned += 1;
    starting += 1;
    worker.ready.then(
      () => {
        starting -= 1;
        free(worker);
      },
      (error) => {
        starting -= 1;
        workers.delete(worker);
        notStarted(error);
      },
    );
    worker.gone.then(() => {
      workers.delete(worker);
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
      // Only what has worked is replaced ahead of need, or a child that dies at once would be respawned for ever.
      grow(worker.jobs > 0 ? 1 : 0);
    });
  }

  function startOne(): Worker | undefined {
    try {
      const { tasks, killAboveBytes } = options;
      return startWorker({ tasks, env, killAboveBytes, startDeadlineMs: START_DEADLINE_MS });
    } catch (error) {
      queueMicrotask(() => notStarted(error)); // The system has no memory for another process.
      return undefined;
    }
  }

  /** Starts processes for what waits, and `spare` more. */
  function grow(spare: 0 | 1): void {
    if (closed) return;
    const wanted = queue.length + spare - idle.length - starting;
    for (let i = 0; i < wanted && workers.size < size; i += 1) spawn();
  }

  function notStarted(error: unknown): void {
    if (closed) return;
    log.error({ error }, 'A worker process could not be started.');
    // Workers that did start may still do what waits. Without any, each failed start fails one job, so this ends.
    if (workers.size === starting) drop(queue.shift(), errors.workerNotStarted().because(error));
    grow(0);
  }

  function free(worker: Worker): void {
    if (!worker.alive) return;
    // By count one at a time, so that they do not all start over in the same moment.
    const worn = worker.jobs >= recycleAfter && starting === 0;
    if (closed || worn || worker.residentBytes > memoryLimitBytes) {
      worker.kill(errors.poolClosed());
      return;
    }
    idle.push(worker);
    dispatch();
  }

  function dispatch(): void {
    while (queue.length > 0) {
      // The one used last: its caches are warm, and under little load the others rest.
      const worker = idle.pop();
      if (worker === undefined) break;
      if (!worker.alive) continue;
      const job = queue.shift() as Waiting;
      job.onDequeue();
      const work = perform(worker, job).finally(() => underWay.delete(work));
      underWay.add(work);
    }
  }

  async function perform(worker: Worker, job: Waiting): Promise<void> {
    const { task, input, deadlineMs, estimateMs, signal, phase } = job;
    const start = performance.now();
    const elapsed = () => performance.now() - start;
    const giveUp = () => {
      if (estimateMs - elapsed() > RESPAWN_MS) worker.kill(signal?.reason);
    };
    signal?.addEventListener('abort', giveUp);
    running += 1;
    try {
      job.resolve((await worker.run({ task, input }, deadlineMs, phase)) as never);
      completed += 1;
    } catch (error) {
      if (worker.alive) completed += 1;
      else if (signal?.aborted && error === signal.reason) abandoned += 1;
      else {
        crashed += 1;
        if (!closed) log.warn({ error, task }, 'A worker process was lost.');
      }
      job.reject(error);
    }
    signal?.removeEventListener('abort', giveUp);
    running -= 1;
    log.debug({ task, ms: Math.round(elapsed()), estimateMs }, 'A worker process did a job.');
    free(worker);
  }

  grow(1);

  return {
    run<Out>(
      task: string,
      input: unknown,
      { deadlineMs = options.deadlineMs, signal, estimateMs = 0, phase }: JobOptions = {},
    ) {
      if (closed) return Promise.reject(errors.poolClosed());
      if (signal?.aborted) return Promise.reject(signal.reason);
      return new Promise<Out>((resolve, reject) => {
        const leave = () => {
          queue.splice(queue.indexOf(job), 1);
          reject(signal?.reason);
        };
        const onDequeue = () => signal?.removeEventListener('abort', leave);
        const job: Waiting = {
          task,
          input,
          deadlineMs,
          estimateMs,
          signal,
          phase,
          onDequeue,
          resolve,
          reject,
        };
        signal?.addEventListener('abort', leave);
        queue.push(job);
        dispatch();
        grow(1);
      });
    },

    async close() {
      closed = true;
      for (const job of queue.splice(0)) drop(job, errors.poolClosed());
      const killAll = () => {
        for (const worker of workers) worker.kill(errors.poolClosed());
      };
      const grace = setTimeout(killAll, options.closeGraceMs ?? CLOSE_GRACE_MS);
      await Promise.all(underWay);
      clearTimeout(grace);
      killAll();
      await Promise.all([...workers].map((worker) => worker.gone));
    },

    stats() {
      return { spawned, running, queued: queue.length, completed, crashed, abandoned };
    },
  };
}

function drop(job: Waiting | undefined, error: HalftoneError): void {
  job?.onDequeue();
  job?.reject(error);
}
