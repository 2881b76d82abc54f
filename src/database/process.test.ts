import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { openDatabase } from './index.ts';
import { createTestDatabase as createOnPostgres } from './postgres/database.testing.ts';
import { createTestDatabase as createOnSqlite } from './sqlite/database.testing.ts';
import { unitsUrl } from './units.testing.ts';

const places = { sqlite: createOnSqlite, postgres: () => createOnPostgres('postgres') } as const;

for (const [name, make] of Object.entries(places)) {
  test(`${name}: a call keeps the process alive, an open database does not`, async () => {
    const place = await make();
    const script = `${opening(place.options)}
      await database.write(put, { key: 'a', value: 'written' });
      const { value } = await database.reader.selectFrom('settings').select('value').executeTakeFirstOrThrow();
      console.log(value);
    `;
    try {
      const run = promisify(execFile);
      const { stdout } = await run(process.execPath, ['--eval', script], { timeout: 60_000 });
      assert.equal(stdout, 'written\n');
    } finally {
      await place.remove();
    }
  });

  test(`${name}: what was acknowledged survives kill -9`, async () => {
    const place = await make();
    const script = `${opening(place.options)}
      const write = async (client) => {
        for (let i = 0; ; i++) console.log(await database.write(put, { key: client + '-' + i, value: '' }));
      };
      await Promise.all(['a', 'b', 'c', 'd'].map(write));
    `;
    try {
      const child = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      const acknowledged: string[] = [];
      for await (const key of createInterface({ input: child.stdout })) {
        if (acknowledged.push(key) === 50) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

      const database = await openDatabase({ ...place.options, units: unitsUrl });
      const rows = await database.reader.selectFrom('settings').select('key').execute();
      await database.close();
      const saved = new Set(rows.map(({ key }) => key));
      assert.ok(acknowledged.length >= 50);
      assert.deepEqual(
        acknowledged.filter((key) => !saved.has(key)),
        [],
      );
    } finally {
      await place.remove();
    }
  });
}

/** The start of a script that has the database open. */
function opening(options: object): string {
  return `
    import { openDatabase } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
    import { put } from ${JSON.stringify(unitsUrl.href)};
    const units = new URL(${JSON.stringify(unitsUrl.href)});
    const database = await openDatabase({ ...${JSON.stringify(options)}, units });
  `;
}
