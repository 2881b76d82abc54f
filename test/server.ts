/** A whole server in a process of its own, on a fresh data folder and a free port: for integration tests and benchmarks. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const STOP_TIMEOUT_MS = 15_000;

export type TestServer = {
  /** Base of the API, and what `baseURL` of the SDK is set to. */
  readonly baseUrl: string;
  /** Base of media URLs: `<baseUrl>/<account id>`. */
  readonly urlEndpoint: string;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** All that the process has printed so far. */
  output(): string;
  /** SIGTERM, then the exit code; the data folder stays until `remove`. */
  stop(): Promise<number | null>;
  remove(): Promise<void>;
};

/**
 * Starts `src/main.ts` and resolves once it greets.
 * @param signal SIGKILLs the process, whether it has greeted yet or not
 * @throws with what it printed when it ends before that
 */
export async function startServer(
  env: Readonly<Record<string, string>> = {},
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<TestServer> {
  const dataDir = env.HALFTONE_DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'halftone-server-')));
  const settings = {
    HALFTONE_PORT: '0',
    HALFTONE_PRIVATE_KEY: 'private_key_test',
    HALFTONE_PUBLIC_KEY: 'public_key_test',
    ...env,
    HALFTONE_DATA_DIR: dataDir,
  };
  const child = spawn(process.execPath, [MAIN], {
    env: { ...withoutHalftone(process.env), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  let output = '';
  const greeted = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const base = /API base +(\S+)/.exec(output)?.[1];
      if (base !== undefined) resolve(base);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', (code, signal) =>
      reject(new Error(`The server ended with ${code ?? signal}:\n${output}`)),
    );
  });
  const baseUrl = await greeted;
  return {
    baseUrl,
    urlEndpoint: `${baseUrl}/${env.HALFTONE_ID ?? 'demo'}`,
    privateKey: settings.HALFTONE_PRIVATE_KEY,
    publicKey: settings.HALFTONE_PUBLIC_KEY,
    dataDir,
    process: child,
    output: () => output,
    stop: () => stopProcess(child),
    async remove() {
      await stopProcess(child);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Runs `src/main.ts` to its end, for starts that must fail. */
export async function runToEnd(
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...withoutHalftone(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code, output };
}

async function stopProcess(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  child.kill('SIGTERM');
  await once(child, 'exit');
  clearTimeout(timer);
  return child.exitCode;
}

function withoutHalftone(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('HALFTONE_')));
}
