/** An empty PostgreSQL database for one test, on the server that `npm test` has started or on one of its own. */
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { Client } from 'pg';
import { startPostgres } from '../src/database/testing.ts';

/** Resolves with its URL; the database goes after the test. */
export async function createPostgresDatabase(t: Pick<TestContext, 'after'>): Promise<string> {
  const given = process.env.HALFTONE_TEST_POSTGRES_URL;
  if (!given) {
    const own = await startPostgres();
    t.after(() => own.stop());
    return own.url;
  }
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(given, `create database ${name}`);
  t.after(() => execute(given, `drop database ${name} with (force)`));
  const url = new URL(given);
  url.pathname = `/${name}`;
  return url.href;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
