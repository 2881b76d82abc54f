/** The fastest way known to make these renditions: sharp in process, shrink-on-load, one libvips thread a job. */
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { perSecond } from './load.ts';

const { jobs, format, atOnce } = workerData as {
  readonly jobs: readonly { readonly file: string; readonly width: number }[];
  readonly format: 'jpg' | 'webp';
  readonly atOnce: number;
};

sharp.cache(false);
sharp.concurrency(1);

const render = ({ file, width }: (typeof jobs)[number]) => {
  const pipeline = sharp(file).autoOrient().resize(width);
  // The settings of src/imaging/output.ts.
  return (
    format === 'jpg'
      ? pipeline.jpeg({ quality: 80, chromaSubsampling: '4:4:4' })
      : pipeline.webp({ quality: 80, effort: 2 })
  ).toBuffer();
};

// Loading the library and starting its threads is no part of the measure.
const [first] = jobs;
if (first !== undefined) await render(first);
parentPort?.postMessage(
  await perSecond(
    jobs.map((job) => () => render(job)),
    atOnce,
  ),
);
