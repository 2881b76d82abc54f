/**
 * `npm run soak`: the server is killed 1,000 times, under load and while it starts, on both databases; nothing that was
 * acknowledged may be lost and nothing half made may remain. Takes about half an hour.
 *
 *   node scripts/soak.ts [kills]
 */
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../src/database/testing.ts';
import { type LifeReport, liveThroughKills } from '../test/crash/life.ts';
import { type ReadTables, readPostgres, readSqlite } from '../test/crash/tables.ts';

/** Kills of one data folder: then a new one is begun, so that the disk does not fill up. */
const KILLS_OF_A_LIFE = 50;
/** Every so many lives one is on PostgreSQL. */
const POSTGRES_EVERY = 4;

const kills = Number(process.argv[2] ?? 1000);
const started = performance.now();
const postgres = await startPostgres();
try {
  for (let life = 0; life * KILLS_OF_A_LIFE < kills; life += 1) {
    const count = Math.min(KILLS_OF_A_LIFE, kills - life * KILLS_OF_A_LIFE);
    await live(life % POSTGRES_EVERY === POSTGRES_EVERY - 1 ? 'PostgreSQL' : 'SQLite', count);
  }
  const minutes = (performance.now() - started) / 60_000;
  console.log(`${kills} kills, nothing lost, ${minutes.toFixed(1)} min`);
} finally {
  await postgres.stop();
}

async function live(database: 'SQLite' | 'PostgreSQL', count: number): Promise<void> {
  const seed = randomInt(2 ** 31);
  const name = `${database}, seed ${seed}, ${count} kills`;
  const dataDir = await mkdtemp(join(tmpdir(), 'halftone-soak-'));
  try {
    const { env, readTables } =
      database === 'SQLite' ? { env: {}, readTables: readSqlite(dataDir) } : await onPostgres();
    const report: LifeReport = await liveThroughKills({ dataDir, env, readTables, kills: count, seed });
    console.log(`${name}: ${report.acknowledged} acknowledged, ${report.undecided} undecided`);
    await rm(dataDir, { recursive: true });
  } catch (error) {
    console.error(`${name}: FAILED; the data folder is kept: ${dataDir}`);
    throw error;
  }
}

async function onPostgres(): Promise<{ env: Record<string, string>; readTables: ReadTables }> {
  const name = `soak_${randomBytes(8).toString('hex')}`;
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return {
    env: { HALFTONE_DATABASE_URL: url.href, HALFTONE_SECRET: randomBytes(32).toString('hex') },
    readTables: readPostgres(url.href),
  };
}
