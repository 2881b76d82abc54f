/**
 * `npm test`: every test of the project. Units beside the code, `test/` (integration), and the black-box suite of
 * `conformance/` against a server of its own on each database. One PostgreSQL is started for all of them.
 *
 *   node scripts/test.ts [file or folder ...]   only these
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { startPostgres } from '../src/database/testing.ts';

const given = process.argv.slice(2);
const patterns =
  given.length > 0
    ? given.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.test.ts`))
    : ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'test/**/*.test.ts', 'conformance/**/*.test.ts'];
const files = patterns.flatMap((pattern) => globSync(pattern)).sort();
if (files.length === 0) {
  console.error(`No test file matches ${patterns.join(' ')}`);
  process.exit(1);
}

const postgres = await startPostgres();
try {
  const child = spawn(
    process.execPath,
    ['--test', `--test-concurrency=${Math.max(2, availableParallelism())}`, '--test-reporter=spec', ...files],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        HALFTONE_TEST_POSTGRES_URL: postgres.url,
        HALFTONE_TEST_POSTGRES_ICU_URL: postgres.icuUrl,
      },
    },
  );
  process.exitCode = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
} finally {
  await postgres.stop();
}
