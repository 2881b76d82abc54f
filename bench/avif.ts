/**
 * What a browser that accepts AVIF waits for and gets, against the WebP of one that does not: ten photographs to fit
 * 800 x 800, no format in the URL. Likeness is the structural similarity to the lossless rendition; `--photos` names a
 * folder of JPEGs of your own. `avif-quality.ts` does this for other qualities.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startServer } from '../test/server.ts';
import { checkCold, createClient, store } from './client.ts';
import { median } from './load.ts';
import { photograph } from './photos.ts';
import type { Options, Row } from './row.ts';
import { similarity } from './similarity.ts';

const PHOTOGRAPHS = 10;
const ROUNDS = 7;
const SIDE = 800;
const ACCEPTS = { avif: 'image/avif,image/webp,*/*', webp: 'image/webp,*/*', png: 'image/png' };
type Format = keyof typeof ACCEPTS;

export async function avif({ photos }: Options): Promise<readonly Row[]> {
  const server = await startServer({ HALFTONE_AUTO_AVIF: 'true' });
  const client = createClient();
  const ask = async (name: string, round: number, format: Format) => {
    const asked = `w-${SIDE},h-${SIDE},c-at_max${format === 'png' ? ',f-png' : ''}`;
    const url = `${server.urlEndpoint}/tr:${asked}/${round}/${name}`;
    const answer = await client.get(url, { accept: ACCEPTS[format] });
    checkCold(url, answer);
    return answer;
  };
  try {
    const sources = await (photos === undefined ? made() : read(photos));
    // Stored once for each round: other files, so that none is in a cache.
    for (const [index, bytes] of sources.entries())
      for (let round = 0; round <= ROUNDS; round += 1)
        await store(server, `/${round}`, `${index}.jpg`, bytes);
    const sums = { avif: { ms: 0, bytes: 0, likeness: 0 }, webp: { ms: 0, bytes: 0, likeness: 0 } };
    for (const index of sources.keys()) {
      const lossless = await ask(`${index}.jpg`, 0, 'png');
      for (const format of ['avif', 'webp'] as const) {
        const { body, header } = await ask(`${index}.jpg`, 0, format);
        if (header('content-type') !== `image/${format}`)
          throw new Error(`not ${format}: ${header('content-type')}`);
        sums[format].bytes += body.length / 1000 / sources.length;
        sums[format].likeness += (await similarity(lossless.body, body)) / sources.length;
      }
      // By now the processes have loaded both encoders.
      const times = { avif: [] as number[], webp: [] as number[] };
      for (let round = 1; round <= ROUNDS; round += 1)
        for (const format of ['avif', 'webp'] as const)
          times[format].push(await msOf(() => ask(`${index}.jpg`, round, format)));
      for (const format of ['avif', 'webp'] as const)
        sums[format].ms += median(times[format]) / sources.length;
    }
    const row = (name: string, unit: string, measure: keyof typeof sums.avif) => ({
      name: `AVIF over WebP, ${name}`,
      ours: sums.avif[measure],
      baseline: sums.webp[measure],
      unit,
    });
    return [
      { ...row('time to answer', 'ms', 'ms'), atMost: 2 },
      { ...row('size', 'kB', 'bytes'), atMost: 1 },
      { ...row('likeness', 'SSIM', 'likeness'), atLeast: 1 },
    ];
  } finally {
    client.close();
    await server.remove();
  }
}

async function made(): Promise<Buffer[]> {
  const photographs: Buffer[] = [];
  for (let seed = 0; seed < PHOTOGRAPHS; seed += 1)
    photographs.push(await photograph(seed, { width: 2040, height: 1356 }));
  return photographs;
}

async function read(folder: string): Promise<Buffer[]> {
  const names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name));
  return Promise.all(names.map((name) => readFile(join(folder, name))));
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
