/**
 * The encoders of the baselines, with the settings of src/imaging/output.ts written out: a baseline that does other
 * work is none. `fit512` compares their bytes with ours before it measures.
 */
import type { Sharp } from 'sharp';

export type Format = 'jpg' | 'webp' | 'png' | 'avif';

export const BARE_ENCODERS: Readonly<Record<Format, (pipeline: Sharp, quality: number) => Sharp>> = {
  jpg: (pipeline, quality) => pipeline.jpeg({ quality, chromaSubsampling: '4:4:4' }),
  webp: (pipeline, quality) => pipeline.webp({ quality, effort: 2 }),
  png: (pipeline) => pipeline.png({ compressionLevel: 6 }),
  // q-65 on AVIF's own scale is 60.
  avif: (pipeline, quality) =>
    pipeline.avif({
      quality: quality === 65 ? 60 : quality,
      effort: 0,
      tune: 'iq',
      chromaSubsampling: '4:2:0',
    }),
};
