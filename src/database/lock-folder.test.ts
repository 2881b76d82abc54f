import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { databaseErrors as errors, lockFolder } from './index.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-lock-'));
});
after(() => rm(folder, { recursive: true, force: true }));

test('a folder is locked once in a process, and free again after its release', async () => {
  const lock = await lockFolder(folder);
  await assert.rejects(lockFolder(folder), errors.folderInUse(folder));
  await lock.release();
  await lock.release();
  const again = await lockFolder(folder);
  await again.release();
});

test('a folder is locked against other processes, and free at once when its holder is killed', async () => {
  const holder = await holdInChild();
  await assert.rejects(lockFolder(folder), errors.folderInUse(folder));
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = await lockFolder(folder);
  await lock.release();
});

test('a lock holds although nobody keeps it', async () => {
  const holder = await holdInChild();
  holder.stdin?.write('collect garbage\n');
  assert.ok(holder.stdout);
  await once(holder.stdout, 'data');
  await assert.rejects(lockFolder(folder), errors.folderInUse(folder));
  holder.kill('SIGKILL');
  await once(holder, 'exit');
});

test('a folder that is missing, or a file, is refused with what to do', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  for (const place of [join(folder, 'missing'), file]) {
    await assert.rejects(lockFolder(place), (error: Error) => {
      assert.match(error.message, /missing or cannot be written to/);
      assert.match(error.message, /HALFTONE_DATA_DIR/);
      assert.ok(error.message.includes(place));
      assert.ok(error.cause instanceof Error);
      return true;
    });
  }
});

/** A process that takes the lock, drops it from its hands, and collects garbage when told to. */
async function holdInChild(): Promise<ChildProcess> {
  const script = `
    import { lockFolder } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
    await lockFolder(${JSON.stringify(folder)});
    console.log('locked');
    process.stdin.on('data', () => { gc(); gc(); console.log('collected'); });
  `;
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}
