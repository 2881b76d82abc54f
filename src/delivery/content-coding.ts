/** Compression of text-like files on their way out (delivery.md, section 17). */

import type { Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';

export type Coding = 'br' | 'gzip';

/** Below, the coded bytes are hardly fewer; above, it takes too long to do anew for each answer. */
const MIN_BYTES = 1024;
const MAX_BYTES = 10 * 1024 * 1024;

/** The best that decoding takes no longer for and that a server can do while it sends. */
const BROTLI_QUALITY = 5;
const GZIP_LEVEL = 6;

/** Brotli before gzip, if the client takes either; undefined for the bytes as they are. */
export function chooseCoding(acceptEncoding: string | undefined, size: number): Coding | undefined {
  if (acceptEncoding === undefined || size < MIN_BYTES || size > MAX_BYTES) return undefined;
  if (takes(acceptEncoding, 'br')) return 'br';
  return takes(acceptEncoding, 'gzip') ? 'gzip' : undefined;
}

export function createEncoder(coding: Coding, size: number): Transform {
  if (coding === 'gzip') return createGzip({ level: GZIP_LEVEL });
  return createBrotliCompress({
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: size,
    },
  });
}

/** Whether a list such as `gzip, br;q=0` names `coding` and does not refuse it. */
function takes(header: string, coding: Coding): boolean {
  return header.split(',').some((item) => {
    const [name = '', ...parameters] = item.toLowerCase().split(';');
    return (
      name.trim() === coding && !parameters.some((parameter) => /^\s*q\s*=\s*0(\.0*)?\s*$/.test(parameter))
    );
  });
}
