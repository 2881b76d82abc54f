/**
 * Every schedule of uploads, deletes and sweeps, each of whose steps is one transaction or one change to the
 * storage. The statements are the real ones; the storage is the set of its keys.
 *
 * Schedules that lead to the same state go on as one, so all are covered without running each. From every state the
 * processes also die, and what the next start and its sweep make of it is looked at too.
 */

import { type Tx, unitOfWork } from '../database/index.ts';
import { addFile, insertFile, removeFile } from './blobs.testing.ts';
import { disownBlob } from './place-blob.ts';
import { condemnBlobs, forgetBlobs, listCondemned, listLive } from './sweep.ts';

/** What is running at once. All uploads are of the same bytes, which file 0 has when `present`. */
export type Scenario = {
  readonly present: boolean;
  /** An `unknown` upload loses its connection: its commit and its way of finding out race. */
  readonly uploads: readonly ('known' | 'unknown')[];
  readonly sweeps: number;
  /** Of file 0, or of the upload with that number once it is acknowledged. */
  readonly deletes: readonly number[];
};

export type Exploration = {
  readonly states: number;
  readonly schedules: string;
  readonly problems: string[];
};

/** Runs whole in one transaction: the steps are atomic anyway, and so nothing is synced thousands of times. */
export const exploreSchedules = unitOfWork('test.exploreSchedules', explore);
export const units = [exploreSchedules];

type World = {
  blobs: { id: string; state: 'live' | 'deleting'; touched: number }[];
  files: { id: string; blob: string }[];
  /** The keys that are stored, and the staged names, by the id of their upload. */
  objects: string[];
  staged: string[];
  /** Uploads that were answered with success and not deleted since. */
  acknowledged: string[];
  /** Of each actor: how many steps it has done, and what it remembers. */
  actors: { done: number; memory: unknown }[];
};

/** One step; undefined while it cannot be taken. Changes the world, and returns what the actor remembers. */
type Step = (tx: Tx, world: World, memory: never) => Promise<unknown>;
type Actor = { readonly steps: readonly Step[]; readonly ready?: (world: World, done: number) => boolean };

const HASH = 'a'.repeat(64);
const id = (number: number) => `b${number.toString(16).padStart(23, '0')}`;
const key = (upload: string) => `${HASH}/${upload}`;
const blobOf = (upload: string, now: number) => ({ id: upload, hash: HASH, key: key(upload), size: 1, now });

async function explore(tx: Tx, scenario: Scenario): Promise<Exploration> {
  const actors = actorsOf(scenario);
  const start: World = {
    blobs: scenario.present ? [{ id: id(0), state: 'live', touched: 0 }] : [],
    files: scenario.present ? [{ id: id(0), blob: id(0) }] : [],
    objects: scenario.present ? [id(0)] : [],
    staged: [],
    acknowledged: scenario.present ? [id(0)] : [],
    actors: actors.map(() => ({ done: 0, memory: null })),
  };
  const problems: string[] = [];
  /** The number of schedules that lead from a state to the end. */
  const seen = new Map<string, bigint>();

  async function visit(world: World, trail: readonly string[]): Promise<bigint> {
    const state = JSON.stringify(world);
    const known = seen.get(state);
    if (known !== undefined) return known;
    let schedules = 0n;
    const note = (found: string[]) => {
      for (const problem of found) problems.push(`${trail.join(' ')}: ${problem}`);
    };
    note(broken(world));
    note(await afterCrash(tx, world));
    let ended = true;
    for (const [index, actor] of actors.entries()) {
      const next: World = structuredClone(world);
      const own = next.actors[index] as World['actors'][number];
      const step = actor.steps[own.done];
      if (step === undefined || actor.ready?.(world, own.done) === false) continue;
      ended = false;
      await load(tx, next);
      own.memory = (await step(tx, next, own.memory as never)) ?? null;
      own.done += 1;
      await save(tx, next);
      schedules += await visit(next, [...trail, `${index}.${own.done}`]);
    }
    if (ended) schedules = 1n;
    seen.set(state, schedules);
    return schedules;
  }

  const schedules = await visit(start, []);
  return { states: seen.size, schedules: String(schedules), problems: problems.slice(0, 20) };
}

function actorsOf(scenario: Scenario): Actor[] {
  const actors: Actor[] = [];
  for (const [index, kind] of scenario.uploads.entries()) {
    const self = id(index + 1);
    actors.push(...(kind === 'known' ? [upload(self)] : lostUpload(self, actors.length)));
  }
  for (const number of scenario.deletes) actors.push(remover(id(number)));
  for (let sweep = 0; sweep < scenario.sweeps; sweep += 1) actors.push(sweeper());
  return actors;
}

function upload(self: string): Actor {
  const steps: Step[] = [
    publish(self),
    async (tx, world) => (await addFile.run(tx, { fileId: self, blob: blobOf(self, now(world)) })).reused,
    async (_, world, reused: boolean) => {
      if (reused) drop(world.objects, self);
      drop(world.staged, self);
      world.acknowledged.push(self);
    },
  ];
  return { steps };
}

