/**
 * Distinct uncached renditions of 12 MP photographs, 400 px wide, over HTTP by 4 clients, against the same sharp
 * pipeline in a bare loop with 4 at once in one process.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type TestServer } from '../test/server.ts';
import { bareLoop } from './bare-sharp.ts';
import { createClient, store } from './client.ts';
import { medianOfRounds, perSecond } from './load.ts';
import { photograph } from './photos.ts';
import type { Row } from './row.ts';

const CLIENTS = 4;
const PHOTOGRAPHS = 6;
const ROUNDS = 5;
const PER_ROUND = 60;
/** Every rendition of a run has a width of its own near 400, so that no cache can help. */
const WIDEST = 400 + Math.ceil((ROUNDS * PER_ROUND) / PHOTOGRAPHS / 2);

/** Tiny renditions before the measure: the server compiles what it runs often, and the baseline starts warm too. */
const WARM_UP = 240;

type Job = { readonly file: string; readonly url: string; readonly width: number };

export async function renditions(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-bench-'));
  const server = await startServer({ HALFTONE_WORKERS: process.env.HALFTONE_TEST_WORKERS ?? '0' });
  const client = createClient();
  try {
    const photographs = await Promise.all(
      Array.from({ length: PHOTOGRAPHS }, async (_, index) => {
        const bytes = await photograph(index);
        const file = join(folder, `${index}.jpg`);
        await writeFile(file, bytes);
        await store(server, '/', `${index}.jpg`, bytes);
        return { file, name: `${index}.jpg` };
      }),
    );
    const tiny = Array.from({ length: WARM_UP }, (_, index) => {
      const name = photographs[index % photographs.length]?.name;
      return `${server.urlEndpoint}/tr:w-${8 + Math.floor(index / photographs.length)}/${name}`;
    });
    await perSecond(
      tiny.map((url) => () => client.readCold(url)),
      CLIENTS,
    );
    const rows: Row[] = [];
    for (const format of ['jpg', 'webp'] as const) {
      const rounds = jobsOf(server, photographs, format);
      const figures = await medianOfRounds(
        ROUNDS,
        (round) =>
          perSecond(
            (rounds[round] ?? []).map((job) => () => client.readCold(job.url)),
            CLIENTS,
          ),
        async (round) => {
          const { speed } = await bareLoop({
            jobs: (rounds[round] ?? []).map(({ file, width }) => ({ file, width })),
            format,
            quality: 80,
            atOnce: CLIENTS,
          });
          return speed;
        },
      );
      rows.push({ name: `400 px ${format} of 12 MP`, ...figures, unit: '1/s', atLeast: 0.85 });
    }
    return rows;
  } finally {
    client.close();
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
