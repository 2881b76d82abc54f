import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fill, openLibrary, SCENARIOS } from './folder-crash.testing.ts';
import { cleared, told, tree } from './folder-jobs.testing.ts';

const script = fileURLToPath(new URL('./folder-crash.testing.ts', import.meta.url));
/** More than any scenario has. */
const MOST_WRITES = 30;

type State = { readonly seen: readonly string[]; readonly told: Record<string, number> };

describe('kill -9 in the middle of a job', { concurrency: 2 }, () => {
  let filled = '';
  let begun: State;

  before(async () => {
    filled = await mkdtemp(join(tmpdir(), 'halftone-folder-crash-'));
    const opened = await openLibrary(filled);
    await fill(opened);
    begun = { seen: await tree(opened.library), told: await told(opened.database) };
    await opened.close();
  });
  after(() => rm(filled, { recursive: true }));

  /** A library in which the scenario was begun and killed; undefined where it came to its end first. */
  async function kill(scenario: string, write: number, when: string): Promise<string | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'halftone-folder-crash-'));
    await cp(filled, folder, { recursive: true });
    const signal = await new Promise<string | null>((resolve, reject) => {
      execFile(process.execPath, [script, folder, scenario, String(write), when], (error, _out, stderr) => {
        if (stderr !== '') reject(new Error(stderr));
        else resolve(error?.signal ?? null);
      });
    });
    if (signal === 'SIGKILL') return folder;
    await rm(folder, { recursive: true });
    return undefined;
  }

  /** What is seen at first, and once the jobs have gone on to their end. */
  async function goOn(folder: string): Promise<{ first: readonly string[]; last: State; begun: boolean }> {
    const opened = await openLibrary(folder);
    try {
      const first = await tree(opened.library);
      const jobs = await opened.database.reader.selectFrom('jobs').select('id').execute();
      await opened.jobs.start();
      await cleared(opened.database);
      const last = { seen: await tree(opened.library), told: await told(opened.database) };
      const left = await opened.database.reader
        .selectFrom('assets')
        .select('id')
        .where('kind', '=', 'file')
        // A bare file is not seen.
        .where('version_id', 'is not', null)
        .execute();
      assert.equal(left.length, last.seen.filter((path) => !path.endsWith('/')).length, 'nothing is hidden');
      return { first, last, begun: jobs.length > 0 };
    } finally {
      await opened.close();
      await rm(folder, { recursive: true });
    }
  }

  for (const scenario of Object.keys(SCENARIOS)) {
    test(scenario, async () => {
      const undisturbed = await mkdtemp(join(tmpdir(), 'halftone-folder-crash-'));
      await cp(filled, undisturbed, { recursive: true });
      const opened = await openLibrary(undisturbed);
      await SCENARIOS[scenario]?.(opened.library);
      // Made by the request itself, before its job.
      const requested = await tree(opened.library);
      await opened.close();
      const { last: end } = await goOn(undisturbed);
      assert.notDeepEqual(end.seen, begun.seen);

      for (let write = 1; write < MOST_WRITES; write += 2) {
        const [after, during] = await Promise.all([
          kill(scenario, write, 'after'),
          kill(scenario, write + 1, 'during'),
        ]);
        for (const folder of [after, during]) {
          if (folder === undefined) continue;
          const found = await goOn(folder);
          const whole = [begun.seen, requested, end.seen].map(String);
          assert.ok(
            whole.includes(String(found.first)),
            `half of it is seen at write ${write}: ${found.first}`,
          );
          assert.deepEqual(found.last, found.begun ? end : begun, `write ${write}`);
        }
        if (after === undefined || during === undefined) return;
      }
      assert.fail('it never came to its end');
    });
  }
});
