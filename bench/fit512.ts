/**
 * imgproxy's public benchmark: 100 photographs of about 2040 x 1356 to fit 512 x 512, two clients, over HTTP, against
 * the same pipelines in a bare loop, two at once.
 *
 * `--url` measures another server in our place, which fetches the photographs from the bench. Its pattern is filled in
 * with {source} (a URL), {format} (jpg, webp, png, avif) and {quality}; a name in front of a colon is used where a
 * server has another for a format: {format:jpg=jpeg}.
 *
 * Beside each, the processor time a rendition costs, of the server with its children: where other programs work on the
 * machine, a server of several processes gets more of it than the loop does, and requests a second flatter it.
 */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { startServer } from '../test/server.ts';
import type { Format } from './bare-encoders.ts';
import { bareLoop, renderBare } from './bare-sharp.ts';
import { createClient, store } from './client.ts';
import { median, medianOfRounds, perSecond } from './load.ts';
import { photograph } from './photos.ts';
import { cpuMsOfAll } from './process.ts';
import type { Options, Row } from './row.ts';

const PHOTOGRAPHS = 100;
const SIZE = { width: 2040, height: 1356 };
const SIDE = 512;
const CLIENTS = 2;
const ROUNDS = 5;
const QUALITIES: Readonly<Record<Format, number>> = { jpg: 80, webp: 75, png: 80, avif: 65 };
/** Before the measure, of each format: both sides have compiled and loaded what they run. */
const WARM_ROUNDS = 3;

type Server = {
  readonly name: string;
  /** Of ours. */
  readonly pid?: number | undefined;
  /** A rendition of a photograph; each round has keys of its own, so that no cache can help. */
  url(round: number, photo: string, format: Format): string;
  close(): Promise<void>;
};

export async function fit512({ url: pattern }: Options): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-bench-'));
  const photos: string[] = [];
  for (let index = 0; index < PHOTOGRAPHS; index += 1) {
    photos.push(join(folder, `${index}.jpg`));
    await writeFile(join(folder, `${index}.jpg`), await photograph(index, SIZE));
  }
  const server = await (pattern === undefined ? startOurs(photos) : startTheirs(pattern, folder));
  const client = createClient();
  const ask = pattern === undefined ? client.readCold : client.get;
  try {
    const rows: Row[] = [];
    for (const format of Object.keys(QUALITIES) as Format[]) {
      const quality = QUALITIES[format];
      const theirs = (round: number) =>
        perSecond(
          photos.map((photo) => () => ask(server.url(round, basename(photo), format))),
          CLIENTS,
        );
      for (let round = ROUNDS; round < ROUNDS + WARM_ROUNDS; round += 1) await theirs(round);
      if (pattern === undefined) await checkSameWork(format);
      const jobs = photos.map((file) => ({ file, width: SIDE, height: SIDE }));
      const cost = { ours: [] as number[], baseline: [] as number[] };
      const figures = await medianOfRounds(
        ROUNDS,
        async (round) => {
          const before = await cpuMsOf(server);
          const speed = await theirs(round);
          cost.ours.push(((await cpuMsOf(server)) - before) / PHOTOGRAPHS);
          return speed;
        },
        async () => {
          const { speed, cpuMs } = await bareLoop({ jobs, format, quality, atOnce: CLIENTS });
          cost.baseline.push(cpuMs);
          return speed;
        },
      );
      const name = `fit 512 x 512 ${format} q${quality}${server.name}`;
      rows.push({ name, ...figures, unit: '1/s', atLeast: 0.9 });
      if (server.pid === undefined) continue;
      const [ours, baseline] = [median(cost.ours), median(cost.baseline)];
      rows.push({ name: `${name}, processor time`, ours, baseline, unit: 'ms' });
    }
    return rows;
  } finally {
    client.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }

  /** The baseline is one only as long as it makes the same file. */
  async function checkSameWork(format: Format): Promise<void> {
    const [photo = ''] = photos;
    const { body } = await client.get(server.url(ROUNDS, basename(photo), format));
    const bare = await renderBare({ file: photo, width: SIDE, height: SIDE }, format, QUALITIES[format]);
    if (Math.abs(body.length / bare.length - 1) > 0.02)
      throw new Error(`${format}: ${body.length} bytes, but ${bare.length} from the baseline`);
  }
}

/** Of the server and its children; another's is not known. */
async function cpuMsOf({ pid }: Server): Promise<number> {
  return pid === undefined ? Number.NaN : cpuMsOfAll(pid);
}

/** The photographs are stored once for each round, in a folder of its own: other files, other keys. */
async function startOurs(photos: readonly string[]): Promise<Server> {
  const server = await startServer();
  for (const photo of photos) {
    const bytes = await readFile(photo);
    for (let round = 0; round < ROUNDS + WARM_ROUNDS; round += 1)
      await store(server, `/${round}`, basename(photo), bytes);
  }
  return {
    name: '',
    pid: server.process.pid,
    url: (round, photo, format) =>
      `${server.urlEndpoint}/tr:w-${SIDE},h-${SIDE},c-at_max,q-${QUALITIES[format]},f-${format}/${round}/${photo}`,
    close: () => server.remove(),
  };
}

/** Serves the photographs, under another path for each round. */
async function startTheirs(pattern: string, folder: string): Promise<Server> {
  const sources = createServer(async (request, response) => {
    const bytes = await readFile(join(folder, basename(request.url ?? ''))).catch(() => undefined);
    response.writeHead(bytes === undefined ? 404 : 200, { 'content-type': 'image/jpeg' }).end(bytes);
  });
  await once(sources.listen(0, '127.0.0.1'), 'listening');
  const { port } = sources.address() as AddressInfo;
  return {
    name: `, ${new URL(pattern).host}`,
    url: (round, photo, format) =>
      pattern
        .replaceAll('{source}', `http://127.0.0.1:${port}/${round}/${photo}`)
        .replaceAll('{quality}', String(QUALITIES[format]))
        .replaceAll(/\{format(?::jpg=(\w+))?\}/g, (_, jpg = 'jpg') => (format === 'jpg' ? jpg : format)),
    close: async () => {
      sources.closeAllConnections();
      sources.close();
    },
  };
}
