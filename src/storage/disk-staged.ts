import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing, storageError } from './errors.ts';
import { blobKey } from './key.ts';
import type { StagingBudget } from './staging-budget.ts';
import { syncFolder } from './sync-folder.ts';
import { HEAD_BYTES, type Staged } from './types.ts';

/**
 * One upload on disk: a file under its staged name, to which publishing adds a second name, the object's.
 *
 * While the staged name exists the upload is undecided, and after a crash `recover` decides it. So whatever happens,
 * the object's name goes before the staged one.
 *
 * @param onEnd called once, when the upload is published or gone
 */
export async function stageOnDisk(options: {
  readonly id: string;
  readonly path: string;
  readonly objectPath: (key: string) => string;
  readonly budget: StagingBudget;
  readonly onEnd: () => void;
}): Promise<Staged> {
  const { id, path, objectPath, budget } = options;
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY;
  const file = await open(path, flags, 0o600).catch((error: unknown) => {
    throw storageError(error);
  });
  const digest = createHash('sha256');
  let state: 'writing' | 'sealed' | 'published' | 'released' | 'discarded' = 'writing';
  let size = 0;
  let head = Buffer.alloc(0);
  let hash = '';
  let linked: string | undefined;
  let durable: Promise<void> | undefined;

  const inOrder = createOrder();
  /** Runs a step in its turn; one that fails takes the whole upload with it. */
  const step = <Out>(from: typeof state, run: () => Promise<Out>): Promise<Out> =>
    inOrder(async () => {
      if (state !== from) throw new Error(`This upload is ${state}, not ${from}.`);
      try {
        return await run();
      } catch (error) {
        await drop();
        throw storageError(error);
      }
    });

  async function syncAndClose(): Promise<void> {
    try {
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  function end(next: typeof state): void {
    const staged = state === 'writing' || state === 'sealed';
    state = next;
    if (!staged) return;
    budget.giveBack(size);
    options.onEnd();
  }

  async function drop(): Promise<void> {
    end('discarded');
    await (durable ?? file.close()).catch(() => undefined);
    // An object that cannot be removed keeps its staged name, by which the next start finds it.
    if (linked !== undefined && !(await removed(linked))) return;
    await removed(path);
  }

  return {
    id,
    path,
    get size() {
      return size;
    },
    get head() {
      return head;
    },
    write: (chunk) =>
      step('writing', async () => {
        const room = budget.take(chunk.byteLength);
        if (size < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - size)]);
        size += chunk.byteLength;
        await room;
        const written = writeWhole(file, chunk);
        digest.update(chunk); // while the thread pool writes the same bytes
        await written;
      }),
    seal: () =>
      step('writing', async () => {
        state = 'sealed';
        hash = digest.digest('hex');
        // Begun here, awaited by publish: the bytes reach the disk while their type and dimensions are read.
        durable = syncAndClose();
        durable.catch(() => undefined);
        return { hash, size };
      }),
    publish: () =>
      step('sealed', async () => {
        await durable;
        const key = blobKey(hash, id);
        linked = objectPath(key);
        await link(path, linked);
        await syncFolder(dirname(linked));
        end('published');
        return key;
      }),
    release: () =>
      inOrder(async () => {
        if (state !== 'published') throw new Error(`This upload is ${state}, not published.`);
        end('released');
        await removed(path);
      }),
    discard: () =>
      inOrder(async () => {
        if (state !== 'released' && state !== 'discarded') await drop();
      }),
  };
}

/** A function that runs what it is given one after the other. */
function createOrder(): <Out>(run: () => Promise<Out>) => Promise<Out> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const result = last.then(run);
    last = result.catch(() => undefined);
    return result;
  };
}

async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    const { bytesWritten } = await file.write(chunk, offset);
    offset += bytesWritten;
  }
}

/** Whether a name is gone now. */
async function removed(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    return isMissing(error);
  }
}
