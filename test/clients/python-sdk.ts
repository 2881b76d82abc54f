/** A Python that has ImageKit's SDK: a virtual environment of the machine's own Python, made once and kept. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const SDK_VERSION = '5.11.0';
const OLDEST_MINOR = 9;
const IS_WINDOWS = process.platform === 'win32';
const PYTHON = IS_WINDOWS ? 'python' : 'python3';
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));

/** Why a Python with the SDK cannot be had on this machine. */
export class Missing extends Error {}

export type Ended = { readonly ok: boolean; readonly output: string };

/** Runs a program to its end; `output` is all that it printed. */
export function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const options = { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env } };
  return new Promise((resolve) =>
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ ok: error === null, output: `${stdout}${stderr}`.trim() }),
    ),
  );
}

/**
 * @returns the path of its `python`
 * @throws Missing without Python, virtual environments or the package registry; on CI the last is an error like any other
 */
export async function pythonWithSdk(): Promise<string> {
  const print = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const version = await run(PYTHON, ['-c', `${print}; sys.exit(sys.version_info < (3, ${OLDEST_MINOR}))`]);
  if (!version.ok) throw new Missing(`Python 3.${OLDEST_MINOR} or newer is not installed`);
  const home = join(CACHE, `imagekitio-${SDK_VERSION}-python-${version.output}`);
  if (!existsSync(home)) await make(home);
  return pythonIn(home);
}

/** Under another name until it is whole. */
async function make(home: string): Promise<void> {
  const making = `${home}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  try {
    const made = await run(PYTHON, ['-m', 'venv', making]);
    if (!made.ok) throw new Missing(`Python cannot make a virtual environment: ${made.output}`);
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1'];
    const installed = await run(pythonIn(making), [...install, `imagekitio[webhooks]==${SDK_VERSION}`]);
    if (!installed.ok && process.env.CI === 'true') assert.fail(installed.output);
    if (!installed.ok) throw new Missing(`pip cannot install the SDK: ${installed.output}`);
    await rename(making, home);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

function pythonIn(home: string): string {
  return IS_WINDOWS ? join(home, 'Scripts', 'python.exe') : join(home, 'bin', 'python');
}
