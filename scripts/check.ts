/** `npm run check`: types, lint and format, floors and doors; and that the check of floors would find what it looks for. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentsOutOfDate } from './documents.ts';
import { findViolations } from './floors.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const checks: readonly [string, () => Promise<readonly string[]>][] = [
  ['types', () => program('tsc', ['--noEmit'])],
  ['lint and format', () => program('biome', ['check', '--error-on-warnings', '.'])],
  ['floors and doors', floors],
  ['the check of floors itself', plantedFaults],
  ['generated documents', documentsOutOfDate],
];

let failed = false;
for (const [name, check] of checks) {
  const problems = await check();
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'}  ${name}`);
  for (const problem of problems) console.log(`      ${problem.replaceAll('\n', '\n      ')}`);
  failed ||= problems.length > 0;
}
process.exitCode = failed ? 1 : 0;

function program(name: string, args: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const child = spawn(join(ROOT, 'node_modules', '.bin', name), args, {
      cwd: ROOT,
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve([error.message]));
    child.on('close', (code) => resolve(code === 0 ? [] : [output.trim() || `${name} ended with ${code}`]));
  });
}

async function floors(): Promise<readonly string[]> {
  return (await findViolations(ROOT)).map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`);
}

/** A house with one fault of each kind: a checker that finds fewer checks nothing. */
async function plantedFaults(): Promise<readonly string[]> {
  const house = mkdtempSync(join(tmpdir(), 'halftone-floors-'));
  const files: Readonly<Record<string, string>> = {
    'src/storage/index.ts': "import '../library/index.ts';\nexport const store = 1;\n",
    'src/library/index.ts': 'export const library = 1;\n',
    'src/api/index.ts': "import '../accounts/keys.ts';\nexport const api = 1;\n",
    'src/accounts/index.ts': 'export const accounts = 1;\n',
    'src/accounts/keys.ts': 'export const keys = 1;\n',
    'src/net/index.ts': "import type { B } from './b.ts';\nexport type A = B;\n",
    'src/net/b.ts': "import type { A } from './index.ts';\nexport type B = A | 1;\n",
    'src/kernel/index.ts': "import 'node:fs';\n",
  };
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text);
    }
    const found = new Set((await findViolations(house)).map(({ rule, from }) => `${rule} ${from}`));
    return [
      'floors-point-down src/storage/index.ts',
      'through-the-door src/api/index.ts',
      'no-circles src/net/b.ts',
      'kernel-is-pure src/kernel/index.ts',
    ]
      .filter((fault) => !found.has(fault))
      .map((fault) => `planted, and not found: ${fault}`);
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
}
