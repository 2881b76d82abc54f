/**
 * A process that sends what is in an outbox and kills itself at its n-th write:
 * `node crash.testing.ts <file> <write> <when>`; `when` is `after` the write was committed or `during` it, which may be
 * anything from before its transaction to after its end.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Database, openDatabase } from '../database/index.ts';
import { createSafePost } from '../net/index.ts';
import { createWebhooks } from './index.ts';

/**
 * Sends until nothing is left.
 * @param now a time of its own, so that claims of the dead are over
 */
export async function sendAll(
  opened: Database,
  now: number,
  aroundWrite: <Out>(write: () => Promise<Out>) => Promise<Out> = (write) => write(),
): Promise<void> {
  const database: Database = {
    ...opened,
    write: (unit, input) => aroundWrite(() => opened.write(unit, input)),
  };
  const post = createSafePost({ allow: ['127.0.0.1'] });
  const silent = () => {};
  const webhooks = createWebhooks({
    database,
    clock: () => now,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    post,
    activeWebhooks: async () => {
      const rows = await database.reader.selectFrom('webhooks').select(['id', 'endpoint']).execute();
      return rows.map((row) => ({ ...row, secret: 'whsec_' }));
    },
    makeBodies: async (events) => new Map(events.map(({ id }) => [id, JSON.stringify({ id })])),
  });
  await webhooks.start();
  while (await isAnythingLeft(database)) {
    webhooks.wake();
    await pause(5);
  }
  await webhooks.close();
  await post.close();
}

async function isAnythingLeft({ reader }: Database): Promise<boolean> {
  const event = await reader.selectFrom('events').select('id').executeTakeFirst();
  const job = await reader.selectFrom('jobs').select('id').where('state', '<>', 'done').executeTakeFirst();
  return event !== undefined || job !== undefined;
}

export function openAt(file: string): Promise<Database> {
  return openDatabase({ file, units: new URL('./units.testing.ts', import.meta.url) });
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment: nothing more happens until it has come.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

if (import.meta.main) {
  const [file = '', last, when] = process.argv.slice(2);
  const database = await openAt(file);
  let writes = 0;
  await sendAll(database, 1_000_000, async (write) => {
    writes += 1;
    const isLast = writes === Number(last);
    const written = write();
    if (isLast && when === 'during') die();
    const out = await written;
    if (isLast) die();
    return out;
  });
  await database.close();
}
