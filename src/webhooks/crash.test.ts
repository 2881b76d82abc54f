import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Database } from '../database/index.ts';
import { openAt, sendAll } from './crash.testing.ts';
import { addEvents, putWebhook } from './units.testing.ts';
import { answer, receiver } from './webhooks.testing.ts';

const script = fileURLToPath(new URL('./crash.testing.ts', import.meta.url));
const EVENTS = 3;
/** More than sending takes. */
const MOST_WRITES = 30;

test('kill -9 at any moment: every event arrives, and none is fanned out twice', async (t) => {
  const hooks = { one: await receiver(t, answer(200)), two: await receiver(t, answer(200)) };

  async function fill(database: Database): Promise<readonly string[]> {
    for (const [id, { url }] of Object.entries(hooks)) {
      await database.write(putWebhook, { id, endpoint: url, events: ['file.deleted'], enabled: 1 });
    }
    const events = Array.from({ length: EVENTS }, () => ({ type: 'file.deleted', data: {}, now: 1 }));
    return database.write(addEvents, events);
  }

  function kill(file: string, write: number, when: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [script, file, String(write), when], (error, _out, stderr) => {
        if (stderr !== '') reject(new Error(stderr));
        else resolve(error?.signal === 'SIGKILL');
      });
    });
  }

  async function runOnce(write: number, when: string): Promise<boolean> {
    const folder = await mkdtemp(join(tmpdir(), 'halftone-webhooks-'));
    try {
      const file = join(folder, 'crash.sqlite');
      const before = await openAt(file);
      const ids = await fill(before);
      await before.close();
      const killed = await kill(file, write, when);
      const database = await openAt(file);
      // An hour later: whatever the dead process had claimed is free.
      await sendAll(database, 1_000_000 + 3_600_000);
      const jobs = await database.reader.selectFrom('jobs').select(['payload', 'state']).execute();
      await database.close();
      const sent = jobs.map(({ payload, state }) => {
        const { to, eventId } = JSON.parse(payload);
        return `${eventId} ${to.webhookId} ${state}`;
      });
      const wanted = ids.flatMap((id) => [`${id} one done`, `${id} two done`]);
      assert.deepEqual(sent.sort(), wanted.sort(), `killed ${when} write ${write}`);
      for (const { received } of Object.values(hooks)) {
        const arrived = new Set(received.map(({ headers }) => headers['webhook-id']));
        for (const id of ids) assert.ok(arrived.has(id), `killed ${when} write ${write}`);
      }
      return killed;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  for (let write = 1; write < MOST_WRITES; write += 2) {
    const killed = await Promise.all([runOnce(write, 'after'), runOnce(write + 1, 'during')]);
    if (killed.includes(false)) return assert.ok(write > 5, 'it was killed at some writes');
  }
  assert.fail('it never came to its end');
});
