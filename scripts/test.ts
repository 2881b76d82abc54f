/**
 * `npm test`: every test of the project. Units beside the code, `test/` (whole servers), then the black-box suite of
 * `conformance/` on each database. One PostgreSQL is started for all unit tests.
 *
 *   node scripts/test.ts [file or folder ...]   only these
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../src/database/testing.ts';

const given = process.argv.slice(2);
const places = given.length > 0 ? given : ['src', 'scripts', 'test'];
const files = places
  .flatMap((place) => globSync(place.endsWith('.ts') ? place : `${place}/**/*.test.ts`))
  .sort();
if (files.length === 0) {
  console.error(`No test file is in ${places.join(' ')}`);
  process.exit(1);
}

const env = {
  ...process.env,
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)),
};
const postgres = await startPostgres();
try {
  const concurrency = `--test-concurrency=${Math.max(2, availableParallelism())}`;
  process.exitCode = await run(['--test', concurrency, '--test-reporter=spec', ...files], {
    HALFTONE_TEST_POSTGRES_URL: postgres.url,
  });
} finally {
  await postgres.stop();
}
if (given.length === 0) process.exitCode = (await run(['scripts/conformance.ts'], {})) || process.exitCode;

function run(args: readonly string[], more: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...env, ...more } });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}
