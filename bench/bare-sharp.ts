/** The fastest way known to make these renditions: sharp in process, shrink-on-load, one libvips thread a job. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { BARE_ENCODERS, type Format } from './bare-encoders.ts';
import { perSecond } from './load.ts';

/** Sides in pixels; with both the image fits inside them. */
export type BareJob = { readonly file: string; readonly width: number; readonly height?: number };

type Work = {
  readonly jobs: readonly BareJob[];
  readonly format: Format;
  readonly quality: number;
  readonly atOnce: number;
};

export function renderBare(
  { file, width, height }: BareJob,
  format: Format,
  quality: number,
): Promise<Buffer> {
  const pipeline = sharp(file).autoOrient().resize({ width, height, fit: 'inside' });
  return BARE_ENCODERS[format](pipeline, quality).toBuffer();
}

export type BareResult = {
  /** Jobs a second. */
  readonly speed: number;
  /** Milliseconds of processor time a job. */
  readonly cpuMs: number;
};

/** Does the jobs in a thread of its own, so that the harness does not stand in its way. */
export function bareLoop(work: Work): Promise<BareResult> {
  const worker = new Worker(new URL(import.meta.url), { workerData: work });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

if (parentPort !== null) {
  const { jobs, format, quality, atOnce } = workerData as Work;
  sharp.cache(false);
  sharp.concurrency(1);
  // Loading the library and starting its threads is no part of the measure.
  const [first] = jobs;
  if (first !== undefined) await renderBare(first, format, quality);
  const before = process.cpuUsage();
  const speed = await perSecond(
    jobs.map((job) => () => renderBare(job, format, quality)),
    atOnce,
  );
  // Of the whole process, which does nothing else meanwhile.
  const { user, system } = process.cpuUsage(before);
  const result: BareResult = { speed, cpuMs: (user + system) / 1000 / jobs.length };
  parentPort.postMessage(result);
}
