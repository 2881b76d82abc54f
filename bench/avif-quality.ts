/**
 * `node bench/avif-quality.ts PHOTO ...`: what a browser that accepts AVIF gets and waits for, against WebP: bytes,
 * processor time of the whole render, and likeness to the lossless rendition. Photographs of your own (ten or more,
 * JPEG) to fit 800 x 800; the targets are at most twice the time, at no lower quality and no more bytes.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { imagingTasks } from '../src/imaging/index.ts';
import { type PlanRequest, parse, plan } from '../src/transformation/index.ts';
import { similarity } from './similarity.ts';

const QUALITIES = [40, 60, 80, 90];
const SIDE = 800;
/** Each render is repeated, and the fastest counts. */
const REPEATS = 3;

const REQUEST: PlanRequest = {
  accepts: { webp: false, avif: false },
  hints: { saveData: false },
  settings: {
    defaultFormat: 'auto',
    autoAvif: true,
    defaultQuality: 80,
    keepMetadata: false,
    keepColorProfile: false,
    pngCompression: 'lossless',
    maxMegapixels: 100,
  },
};

type Measured = { readonly bytes: Buffer; readonly ms: number };

async function measure(photo: string, text: string, target: string): Promise<Measured> {
  const { autoOrient } = await sharp(photo).metadata();
  const facts = { ...autoOrient, hasAlpha: false, format: 'jpg', pages: 1 };
  const job = {
    source: { path: photo, mime: 'image/jpeg' },
    plan: plan(parse(`w-${SIDE},h-${SIDE},c-at_max,${text}`, { form: 'query' }), facts, REQUEST),
    target: { draft: `${target}.draft`, path: target },
    limits: { maxMegapixels: 100 },
  };
  let ms = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const before = process.cpuUsage();
    await imagingTasks.render(job);
    const { user, system } = process.cpuUsage(before);
    ms = Math.min(ms, (user + system) / 1000);
  }
  return { bytes: await readFile(target), ms };
}

const photos = process.argv.slice(2).map((path) => resolve(path));
const folder = await mkdtemp(join(tmpdir(), 'halftone-avif-'));
const target = join(folder, 'rendition');
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
for (const quality of QUALITIES) {
  for (const format of ['webp', 'avif']) {
    const rows: { readonly kB: number; readonly ms: number; readonly ssim: number }[] = [];
    for (const photo of photos) {
      const { bytes: lossless } = await measure(photo, 'f-png', target);
      const { bytes, ms } = await measure(photo, `f-${format},q-${quality}`, target);
      rows.push({ kB: bytes.length / 1000, ms, ssim: await similarity(lossless, bytes) });
    }
    const [kB, ms, ssim] = (['kB', 'ms', 'ssim'] as const).map((column) =>
      mean(rows.map((row) => row[column])),
    );
    console.log(
      `q-${quality} ${format}  ${kB?.toFixed(1)} kB  ${ms?.toFixed(1)} ms  SSIM ${ssim?.toFixed(4)}`,
    );
  }
}
await rm(folder, { recursive: true });
