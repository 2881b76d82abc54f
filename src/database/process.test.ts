import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createTestDatabase as createOnPostgres } from './postgres/database.testing.ts';
import { createTestDatabase as createOnSqlite } from './sqlite/database.testing.ts';
import { unitsUrl } from './units.testing.ts';

const run = promisify(execFile);

const places = { sqlite: createOnSqlite, postgres: () => createOnPostgres('postgres') } as const;

for (const [name, make] of Object.entries(places)) {
  test(`${name}: a call keeps the process alive, an open database does not`, async () => {
    const place = await make();
    const script = `
      import { openDatabase } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
      import { put } from ${JSON.stringify(unitsUrl.href)};
      const options = ${JSON.stringify(place.options)};
      const database = await openDatabase({ ...options, units: new URL(${JSON.stringify(unitsUrl.href)}) });
      await database.write(put, { key: 'a', value: 'written' });
      const { value } = await database.reader.selectFrom('settings').select('value').executeTakeFirstOrThrow();
      console.log(value);
    `;
    try {
      const { stdout } = await run(process.execPath, ['--eval', script], {
        timeout: 60_000,
      });
      assert.equal(stdout, 'written\n');
    } finally {
      await place.remove();
    }
  });
}
