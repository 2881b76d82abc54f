/** A real Chromium for tests: the one that CHROMIUM_PATH names, or that is installed. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_BUNDLES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** @throws where there is none: it says how to get one */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  assert.ok(
    executablePath,
    'Chromium is missing: install it (npm run setup), or say where it is in CHROMIUM_PATH',
  );
  // Chromium refuses to run as root in its sandbox.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'];
  return chromium.launch({ executablePath, args });
}

function findChromium(): string | undefined {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...paths, ...MAC_BUNDLES].find((path) => existsSync(path));
}
