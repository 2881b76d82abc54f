import assert from 'node:assert/strict';
import { link, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDataFolder } from './data-folder.ts';

test('the secret survives a process that died while it kept it, under the same process id', async (t) => {
  const path = await mkdtemp(join(tmpdir(), 'halftone-data-folder-'));
  t.after(() => rm(path, { recursive: true }));
  const folder = await openDataFolder(path);
  t.after(() => folder.release());
  const draft = join(path, `secret.${process.pid}`); // in a container every server is pid 1

  await writeFile(draft, 'half'); // died before it was whole
  const secret = await folder.secret(undefined);

  await link(join(path, 'secret'), draft); // died before the draft's name went
  assert.deepEqual(await folder.secret(undefined), secret);
  assert.deepEqual(
    (await readdir(path)).filter((name) => name.startsWith('secret')),
    ['secret'],
  );
});
