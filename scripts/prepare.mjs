/**
 * What `npm start`, `npm test` and `npm run check` need before they run: the packages of package-lock.json and the
 * pinned Node. Runs on the machine's own Node (>= 20), so it is plain JavaScript without packages.
 *
 *   node scripts/prepare.mjs              packages and the pinned Node
 *   node scripts/prepare.mjs --system     the same, and the system's packages (Debian, as root)
 *   node scripts/prepare.mjs --for-tests  as --system when CI=true, else as without
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE_FOR_SOURCES = 26;

/** Programs of the system, what they are for, and the Debian package that has them. */
const SYSTEM_PROGRAMS = [
  { program: 'ffmpeg', package: 'ffmpeg', use: 'facts of videos and audio files', tests: true },
  { program: 'chromium', package: 'chromium', use: 'npm test', tests: true },
  { program: 'wrk', package: 'wrk', use: 'npm run bench', tests: false },
];

const flags = new Set(process.argv.slice(2));
checkOwnNode();
installPackages();
checkPinnedNode();
if (flags.has('--system')) installSystemPrograms(SYSTEM_PROGRAMS);
if (flags.has('--for-tests') && process.env.CI === 'true') {
  installSystemPrograms(SYSTEM_PROGRAMS.filter((entry) => entry.tests));
}

function checkOwnNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    fail(`Node ${process.versions.node} is too old to set Halftone up: it takes Node 20 or newer.`);
}

/** `npm ci` when a package of the lock file is missing or has another version; nothing, quickly, when all are there. */
function installPackages() {
  const missing = packagesMissing();
  if (missing.length === 0) return;
  say(
    `installing packages (npm ci): ${missing.length} missing, ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ', …' : ''}`,
  );
  // The machine's own Node is older than some packages ask for; they run on the pinned one, so npm need not warn.
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-audit', '--no-fund'];
  const result = spawnSync('npm', args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0)
    fail('npm ci failed: its own message above says why. Is the package registry reachable?');
}

function packagesMissing() {
  const wanted = readJson(join(ROOT, 'package-lock.json'))?.packages;
  if (wanted === undefined)
    fail('package-lock.json is missing or no JSON: take it from the repository again.');
  const installed = readJson(join(ROOT, 'node_modules', '.package-lock.json'))?.packages ?? {};
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && entry.version !== installed[path]?.version)
    .filter(([, entry]) => !entry.optional || isForThisMachine(entry))
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
}

/** Optional packages are builds for one platform; npm installs only this machine's. */
function isForThisMachine({ os, cpu, libc }) {
  const fits = (names, value) => names === undefined || [names].flat().includes(value);
  return (
    os !== undefined &&
    fits(os, process.platform) &&
    fits(cpu, process.arch) &&
    fits(libc, isMusl() ? 'musl' : 'glibc')
  );
}

function isMusl() {
  return process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
}

/**
 * The pinned Node comes as a package; npm puts it first on the PATH of every script. Its Linux build needs glibc but
 * does not say so to npm: where it cannot run, it is taken off the PATH if the machine's own Node will do.
 */
function checkPinnedNode() {
  const pinned = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const version = existsSync(pinned) ? tryNode(pinned) : undefined;
  if (version !== undefined) return;
  const own = Number(process.versions.node.split('.')[0]);
  if (own >= OLDEST_NODE_FOR_SOURCES) {
    rmSync(pinned, { force: true });
    say(
      `the pinned Node does not run on this machine${isMusl() ? ' (it needs glibc, and this is musl)' : ''}; using its own Node ${process.versions.node}`,
    );
    return;
  }
  fail(
    `the pinned Node does not run on this machine (${process.platform} ${process.arch}${isMusl() ? ', musl' : ''}), and its own Node ` +
      `${process.versions.node} is too old: install Node ${OLDEST_NODE_FOR_SOURCES} or newer and try again.`,
  );
}

function tryNode(path) {
  const result = spawnSync(path, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

function installSystemPrograms(programs) {
  const missing = programs.filter((entry) => spawnSync('which', [entry.program]).status !== 0);
  if (missing.length === 0) return;
  const names = missing.map((entry) => entry.package);
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    fail(
      `install these yourself (this does it only on Debian, as root): ${missing.map((entry) => `${entry.program} (${entry.use})`).join(', ')}`,
    );
  }
  say(`installing system packages (apt-get): ${names.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...names],
  ]) {
    const result = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    if (result.status !== 0) fail(`apt-get ${args[0]} failed:\n${result.stdout}${result.stderr}`);
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function say(message) {
  console.log(`halftone: ${message}`);
}

function fail(message) {
  console.error(`halftone: ${message}`);
  process.exit(1);
}
