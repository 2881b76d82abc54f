/**
 * `npm run conformance`: the black-box suite with the official SDK.
 *
 * Against a server that runs already, when CONFORMANCE_BASE_URL, CONFORMANCE_URL_ENDPOINT and CONFORMANCE_PRIVATE_KEY
 * name one (CONFORMANCE_PUBLIC_KEY for uploads that are signed; CONFORMANCE_LOOPBACK=true when that server may fetch
 * from 127.0.0.1); otherwise against a server of its own, once on SQLite and once on PostgreSQL.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { startPostgres } from '../src/database/testing.ts';
import { startServer } from '../test/server.ts';

process.exitCode = process.env.CONFORMANCE_BASE_URL ? await runSuite({}) : await onEachDatabase();

async function onEachDatabase(): Promise<number> {
  const postgres = await startPostgres();
  try {
    const onSqlite = await onOwnServer('SQLite', {});
    const onPostgres = await onOwnServer('PostgreSQL', {
      HALFTONE_DATABASE_URL: postgres.url,
      HALFTONE_SECRET: '5a'.repeat(32),
    });
    return onSqlite || onPostgres;
  } finally {
    await postgres.stop();
  }
}

async function onOwnServer(name: string, env: Record<string, string>): Promise<number> {
  console.log(`conformance on ${name}`);
  const server = await startServer({ ...env, HALFTONE_ALLOW_PRIVATE_ORIGINS: '127.0.0.1/32' });
  try {
    return await runSuite({
      CONFORMANCE_BASE_URL: server.baseUrl,
      CONFORMANCE_URL_ENDPOINT: server.urlEndpoint,
      CONFORMANCE_PRIVATE_KEY: server.privateKey,
      CONFORMANCE_PUBLIC_KEY: server.publicKey,
      CONFORMANCE_LOOPBACK: 'true',
    });
  } finally {
    await server.remove();
  }
}

function runSuite(env: Record<string, string>): Promise<number> {
  const files = globSync('conformance/**/*.test.ts').sort();
  const child = spawn(process.execPath, ['--test', '--test-reporter=spec', ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}
