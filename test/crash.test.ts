/** A short slice of `npm run soak`: the server is killed under load, and nothing that was acknowledged is lost. */
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { liveThroughKills } from './crash/life.ts';
import { readPostgres, readSqlite } from './crash/tables.ts';
import { createPostgresDatabase } from './postgres.ts';

const seed = randomInt(2 ** 31);

test(`SQLite: 8 kills, seed ${seed}`, async (t) => {
  const dataDir = await temporary(t);
  const report = await liveThroughKills({ dataDir, readTables: readSqlite(dataDir), kills: 8, seed });
  t.diagnostic(JSON.stringify(report));
  assert.ok(report.acknowledged >= 8);
});

test(`PostgreSQL: 4 kills, seed ${seed}`, async (t) => {
  const dataDir = await temporary(t);
  const url = await createPostgresDatabase(t);
  const report = await liveThroughKills({
    dataDir,
    env: { HALFTONE_DATABASE_URL: url, HALFTONE_SECRET: randomBytes(32).toString('hex') },
    readTables: readPostgres(url),
    kills: 4,
    seed,
  });
  t.diagnostic(JSON.stringify(report));
  assert.ok(report.acknowledged >= 4);
});

async function temporary(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-crash-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
