import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { write } from './written.ts';

const BYTES = Buffer.from('0123456789');

describe('a result written to its file', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halftone-written-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('has in its name what became known, in folders that are made for it, and leaves no draft', async () => {
    const drafts = join(folder, 'drafts');
    // A folder may be called anything.
    const kept = join(folder, '{size}', 'ab');
    const target = {
      draft: join(drafts, 'one'),
      path: join(kept, 'key.{width}x{height}.{size}.{other}.jpg'),
    };
    assert.deepEqual(await write(target, BYTES, { width: 30, height: 20 }), { size: 10 });
    assert.deepEqual(await readdir(kept), ['key.30x20.10.{other}.jpg']);
    assert.deepEqual(await readFile(join(kept, 'key.30x20.10.{other}.jpg')), BYTES);
    assert.deepEqual(await readdir(drafts), []);
  });

  it('is handed over when there is no place for the draft or for the file, and nothing is left', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'where a folder should be');
    const draft = join(folder, 'draft');
    const blocked = { draft: join(file, 'draft'), path: join(folder, 'path') };
    assert.deepEqual(await write(blocked, BYTES), { size: 10, bytes: BYTES });
    assert.deepEqual(await write({ draft, path: join(file, 'path') }, BYTES), { size: 10, bytes: BYTES });
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name === 'draft' || name === 'path'),
      [],
    );
  });
});
