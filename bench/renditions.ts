/**
 * Distinct uncached renditions of 12 MP photographs, 400 px wide, over HTTP by 4 clients, against the same sharp
 * pipeline in a bare loop with 4 at once in one process.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { startServer, type TestServer } from '../test/server.ts';
import { medianOfRounds, perSecond } from './load.ts';
import { photograph } from './photos.ts';
import type { Row } from './row.ts';

const CLIENTS = 4;
const PHOTOGRAPHS = 6;
const ROUNDS = 5;
const PER_ROUND = 60;
/** Every rendition of a run has a width of its own near 400, so that no cache can help. */
const WIDEST = 400 + Math.ceil((ROUNDS * PER_ROUND) / PHOTOGRAPHS / 2);

type Job = { readonly file: string; readonly url: string; readonly width: number };

export async function renditions(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-bench-'));
  const server = await startServer({ HALFTONE_WORKERS: process.env.HALFTONE_TEST_WORKERS ?? '0' });
  try {
    const photographs = await Promise.all(
      Array.from({ length: PHOTOGRAPHS }, async (_, index) => {
        const bytes = await photograph();
        const file = join(folder, `${index}.jpg`);
        await writeFile(file, bytes);
        await upload(server, `${index}.jpg`, bytes);
        return { file, name: `${index}.jpg` };
      }),
    );
    const rows: Row[] = [];
    for (const format of ['jpg', 'webp'] as const) {
      const rounds = jobsOf(server, photographs, format);
      const figures = await medianOfRounds(
        ROUNDS,
        (round) =>
          perSecond(
            (rounds[round] ?? []).map((job) => () => fetchWhole(job.url)),
            CLIENTS,
          ),
        (round) =>
          bareLoop(
            (rounds[round] ?? []).map(({ file, width }) => ({ file, width })),
            format,
          ),
      );
      rows.push({ name: `400 px ${format} of 12 MP`, ...figures, unit: '1/s', target: 0.85 });
    }
    return rows;
  } finally {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

function jobsOf(
  server: TestServer,
  photographs: readonly { file: string; name: string }[],
  format: string,
): Job[][] {
  const all = Array.from({ length: ROUNDS * PER_ROUND }, (_, index): Job => {
    const photo = photographs[index % photographs.length];
    if (photo === undefined) throw new RangeError('no photographs');
    const width = WIDEST - Math.floor(index / photographs.length);
    return { file: photo.file, width, url: `${server.urlEndpoint}/tr:w-${width},f-${format}/${photo.name}` };
  });
  return Array.from({ length: ROUNDS }, (_, round) => all.slice(round * PER_ROUND, (round + 1) * PER_ROUND));
}

async function upload(server: TestServer, fileName: string, bytes: Buffer): Promise<void> {
  const form = new FormData();
  form.set('fileName', fileName);
  form.set('useUniqueFileName', 'false');
  form.set('file', new Blob([new Uint8Array(bytes)]), fileName);
  const authorization = `Basic ${Buffer.from(`${server.privateKey}:`).toString('base64')}`;
  const answer = await fetch(`${server.baseUrl}/api/v1/files/upload`, {
    method: 'POST',
    body: form,
    headers: { authorization },
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function fetchWhole(url: string): Promise<void> {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${answer.status} ${answer.headers.get('ik-error')} ${url}`);
}

/** The baseline runs in a thread of its own, so that the harness does not stand in its way. */
async function bareLoop(jobs: readonly { file: string; width: number }[], format: string): Promise<number> {
  const worker = new Worker(new URL('./bare-sharp.ts', import.meta.url), {
    workerData: { jobs, format, atOnce: CLIENTS },
  });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
