/**
 * Memory of the server and its children together (PSS) while they make distinct renditions of photographs of 12 to
 * 24 MP, a tenth of them progressive, which are decoded whole: below 500 MB, and no more over the second half than over
 * the first. `--renditions` makes it shorter than 2,000. Linux only.
 */
import { startServer } from '../test/server.ts';
import { createClient, store } from './client.ts';
import { perSecond } from './load.ts';
import { photograph } from './photos.ts';
import { pssBytes } from './process.ts';
import type { Options, Row } from './row.ts';

const RENDITIONS = 2000;
const PHOTOGRAPHS = 20;
const CLIENTS = 4;
const FORMATS = ['jpg', 'webp', 'png', 'avif'];
const BOUND_MB = 500;
const SAMPLE_EVERY_MS = 250;

/** Megabytes. */
type Sample = { readonly done: number; readonly own: number; readonly children: number };

export async function memory({ renditions = RENDITIONS }: Options): Promise<readonly Row[]> {
  const server = await startServer();
  const client = createClient();
  try {
    for (let index = 0; index < PHOTOGRAPHS; index += 1)
      await store(server, '/', `${index}.jpg`, await source(index));
    const samples: Sample[] = [];
    let done = 0;
    const sample = async () => {
      const { own, children } = await pssBytes(server.process.pid ?? 0);
      samples.push({ done, own: own / 1e6, children: children / 1e6 });
    };
    const jobs = Array.from({ length: renditions }, (_, index) => async () => {
      await client.readCold(`${server.urlEndpoint}/${targetOf(index)}`);
      done += 1;
    });
    let finished = false;
    const sampling = (async () => {
      while (!finished) {
        await sample();
        await new Promise((resolve) => setTimeout(resolve, SAMPLE_EVERY_MS));
      }
    })();
    await perSecond(jobs, CLIENTS).finally(() => {
      finished = true;
    });
    await sampling;
    const part = (from: number, to: number) =>
      samples.filter(({ done }) => done >= from * renditions && done < to * renditions);
    console.log(
      `MB of the server + its children by tenths of ${renditions} renditions, and the peak of both:`,
    );
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const those = part(tenth / 10, (tenth + 1) / 10);
      const [own, children, peak] = [mean(those, ownOf), mean(those, childrenOf), peakOf(those)];
      console.log(`  ${own.toFixed(0)} + ${children.toFixed(0)}, ${peak.toFixed(0)}`);
    }
    const name = `memory over ${renditions} renditions`;
    const growth = { ours: mean(part(0.75, 1), bothOf), baseline: mean(part(0.5, 0.75), bothOf) };
    return [
      { name: `${name}, peak`, ours: peakOf(samples), baseline: BOUND_MB, unit: 'MB', atMost: 1 },
      { name: `${name}, last quarter over third`, ...growth, unit: 'MB', atMost: 1.05 },
    ];
  } finally {
    client.close();
    await server.remove();
  }
}

/** 12 to 24 MP, 4:3; every tenth progressive. */
function source(index: number): Promise<Buffer> {
  const width = Math.round(4000 * Math.sqrt(1 + index / (PHOTOGRAPHS - 1)));
  return photograph(index, { width, height: Math.round((width * 3) / 4), progressive: index % 10 === 5 });
}

/** No two are the same: each photograph in each format at one width, then at the next; wide ones come all along. */
function targetOf(index: number): string {
  const lap = Math.floor(index / PHOTOGRAPHS);
  const format = FORMATS[lap % FORMATS.length];
  const step = Math.floor(lap / FORMATS.length);
  const width = 320 + 16 * ((step * 7) % 25) + Math.floor(step / 25);
  return `tr:w-${width},f-${format}/${index % PHOTOGRAPHS}.jpg`;
}

const ownOf = ({ own }: Sample) => own;
const childrenOf = ({ children }: Sample) => children;
const bothOf = ({ own, children }: Sample) => own + children;

function mean(samples: readonly Sample[], of: (sample: Sample) => number): number {
  return samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
}

function peakOf(samples: readonly Sample[]): number {
  return Math.max(...samples.map(bothOf));
}
