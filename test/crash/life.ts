/**
 * One data folder whose server is killed again and again, under load or while it starts, and held against the ledger
 * after each start. `npm test` runs a short one, `npm run soak` many long ones.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { childrenOf, isRunning, stagedSizes } from '../data-dir.ts';
import { startServer } from '../server.ts';
import { until } from '../until.ts';
import { startClients } from './clients.ts';
import { createLedger } from './ledger.ts';
import { createRandom } from './random.ts';
import { assertAnswers, assertConsistent } from './soundness.ts';
import type { ReadTables } from './tables.ts';

export type LifeOptions = {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly readTables: ReadTables;
  readonly kills: number;
  readonly seed: number;
  readonly clients?: number;
};

export type LifeReport = {
  /** Uploads that were acknowledged. */
  readonly acknowledged: number;
  /** Uploads that the deaths left undecided in staging, and the starts after them settled. */
  readonly undecided: number;
};

/** Of the kills, how many fall into a start. */
const DURING_START = 0.2;
/** A start takes longer on a busy machine; a kill that comes too late hits an idle server. */
const START_MS = 1_500;
/** The longest a server lives under load. */
const LOAD_MS = 400;

/** @throws what does not hold; the seed is in the name of what failed, though the moments are never quite the same */
export async function liveThroughKills(options: LifeOptions): Promise<LifeReport> {
  const end = new AbortController();
  try {
    return await live(options, end.signal);
  } finally {
    end.abort(); // no server outlives a failure
  }
}

async function live(options: LifeOptions, end: AbortSignal): Promise<LifeReport> {
  const { dataDir, kills, seed, readTables, clients = 4 } = options;
  const env = { ...options.env, HALFTONE_DATA_DIR: dataDir };
  const random = createRandom(seed);
  const ledger = createLedger();
  const verified = new Set<string>();
  let undecided = 0;

  for (let kill = 1; kill <= kills; kill += 1) {
    if (kill > 1 && random.next() < DURING_START) {
      await killDuringStart(env, random.next() * START_MS);
      continue;
    }
    const server = await startServer(env, { signal: end });
    await assertConsistent(dataDir, readTables);
    await assertAnswers(server, ledger, verified);

    const load = startClients(server, ledger, random, { clients, isDying: () => server.process.killed });
    await load.progress;
    await pause(random.next() * LOAD_MS); // not for anything to happen: for the kill to come at any moment
    await killWithChildren(server.process);
    await load.ended;
    undecided += (await stagedSizes(dataDir)).length;
  }

  const server = await startServer(env, { signal: end });
  await assertConsistent(dataDir, readTables);
  await assertAnswers(server, ledger, new Set());
  assert.equal(await server.stop(), 0);
  await assertConsistent(dataDir, readTables);
  const acknowledged = [...ledger.files.values()].reduce((sum, file) => sum + file.acknowledged.size, 0);
  return { acknowledged, undecided };
}

async function killDuringStart(env: Readonly<Record<string, string>>, afterMs: number): Promise<void> {
  const death = new AbortController();
  const timer = setTimeout(() => death.abort(), afterMs);
  const started = await startServer(env, { signal: death.signal }).catch((error: Error) => {
    if (!death.signal.aborted) throw error;
  });
  clearTimeout(timer);
  if (started !== undefined) await killWithChildren(started.process);
}

async function killWithChildren(server: Awaited<ReturnType<typeof startServer>>['process']): Promise<void> {
  const children = await childrenOf(server.pid as number);
  if (server.exitCode === null && server.signalCode === null) {
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }
  await until('the children of a killed server have ended', async () => {
    const running = await Promise.all(children.map(isRunning));
    return !running.includes(true);
  });
}
