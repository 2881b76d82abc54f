import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { errors } from '../errors.ts';
import { type Answer, decodeError, type FromThread, type Request, type ToThread } from './wire.ts';

type Pending = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * A worker thread as seen from the main one: requests go in, answers come back, in any number at once.
 *
 * A thread that dies takes its unanswered requests with it (`whenLost` makes their error); the next request starts
 * it again. It keeps the process alive only while a request is unanswered.
 */
export class Thread<Body> {
  readonly #spawn: () => Worker;
  readonly #whenLost: (cause: unknown) => Error;
  readonly #pending = new Map<number, Pending>();
  #unsent: Request<Body>[] = [];
  #worker: Worker | undefined;
  #lastId = 0;
  #closing: Promise<void> | undefined;

  constructor(options: {
    /** `reader` or `writer`: the script is `<role>-thread` beside this file. */
    readonly role: string;
    readonly data: unknown;
    readonly whenLost: (cause: unknown) => Error;
  }) {
    // The extension of this very file: `.ts` as it stands, `.js` in the published package.
    const script = new URL(`./${options.role}-thread${extname(import.meta.url)}`, import.meta.url);
    this.#spawn = () => new Worker(script, { workerData: options.data, name: `database ${options.role}` });
    this.#whenLost = options.whenLost;
  }

  /** Starts the thread now, rather than with its first request. */
  start(): void {
    this.#running();
  }

  /** Sends a request. The type of its answer is the caller's knowledge of what the thread does. */
  async call<Value>(body: Body): Promise<Value> {
    if (this.#closing !== undefined) throw errors.databaseUnavailable().because(new Error('closed'));
    const worker = this.#running();
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (this.#pending.size === 0) worker.ref();
    this.#pending.set(id, { resolve, reject });
    // What else is asked in this turn of the event loop goes along.
    if (this.#unsent.length === 0) setImmediate(() => this.#send());
    this.#unsent.push({ id, body });
    return promise as Promise<Value>;
  }

  #send(): void {
    const requests = this.#unsent;
    this.#unsent = [];
    if (requests.length === 0) return;
    const worker = this.#running();
    try {
      worker.postMessage(requests satisfies ToThread<Body>);
    } catch {
      for (const request of requests) this.#sendAlone(worker, request);
    }
  }

  /** Where one of several cannot be cloned, the others are sent all the same. */
  #sendAlone(worker: Worker, request: Request<Body>): void {
    try {
      worker.postMessage([request] satisfies ToThread<Body>);
    } catch (error) {
      this.#take(request.id)?.reject(error);
    }
  }

  /** Lets the thread answer what it was asked, then ends it. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.ref();
    this.#send();
    worker.postMessage('close' satisfies ToThread<Body>);
    await ended;
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#spawn();
    worker.unref();
    worker.on('message', (message: FromThread) => this.#answered(worker, message));
    worker.on('error', (cause) => this.#lost(worker, this.#whenLost(cause)));
    worker.on('exit', () => this.#lost(worker, this.#whenLost(new Error('the thread ended'))));
    this.#worker = worker;
    return worker;
  }

  #answered(worker: Worker, message: FromThread): void {
    if ('failed' in message) {
      this.#lost(worker, decodeError(message.failed));
      return;
    }
    for (const answer of message) this.#settle(answer);
  }

  #settle(answer: Answer): void {
    const pending = this.#take(answer.id);
    if ('error' in answer) pending?.reject(decodeError(answer.error));
    else pending?.resolve(answer.value);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker?.unref();
    return pending;
  }

  #lost(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#unsent = [];
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of unanswered) reject(error);
  }
}