/**
 * Its commit and its question who won are two actors. The question waits for a transaction that has inserted the row,
 * and a commit is sent only after that: so the commit comes before the question, or never.
 */
function lostUpload(self: string, position: number): Actor[] {
  const commit: Step = async (tx, world) => {
    await addFile.run(tx, { fileId: self, blob: blobOf(self, now(world)) });
  };
  const settle: Step[] = [
    publish(self),
    async (tx, world) => (await disownBlob.run(tx, blobOf(self, now(world)))).disowned,
    async (_, world, disowned: boolean) => {
      if (disowned) drop(world.objects, self);
      drop(world.staged, self);
    },
  ];
  return [{ steps: settle }, { steps: [commit], ready: (world) => world.actors[position]?.done === 1 }];
}

function publish(self: string): Step {
  return async (_, world) => {
    world.staged.push(self);
    world.objects.push(self);
  };
}

function remover(file: string): Actor {
  const steps: Step[] = [
    async (tx, world) => {
      await removeFile.run(tx, { fileId: file, now: now(world) });
      drop(world.acknowledged, file);
    },
  ];
  return { steps, ready: (world) => world.acknowledged.includes(file) };
}

type Condemned = Awaited<ReturnType<typeof listCondemned>>;

/** What one pass of `createBlobSweeper` does, without waiting for a blob to be a day old. */
function sweeper(): Actor {
  const finish: Step[] = [
    async (_, world, condemned: Condemned) => {
      for (const blob of condemned) drop(world.objects, blob.id);
      return condemned;
    },
    async (tx, _, condemned: Condemned) => {
      if (condemned.length > 0)
        await forgetBlobs.run(
          tx,
          condemned.map((blob) => blob.id),
        );
    },
  ];
  const steps: Step[] = [
    (tx) => listCondemned(tx, ''),
    ...finish,
    async (tx) => (await listLive(tx, '')).filter((blob) => blob.referenced === 0),
    (tx, _, seen: Awaited<ReturnType<typeof listLive>>) => condemnBlobs.run(tx, seen),
    ...finish,
  ];
  return { steps };
}

/** All processes die; the next one recovers, then sweeps. Nothing that was acknowledged or stored may be lost. */
async function afterCrash(tx: Tx, crashed: World): Promise<string[]> {
  const world = structuredClone(crashed);
  await load(tx, world);
  for (const self of world.staged) {
    const { disowned } = await disownBlob.run(tx, blobOf(self, now(world)));
    if (disowned) drop(world.objects, self);
  }
  let memory: unknown = null;
  for (const step of sweeper().steps) memory = await step(tx, world, memory as never);
  await save(tx, world);
  const stored = world.blobs.map((blob) => blob.id).toSorted();
  return [
    ...broken(world),
    ...(String(stored) === String(world.objects.toSorted())
      ? []
      : [`objects ${world.objects}, rows ${stored}`]),
    ...stored
      .filter((blob) => !world.files.some((file) => file.blob === blob))
      .map((blob) => `${blob} is kept`),
  ].map((problem) => `after a crash: ${problem}`);
}

/** What must hold at any moment: whatever can be asked for has its bytes. */
function broken(world: World): string[] {
  const problems: string[] = [];
  for (const file of world.files) {
    const blob = world.blobs.find((row) => row.id === file.blob);
    if (blob?.state !== 'live') problems.push(`file ${file.id} refers to a blob that is ${blob?.state}`);
    if (!world.objects.includes(file.blob)) problems.push(`file ${file.id} has lost its bytes`);
  }
  for (const file of world.acknowledged) {
    if (!world.files.some((row) => row.id === file))
      problems.push(`file ${file} was acknowledged and is gone`);
  }
  return problems;
}

/** A time that passes with each step and is the same in equal states. */
function now(world: World): number {
  return 1 + world.actors.reduce((sum, actor) => sum + actor.done, 0);
}

function drop(list: string[], value: string): void {
  const index = list.indexOf(value);
  if (index >= 0) list.splice(index, 1);
}

async function load(tx: Tx, world: World): Promise<void> {
  await tx.deleteFrom('assets').where('kind', '=', 'file').execute();
  await tx.deleteFrom('blobs').execute();
  for (const { id, state, touched } of world.blobs) {
    await tx
      .insertInto('blobs')
      .values({ id, hash: HASH, object_key: key(id), size: 1, state, touched_at: touched })
      .execute();
  }
  for (const { id, blob } of world.files) await insertFile(tx, id, blob, 1);
}

async function save(tx: Tx, world: World): Promise<void> {
  world.blobs = await tx
    .selectFrom('blobs')
    .select(['id', 'state', 'touched_at as touched'])
    .orderBy('id')
    .execute();
  world.files = await tx.selectFrom('versions').select(['id', 'blob_id as blob']).orderBy('id').execute();
  for (const list of [world.objects, world.staged, world.acknowledged]) list.sort();
}
