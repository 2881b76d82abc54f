/** Clients that keep a server busy until it dies: uploads of all sizes, versions, identical bytes, deletes, renditions. */
import assert from 'node:assert/strict';
import sharp from 'sharp';
import { api, upload } from '../client.ts';
import type { TestServer } from '../server.ts';
import { type Ledger, type LedgerFile, sha256, tagsOf } from './ledger.ts';
import type { Random } from './random.ts';

export type Clients = {
  /** The server has acknowledged something. Rejects when a client saw what no death of the server explains. */
  readonly progress: Promise<void>;
  /** Each client has lost the server. Rejects as `progress`. */
  readonly ended: Promise<unknown>;
};

/** How many uploads go to one name before the next is taken: a file may have 100 versions. */
const VERSIONS_OF_A_NAME = 30;

/** The files that `startClients` makes are small images with anything behind them: readers stop where the image ends. */
const IMAGE = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#b04020' } })
  .jpeg()
  .toBuffer();

export function startClients(
  server: TestServer,
  ledger: Ledger,
  random: Random,
  { clients, isDying }: { readonly clients: number; readonly isDying: () => boolean },
): Clients {
  const progress = Promise.withResolvers<void>();

  async function live(): Promise<void> {
    for (;;) {
      try {
        await act(server, ledger, random);
        progress.resolve();
      } catch (error) {
        if (isDying() && !(error instanceof assert.AssertionError)) return;
        progress.reject(error);
        throw error;
      }
    }
  }

  const ended = Promise.all(Array.from({ length: clients }, live));
  ended.catch(() => {}); // told through `progress`, or awaited after the death
  return { progress: progress.promise, ended };
}

async function act(server: TestServer, ledger: Ledger, random: Random): Promise<void> {
  const chance = random.next();
  if (chance < 0.15) {
    const file = pickSingle(ledger, random);
    if (file !== undefined) return removeFile(server, file);
  }
  if (chance < 0.25) {
    const file = pickSingle(ledger, random);
    if (file?.path.endsWith('.jpg')) return askForRendition(server, file, random);
  }
  return sendFile(server, ledger, random);
}

async function sendFile(server: TestServer, ledger: Ledger, random: Random): Promise<void> {
  const path = choosePath(ledger, random);
  const bytes = chooseBytes(path, random);
  const hash = sha256(bytes);
  const file = ledger.file(path);
  file.sent.add(hash);
  const slash = path.lastIndexOf('/');
  const { status, body } = await upload(server, path.slice(slash + 1), bytes, {
    folder: path.slice(0, slash) || '/',
    tags: tagsOf(hash).join(','),
  });
  assert.equal(status, 200, JSON.stringify(body));
  file.acknowledged.add(hash);
}

function choosePath(ledger: Ledger, random: Random): string {
  const count = ledger.files.size;
  if (random.next() < 0.25) return `/versions/${Math.floor(count / VERSIONS_OF_A_NAME)}.bin`;
  const folder = random.pick(['', '/a', '/a/b', `/new/${count}`]);
  return `${folder}/${count}-${random.integer(0, 1e9)}.${random.pick(['bin', 'bin', 'jpg'])}`;
}

function chooseBytes(path: string, random: Random): Buffer<ArrayBuffer> {
  const chance = random.next();
  // One of three contents that are sent over and over, under many names and at the same time.
  if (chance < 0.2 && !path.endsWith('.jpg')) return Buffer.alloc(50_000, `same ${random.integer(1, 3)} `);
  const most = chance < 0.7 ? 20_000 : chance < 0.95 ? 300_000 : 3_000_000;
  const bytes = random.bytes(random.integer(1_000, most));
  return path.endsWith('.jpg') ? Buffer.concat([IMAGE, bytes]) : bytes;
}

/** A file that no other client adds versions to, so that its deletion has one meaning. */
function pickSingle(ledger: Ledger, random: Random): LedgerFile | undefined {
  const file = random.pick([...ledger.files.values()]);
  const isSingle = file?.acknowledged.size === 1 && file.deletion === 'none';
  return isSingle && !file.path.startsWith('/versions/') ? file : undefined;
}

async function removeFile(server: TestServer, file: LedgerFile): Promise<void> {
  file.deletion = 'asked';
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const { body } = await api(server, `/v1/files?name=${name}`);
  assert.equal(body.length, 1, `${file.path} was acknowledged`);
  const { status } = await api(server, `/v1/files/${body[0].fileId}`, { method: 'DELETE' });
  assert.equal(status, 204);
  file.deletion = 'acknowledged';
}

async function askForRendition(server: TestServer, file: LedgerFile, random: Random): Promise<void> {
  const width = random.integer(10, 60);
  const response = await fetch(`${server.urlEndpoint}/tr:w-${width},f-png${file.path}`);
  const body = Buffer.from(await response.arrayBuffer());
  if (file.deletion !== 'none') return; // another client's, meanwhile
  assert.equal(response.status, 200, response.headers.get('ik-error') ?? '');
  assert.equal((await sharp(body).metadata()).width, width);
}
