/** sharp, loaded when it is first needed and closed to every format we do not mean to read. */

type Engine = typeof import('sharp')['default'];

/**
 * libvips has readers for formats that can name other files, run programs or have seen too little fuzzing. Only these
 * may open bytes. SVG is opened by {@link withSvgReader} alone, once its text is known to be harmless; Ultra HDR files
 * are read as the JPEGs they also are.
 */
const READERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'];
const SVG_READER = 'VipsForeignLoadSvg';

let loading: Promise<Engine> | undefined;

/** The settings are the process's own (a child that renders one job at a time), which is why sharp is loaded here only. */
export function loadSharp(): Promise<Engine> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    // A cache of decoded operations never hits across requests, and keeps their memory.
    sharp.cache(false);
    // The children are the parallelism; threads inside each would only contend.
    sharp.concurrency(1);
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: READERS.map((format) => `VipsForeignLoad${format}`) });
    return sharp;
  });
  return loading;
}

/** Runs `work` with the SVG reader open, for bytes that have been sanitised. One at a time: a child has one job. */
export async function withSvgReader<Out>(work: () => Promise<Out>): Promise<Out> {
  const sharp = await loadSharp();
  sharp.unblock({ operation: [SVG_READER] });
  try {
    return await work();
  } finally {
    sharp.block({ operation: [SVG_READER] });
  }
}
