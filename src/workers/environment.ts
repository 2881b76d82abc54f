import { existsSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/** What a child may know of the server's own environment: where programs and fonts are. Never a secret. */
const INHERITED = ['PATH', 'TMPDIR', 'LD_LIBRARY_PATH', 'FONTCONFIG_FILE', 'FONTCONFIG_PATH', 'SystemRoot'];

/** Where distributions put jemalloc (Debian and Ubuntu, Fedora, Alpine and Arch, built by hand). */
const JEMALLOC = [
  '/usr/lib/x86_64-linux-gnu/libjemalloc.so.2',
  '/usr/lib/aarch64-linux-gnu/libjemalloc.so.2',
  '/usr/lib64/libjemalloc.so.2',
  '/usr/lib/libjemalloc.so.2',
  '/usr/local/lib/libjemalloc.so.2',
];

/**
 * The whole environment of a child process.
 * @param compileCache folder of Node's compile cache, shared with the server; without one children start slower.
 */
export function childEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  compileCache: string | undefined,
): Record<string, string> {
  const env: Record<string, string> = {
    // One job at a time: a thread for the pixels and one for files.
    UV_THREADPOOL_SIZE: '2',
    // The pool gives a process to each core; threads inside one would only fight over them.
    VIPS_CONCURRENCY: '1',
    VIPS_BLOCK_UNTRUSTED: '1',
    // Many arenas fragment: memory that went up with one large image would never come down.
    MALLOC_ARENA_MAX: '2',
    // glibc raises these by itself after the first large free, and then keeps what images leave: fixed, a child that made
    // renditions of 12 to 24 MP comes back to 116 MB instead of 193 (npm run bench memory), for up to a tenth of its time.
    MALLOC_MMAP_THRESHOLD_: '4194304',
    MALLOC_TRIM_THRESHOLD_: '8388608',
  };
  for (const name of INHERITED) {
    const value = own[name];
    if (value !== undefined) env[name] = value;
  }
  if (compileCache !== undefined) env.NODE_COMPILE_CACHE = compileCache;
  const jemalloc = process.platform === 'linux' ? JEMALLOC.find((path) => existsSync(path)) : undefined;
  if (jemalloc !== undefined) env.LD_PRELOAD = jemalloc;
  return env;
}

/** The folder in which this process keeps its compile cache, if it does: Node puts one of its own version inside. */
export function ownCompileCache(): string | undefined {
  const folder = getCompileCacheDir();
  return folder === undefined ? undefined : dirname(folder);
}
