import { parentPort } from 'node:worker_threads';
import { type Answer, encodeError, type FromThread, type Request, type ToThread } from './wire.ts';

export type Outcome = { readonly value: unknown } | { readonly error: unknown };

export type Handler<Body> = {
  /** Answers every request that was waiting, each once, in its own time: several together where it can. */
  handle(requests: readonly Request<Body>[], answer: (outcomes: Outcomes) => void): Promise<void>;
  close(): void;
};

/** By the ids of their requests. */
export type Outcomes = ReadonlyMap<number, Outcome>;

/** The thread's side of {@link Thread}: sets up, then hands over the requests that have gathered, batch by batch. */
export async function serve<Body>(setUp: () => Promise<Handler<Body>>): Promise<void> {
  if (parentPort === null) throw new Error('this is the script of a worker thread');
  const port = parentPort;
  let handler: Handler<Body> | undefined;
  let waiting: Request<Body>[] = [];
  let closing = false;
  let scheduled = false;

  const post = (message: FromThread) => port.postMessage(message);
  const answer = (outcomes: Outcomes) => {
    const answers = [...outcomes].map(toAnswer);
    try {
      post(answers);
    } catch {
      for (const one of answers) postAlone(one);
    }
  };
  /** Where one of several cannot be cloned, the others are answered all the same. */
  const postAlone = (one: Answer) => {
    try {
      post([one]);
    } catch (error) {
      post([{ id: one.id, error: encodeError(error) }]);
    }
  };

  const schedule = () => {
    if (handler === undefined || scheduled) return;
    scheduled = true;
    // Only after this turn of the event loop: until then everything that has arrived gathers in `waiting`.
    setImmediate(work, handler);
  };
  const work = async (handler: Handler<Body>) => {
    while (waiting.length > 0) {
      const requests = waiting;
      waiting = [];
      await handler.handle(requests, answer);
    }
    scheduled = false;
    if (closing) {
      handler.close();
      port.close();
    }
  };

  port.on('message', (message: ToThread<Body>) => {
    if (message === 'close') closing = true;
    else waiting.push(...message);
    schedule();
  });

  try {
    handler = await setUp();
  } catch (error) {
    post({ failed: encodeError(error) });
    port.close();
    return;
  }
  if (waiting.length > 0 || closing) schedule();
}

function toAnswer([id, outcome]: readonly [number, Outcome]): Answer {
  return 'error' in outcome ? { id, error: encodeError(outcome.error) } : { id, value: outcome.value };
}
